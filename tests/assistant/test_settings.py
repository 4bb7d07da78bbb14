from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import load_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_environment_and_env_file_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("DOCENT_ORGANISATION=Corner Shop\n", encoding="utf-8")
    monkeypatch.setenv("DOCENT_PORT", "8123")
    monkeypatch.setenv("DOCENT_DATA_FOLDER", "somewhere")
    settings = load_settings()
    assert (settings.port, settings.organisation) == (8123, "Corner Shop")
    assert settings.data_folder == tmp_path / "somewhere"
    assert settings.history_database_url == f"sqlite:///{tmp_path / 'somewhere' / 'history.sqlite3'}"


@pytest.mark.parametrize(
    ("name", "value"),
    [("DOCENT_PORT", "70000"), ("DOCENT_TEMPERATURE", "hot"), ("DOCENT_CONTEXT_TOKENS", "12")],
)
def test_a_wrong_value_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_an_unknown_variable_of_the_env_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DOCENT_PROT=1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="DOCENT_PROT"):
        load_settings()


def test_a_reply_must_leave_room_for_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCENT_CONTEXT_TOKENS", "1024")
    monkeypatch.setenv("DOCENT_MAX_NEW_TOKENS", "1000")
    with pytest.raises(SettingsError, match="half"):
        load_settings()


def test_the_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCENT_ADMIN_PASSWORD", "hunter2")
    assert "hunter2" not in repr(load_settings())

"""Backups and restores over real databases, as an operator makes them."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from assistant.errors import BackupError, DamagedDatabaseError
from assistant.recovery import restore
from assistant.recovery.backup import verify_backup, write_backup
from assistant.recovery.commands import run_backup, run_restore
from assistant.recovery.restore import apply_restore, is_staged, stage_restore
from assistant.recovery.revisions import database_migrations
from assistant.settings import Settings
from knowledge_base.errors import KnowledgeBusyError
from knowledge_base.ownership import Ownership
from tests.assistant.recovery.conftest import KEY, PHOTO, ask, damage, open_history, questions

FIRST = "How long is the warranty?"


def restore_now(settings: Settings, path: Path) -> Path | None:
    stage_restore(settings, path, database_migrations(settings))
    return apply_restore(settings)


def test_what_was_deleted_after_a_backup_is_there_again(settings: Settings, tmp_path: Path) -> None:
    backup = tmp_path / "backup.zip"
    assert run_backup([str(backup)], settings, {}, StringIO()) == 0
    with open_history(settings) as history:
        ask(history, "second", "What came after the backup?")
        (photo,) = history.used_files()
    kept_photo = settings.data_folder / "attachments" / photo[:2] / photo
    kept_photo.unlink()
    (settings.data_folder / "cookies.key").write_bytes(b"another")

    said = StringIO()
    assert run_restore([str(backup)], settings, database_migrations(settings), said) == 0

    assert questions(settings) == {FIRST}
    assert kept_photo.read_bytes() == PHOTO
    assert (settings.data_folder / "cookies.key").read_bytes() == KEY
    kept = Path(said.getvalue().strip().rsplit(" ", 1)[-1])
    before = Settings(data_folder=settings.data_folder, database_url=f"sqlite:///{kept / 'history.sqlite3'}")
    assert questions(before) == {FIRST, "What came after the backup?"}


def test_a_backup_is_made_while_others_write_and_is_readable_by_its_owner_alone(
    settings: Settings, tmp_path: Path
) -> None:
    with open_history(settings) as history:
        ask(history, "open", "Is the log of the database in the backup?")
        write_backup(settings, tmp_path / "backup.zip")
        ask(history, "later", "Does this fail?")
    assert stat.S_IMODE((tmp_path / "backup.zip").stat().st_mode) == 0o600
    restore_now(settings, tmp_path / "backup.zip")
    assert questions(settings) == {FIRST, "Is the log of the database in the backup?"}


def test_nothing_is_overwritten_and_nothing_half_is_left(settings: Settings, tmp_path: Path) -> None:
    there = tmp_path / "backup.zip"
    there.write_text("something else")
    with pytest.raises(BackupError, match="already"):
        write_backup(settings, there)
    assert there.read_text() == "something else"
    damage(settings.data_folder / "history.sqlite3", at=4096)
    with pytest.raises(DamagedDatabaseError, match="history"):
        write_backup(settings, tmp_path / "new.zip")
    assert {path.name for path in tmp_path.iterdir()} == {"data", "backup.zip"}


@pytest.mark.parametrize("at", [60, 200, -2000])
def test_a_damaged_backup_is_refused_and_changes_nothing(settings: Settings, tmp_path: Path, at: int) -> None:
    backup = tmp_path / "backup.zip"
    write_backup(settings, backup)
    damage(backup, at=at % backup.stat().st_size, length=40)
    with pytest.raises((BackupError, DamagedDatabaseError)):
        restore_now(settings, backup)
    assert questions(settings) == {FIRST}
    assert not is_staged(settings)
    assert not list(settings.data_folder.glob(".restore-*"))


@pytest.mark.parametrize(
    "name",
    ["../../escaped", "/etc/cron.d/x", "databases/other.sqlite3", "kept/../x.key", "attachments/ab/short"],
)
def test_an_archive_with_other_files_is_refused(settings: Settings, tmp_path: Path, name: str) -> None:
    backup = tmp_path / "backup.zip"
    entry = {"name": name, "size_bytes": 1, "sha256": "0" * 64}
    manifest = {"format": "docent-backup", "version": 1, "made_at": "2026-01-01", "entries": [entry]}
    with zipfile.ZipFile(backup, "w") as archive:
        archive.writestr(name, "x")
        archive.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(BackupError):
        stage_restore(settings, backup, database_migrations(settings))
    assert not (tmp_path / "escaped").exists()


def test_a_file_that_unpacks_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    backup = tmp_path / "backup.zip"
    entry = {"name": "kept/cookies.key", "size_bytes": 10, "sha256": "0" * 64}
    manifest = {"format": "docent-backup", "version": 1, "made_at": "2026-01-01", "entries": [entry]}
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kept/cookies.key", b"\0" * 50_000_000)
        archive.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(BackupError, match="damaged"):
        verify_backup(backup)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive at all" * 100])
def test_a_file_that_is_no_backup_is_refused(settings: Settings, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(BackupError, match="no backup"):
        stage_restore(settings, tmp_path / "x.zip", database_migrations(settings))


@pytest.mark.parametrize("step", range(8))
def test_a_crash_in_the_middle_is_continued(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    backup = tmp_path / "backup.zip"
    write_backup(settings, backup)
    with open_history(settings) as history:
        ask(history, "second", "What came after the backup?")
    stage_restore(settings, backup, database_migrations(settings))
    done = 0
    real = shutil.move

    def move(source: Path, target: Path) -> object:
        nonlocal done
        if done == step:
            raise OSError(5, "the power went")
        done += 1
        return real(source, target)

    monkeypatch.setattr(shutil, "move", move)
    try:
        apply_restore(settings)
    except BackupError:
        assert is_staged(settings)
    monkeypatch.undo()
    apply_restore(settings)
    assert not is_staged(settings)
    assert questions(settings) == {FIRST}


def test_a_running_docent_is_not_touched(settings: Settings, tmp_path: Path) -> None:
    backup = tmp_path / "backup.zip"
    write_backup(settings, backup)
    stage_restore(settings, backup, database_migrations(settings))
    owner = Ownership(settings.data_folder / "index")
    owner.take(timeout_seconds=0)
    with pytest.MonkeyPatch.context() as patch, closing(_Given(owner)):
        patch.setattr(restore, "OWNER_SECONDS", 0)
        with pytest.raises(KnowledgeBusyError):
            apply_restore(settings)
    assert is_staged(settings)
    with pytest.raises(BackupError, match="another backup waits"):
        stage_restore(settings, backup, database_migrations(settings))


class _Given:
    def __init__(self, owner: Ownership) -> None:
        self.close = owner.give_back


def test_another_database_is_sent_to_its_own_tools(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path, database_url="postgresql://somewhere/docent")
    with pytest.raises(BackupError, match="pg_dump"):
        write_backup(settings, tmp_path / "backup.zip")

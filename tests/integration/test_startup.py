"""`python app.py` as an operator runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL, PICTURE_ENCODER, QWEN_1_5B, WHISPER_BASE
from tests.conftest import PROJECT_FOLDER


def run_app(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DOCENT_")}
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=PROJECT_FOLDER,
        env=environment | settings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.real_model
def test_the_check_says_what_it_found(tmp_path: Path, weights_folder: Path) -> None:
    for weights in (QWEN_1_5B, E5_SMALL, WHISPER_BASE, PICTURE_ENCODER):
        ensure_weights(weights, weights_folder)
    (tmp_path / "weights").symlink_to(weights_folder)
    done = run_app("--check", DOCENT_DATA_FOLDER=str(tmp_path), DOCENT_ADMIN_PASSWORD="hidden")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "admin_password = (set)" in done.stdout
    assert "hidden" not in done.stdout
    for part in ("history database", "weights", "knowledge and index", "engine"):
        assert f"ok   {part}" in done.stdout


def test_the_check_fails_where_weights_are_missing(tmp_path: Path) -> None:
    done = run_app("--check", DOCENT_DATA_FOLDER=str(tmp_path), DOCENT_MODEL_WEIGHTS="qwen2.5-0.5b")
    assert done.returncode == 1
    assert "FAIL weights" in done.stdout


@pytest.mark.parametrize(("name", "value"), [("DOCENT_PORT", "none"), ("DOCENT_MAX_NEW_TOKENS", "8000")])
def test_a_setting_that_cant_be_used_is_named(name: str, value: str) -> None:
    done = run_app(**{name: value})
    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cant_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    done = run_app(DOCENT_DATA_FOLDER=str(blocked / "data"))
    assert done.returncode == 1
    assert "can't start" in done.stderr
    assert "Traceback" not in done.stderr

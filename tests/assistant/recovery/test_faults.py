"""Killed, without disk, with damaged files, with a clock that jumps: nothing that was committed is lost."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import DamagedDatabaseError, HistoryError, StorageError
from assistant.history.attachments import AttachmentStore
from assistant.history.history import SqlHistory
from assistant.recovery.run_marker import check_after_crash, note_end, note_start
from assistant.recovery.scheduled_backup import DAY_SECONDS, back_up, is_due, list_backups
from assistant.settings import Settings
from model.media import MediaChecker
from tests.assistant.recovery.conftest import ask, damage, open_history, questions
from tests.conftest import PROJECT_FOLDER
from tests.media import make_png


@pytest.mark.parametrize("after", [1, 7, 40])
def test_what_was_committed_outlives_a_kill(tmp_path: Path, after: int) -> None:
    settings = Settings(data_folder=tmp_path / "data")
    command = [sys.executable, "-m", "tests.assistant.recovery.asker", settings.history_database_url]
    with subprocess.Popen(command, cwd=PROJECT_FOLDER, stdout=subprocess.PIPE, text=True) as asker:
        assert asker.stdout is not None
        said = [asker.stdout.readline().strip() for _ in range(after)]
        asker.send_signal(signal.SIGKILL)
        said += asker.stdout.read().split()
    note_start(settings)
    assert check_after_crash(settings)
    with closing(sqlite3.connect(tmp_path / "data" / "history.sqlite3")) as database:
        kept = {row[0] for row in database.execute("SELECT conversation_id FROM messages")}
    assert {conversation for conversation in said if len(conversation) == 32} <= kept


def test_a_damaged_page_is_found_at_the_start_and_a_backup_is_named(
    settings: Settings, tmp_path: Path
) -> None:
    configured = settings.model_copy(update={"backup_folder": tmp_path / "backups"})
    newest = back_up(configured, tmp_path / "backups")
    note_start(configured)
    damage(settings.data_folder / "history.sqlite3", at=8192)
    with pytest.raises(DamagedDatabaseError, match=newest.name):
        check_after_crash(configured)


def test_a_run_that_ended_well_is_not_checked(settings: Settings) -> None:
    note_start(settings)
    note_end(settings)
    damage(settings.data_folder / "history.sqlite3", at=8192)
    assert not check_after_crash(settings)


def test_a_full_database_refuses_a_question_and_keeps_the_others(settings: Settings) -> None:
    with open_history(settings) as history:
        with history._sessions() as session:  # the limit belongs to a connection, which the pool keeps
            session.connection().exec_driver_sql("PRAGMA max_page_count = 1")
        refused = _fill(history)
    assert isinstance(refused, HistoryError)
    assert "How long is the warranty?" in questions(settings)


def _fill(history: SqlHistory) -> Exception | None:
    try:
        for number in range(2000):
            ask(history, f"n{number}", "words " * 500)
    except HistoryError as exc:
        return exc
    return None


def test_a_read_only_folder_is_said_at_the_start() -> None:
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=PROJECT_FOLDER,
        env={**os.environ, "DOCENT_DATA_FOLDER": "/proc/docent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "can't start" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_keeps_no_half_attachment(tmp_path: Path) -> None:
    store = AttachmentStore(
        folder=tmp_path / "attachments",
        checker=MediaChecker(max_photo_pixels=10_000_000, max_voice_seconds=9),
        max_bytes=10_000_000,
    )
    photo = tmp_path / "photo.png"
    photo.write_bytes(make_png(400, 300))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(StorageError):
            store.store(photo)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert [path for path in (tmp_path / "attachments").rglob("*") if path.is_file()] == []
    store.store(photo)


def test_daily_backups_survive_a_clock_that_jumps(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    configured = settings.model_copy(update={"backup_folder": folder, "backups_kept": 2})
    assert is_due(folder, now=time.time())
    made = back_up(configured, folder)
    assert not is_due(folder, now=time.time() + 60)
    assert is_due(folder, now=time.time() + DAY_SECONDS + 60)
    assert is_due(folder, now=time.time() - 30 * DAY_SECONDS)  # the clock was set back
    for day in ("20200101-000000", "20210101-000000"):
        made.with_name(f"docent-{day}.zip").write_bytes(made.read_bytes())
    made.unlink()
    newest = back_up(configured, folder)
    assert list_backups(folder) == (made.with_name("docent-20210101-000000.zip"), newest)

"""A backup a day, without anybody asking for it, into the folder that the settings name."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import AssistantError
from assistant.private_files import make_private_folder
from assistant.recovery.backup import write_backup
from assistant.settings import Settings

logger = logging.getLogger(__name__)
PATTERN = "docent-*.zip"
LOOK_SECONDS = 600.0
DAY_SECONDS = 24 * 3600.0


def list_backups(folder: Path) -> tuple[Path, ...]:
    """List the daily backups of a folder, oldest first; their names are their moments."""
    return tuple(sorted(folder.glob(PATTERN)))


def is_due(folder: Path, *, now: float) -> bool:
    """Tell whether the newest backup is a day old; one from the future, after the clock was set back, counts as old."""
    backups = list_backups(folder)
    if not backups:
        return True
    age = now - backups[-1].stat().st_mtime
    return not 0 <= age < DAY_SECONDS


def back_up(settings: Settings, folder: Path) -> Path:
    """Write a backup and delete the oldest ones beyond those that are kept.

    Raises:
        BackupError: It can't be written; the older ones stay.
        DamagedDatabaseError: A database is damaged; the older ones stay.
    """
    make_private_folder(folder)
    path = folder / f"docent-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip"
    write_backup(settings, path)
    for old in list_backups(folder)[: -settings.backups_kept]:
        if old != path:
            old.unlink(missing_ok=True)
    return path


class ScheduledBackup:
    """A thread that backs up when the last backup is a day old."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look, where a folder is named."""
        folder = self._settings.backup_folder
        if folder is not None:
            self._thread = threading.Thread(target=self._run, args=(folder,), name="backup", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End; a backup that is being written is finished first."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, folder: Path) -> None:
        while True:
            try:
                if is_due(folder, now=time.time()):
                    logger.info("backed up to %s", back_up(self._settings, folder).name)
            except (AssistantError, OSError):
                logger.exception("the daily backup failed; it is tried again in ten minutes")
            if self._ended.wait(LOOK_SECONDS):
                return

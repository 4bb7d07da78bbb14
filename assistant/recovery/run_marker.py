"""Whether the last run ended as it should: a file that is there while Docent is running.

After a crash, a kill or a power cut the databases are read once from end to end before they are used, so that a damaged
page is found at the start and not in the middle of somebody's conversation.
"""

from __future__ import annotations

from pathlib import Path

from assistant.errors import DamagedDatabaseError
from assistant.private_files import PRIVATE_FILE, make_private_folder
from assistant.recovery.backup_format import database_files
from assistant.recovery.scheduled_backup import list_backups
from assistant.recovery.snapshot import check_database
from assistant.settings import Settings

MARKER = "running"


def check_after_crash(settings: Settings) -> bool:
    """Check the databases where the last run was cut off.

    Returns:
        Whether it was.

    Raises:
        DamagedDatabaseError: One of them is damaged; the message says what to do.
    """
    if not _marker(settings).exists() or not settings.uses_sqlite:
        return False
    for file in database_files(settings).values():
        if not file.exists():
            continue
        try:
            check_database(file, is_thorough=False)
        except DamagedDatabaseError as exc:
            backups = list_backups(settings.backup_folder) if settings.backup_folder else ()
            newest = backups[-1] if backups else "FILE"
            msg = f"{exc}\nPut a backup in its place: python app.py restore {newest}"
            raise DamagedDatabaseError(msg, **exc.params) from exc
    return True


def note_start(settings: Settings) -> None:
    """Say that a run began."""
    make_private_folder(settings.data_folder)
    _marker(settings).touch(mode=PRIVATE_FILE)


def note_end(settings: Settings) -> None:
    """Say that it ended as it should."""
    _marker(settings).unlink(missing_ok=True)


def _marker(settings: Settings) -> Path:
    return settings.data_folder / MARKER

"""Folders and files that only the user who runs Docent may read."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

from assistant.errors import StorageError

logger = logging.getLogger(__name__)
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
NOBODY_ELSE = 0o077  # the umask under which libraries, too, make files that nobody else may read


def make_private_folder(folder: Path) -> Path:
    """Make a folder, where it is missing, that nobody else may enter; returns it."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    folder.chmod(PRIVATE_FOLDER)
    return folder


def make_all_private(folder: Path) -> None:
    """Make a folder and everything in it private, as a version that did not see to it may have left it.

    What links lead to is not touched: it may be used by others. What belongs to another user, as in a volume of a
    container, stays as it is and is logged.

    Raises:
        StorageError: The folder can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    except OSError as exc:
        msg = f"the data folder {str(folder)!r} can't be made: {exc.strerror}"
        raise StorageError(msg) from exc
    not_ours = 0
    for place, _, files in os.walk(folder):
        paths = (Path(place, name) for name in files)
        wanted = [
            (Path(place), PRIVATE_FOLDER),
            *((path, PRIVATE_FILE) for path in paths if not path.is_symlink()),
        ]
        for path, rights in wanted:
            try:
                path.chmod(rights)
            except PermissionError:
                not_ours += 1
            except FileNotFoundError:  # another command has just deleted it
                continue
    if not_ours:
        logger.warning(
            "%d files in the data folder belong to another user: others may be able to read them", not_ours
        )


def make_private(path: Path) -> None:
    """Let nobody else read a file."""
    path.chmod(PRIVATE_FILE)


def delete_old_files(folder: Path, *, older_than_seconds: float) -> int:
    """Delete the files under a folder that were not changed for so long; returns how many."""
    before = time.time() - older_than_seconds
    old = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)

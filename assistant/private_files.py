"""Folders and files that only the user who runs Docent may read."""

from __future__ import annotations

import time
from pathlib import Path

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def make_private_folder(folder: Path) -> Path:
    """Make a folder, where it is missing, that nobody else may enter; returns it."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    folder.chmod(PRIVATE_FOLDER)
    return folder


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

"""Folders and files that only the user who runs Docent may read."""

from __future__ import annotations

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

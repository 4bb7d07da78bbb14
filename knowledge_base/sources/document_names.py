"""Names of documents: what is kept of a file's path."""

from __future__ import annotations

from pathlib import Path


def printable(path: Path) -> str:
    """Return a path as text that can be kept: a file's name may hold bytes that are no characters."""
    return path.as_posix().encode("utf-8", "replace").decode("utf-8")

"""Copies of a SQLite database that is in use, and whether a database file is whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.errors import DamagedDatabaseError
from assistant.private_files import make_private

SHOWN_PROBLEMS = 3


def copy_database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, while others read and write it.

    SQLite's online backup (https://sqlite.org/backup.html) reads within one transaction, so the copy holds what was
    committed before it and nothing of what came after. It is one file, without a write-ahead log.

    Raises:
        DamagedDatabaseError: The source or the copy is damaged.
    """
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as reading,
            closing(sqlite3.connect(target)) as writing,
        ):
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as exc:
        msg = f"{source} can't be copied: {exc}"
        raise DamagedDatabaseError(msg, file=str(source)) from exc
    make_private(target)
    check_database(target)


def check_database(path: Path, *, is_thorough: bool = True) -> None:
    """Read a database from the first page to the last.

    Args:
        path: Its file.
        is_thorough: Whether the indexes are compared with the tables, too; this takes several times as long.

    Raises:
        DamagedDatabaseError: It is no database, or a page of it is damaged.
    """
    check = "integrity_check" if is_thorough else "quick_check"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = [row[0] for row in connection.execute(f"PRAGMA {check}({SHOWN_PROBLEMS})")]
    except sqlite3.Error as exc:
        found = [str(exc)]
    if found != ["ok"]:
        msg = f"the database {path} is damaged: {'; '.join(map(str, found))}"
        raise DamagedDatabaseError(msg, file=str(path))

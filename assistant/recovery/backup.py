"""`app.py backup FILE`: everything that can't be made again, in one verified file, while Docent is running."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from assistant.errors import BackupError
from assistant.private_files import make_private
from assistant.recovery.backup_format import (
    ENTRY_NAME,
    KEY_SUFFIX,
    MANIFEST,
    MAX_MANIFEST_BYTES,
    BackupEntry,
    BackupManifest,
    database_files,
)
from assistant.recovery.snapshot import copy_database
from assistant.settings import Settings

PIECE_BYTES = 1 << 20
UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)


def write_backup(settings: Settings, path: Path) -> BackupManifest:
    """Write a backup and read it once more; the file appears when it is whole, readable by its owner alone.

    The databases are copied first, each as it is at one moment, then the attachments that the copied history names:
    what is sent meanwhile is left out whole, and nothing half.

    Raises:
        BackupError: There is such a file already, the disk is full, or a database is not SQLite's.
        DamagedDatabaseError: A database is damaged.
    """
    if path.exists():
        msg = f"{path} is there already; choose another name"
        raise BackupError(msg)
    temporary = path.with_name(f".{path.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".backup-") as folder:
            with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                make_private(temporary)
                entries = tuple(_add(archive, name, file) for name, file in _collect(settings, Path(folder)))
                manifest = BackupManifest(made_at=datetime.now(UTC).isoformat(), entries=entries)
                archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
            verify_backup(temporary)
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
            temporary.replace(path)
    except OSError as exc:
        msg = f"the backup can't be written to {path}: {exc}"
        raise BackupError(msg) from exc
    finally:
        temporary.unlink(missing_ok=True)
    return manifest


def verify_backup(path: Path) -> BackupManifest:
    """Read a backup from its first byte to the last.

    Raises:
        BackupError: It is none, or a file of it is missing, damaged or not in its manifest.
    """
    with open_backup(path) as archive:
        manifest = read_manifest(archive)
        for entry in manifest.entries:
            for _ in read_entry(archive, entry):
                pass
    return manifest


def open_backup(path: Path) -> zipfile.ZipFile:
    """Open a backup; BackupError where the file is none."""
    try:
        return zipfile.ZipFile(path)
    except UNREADABLE as exc:
        msg = f"{path} is no backup of Docent, or is damaged: {exc}"
        raise BackupError(msg) from exc


def read_manifest(archive: zipfile.ZipFile) -> BackupManifest:
    """Read what a backup says that it holds, and compare it with what is there.

    Raises:
        BackupError: It has no manifest, names files that a backup does not have, or holds others.
    """
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > MAX_MANIFEST_BYTES:
            msg = f"the manifest has {info.file_size} bytes"
            raise BackupError(msg)
        manifest = BackupManifest.model_validate_json(archive.read(info))
    except (KeyError, ValidationError, *UNREADABLE) as exc:
        msg = "this is no backup of Docent: it has no manifest that can be read"
        raise BackupError(msg) from exc
    named = [entry.name for entry in manifest.entries]
    if sorted([*named, MANIFEST]) != sorted(archive.namelist()):
        msg = "the backup does not hold the files that its manifest names"
        raise BackupError(msg)
    if wrong := [name for name in named if not ENTRY_NAME.fullmatch(name)]:
        msg = f"a backup holds no {wrong[0][:200]!r}"
        raise BackupError(msg)
    return manifest


def read_entry(archive: zipfile.ZipFile, entry: BackupEntry) -> Iterator[bytes]:
    """Yield the bytes of a file of a backup, never more than its manifest says.

    Raises:
        BackupError: It is damaged.
    """
    digest, size = sha256(), 0
    try:
        with archive.open(entry.name) as file:
            for piece in _pieces(file):
                size += len(piece)
                if size > entry.size_bytes:
                    break
                digest.update(piece)
                yield piece
    except (KeyError, *UNREADABLE) as exc:
        msg = f"{entry.name} of the backup can't be read: {exc}"
        raise BackupError(msg) from exc
    if size != entry.size_bytes or digest.hexdigest() != entry.sha256:
        msg = f"{entry.name} of the backup is damaged: its bytes are not those of the manifest"
        raise BackupError(msg)


def _collect(settings: Settings, folder: Path) -> Iterator[tuple[str, Path]]:
    copies: dict[str, Path] = {}
    for name, file in database_files(settings).items():
        if file.exists():
            copies[name] = folder / Path(name).name
            copy_database(file, copies[name])
    yield from copies.items()
    history = copies.get("databases/history.sqlite3")
    for digest in _used_files(history) if history else ():
        file = settings.data_folder / "attachments" / digest[:2] / digest
        if file.exists():  # else its conversation was deleted since the copy
            yield f"attachments/{digest[:2]}/{digest}", file
    for file in sorted(settings.data_folder.glob(f"*{KEY_SUFFIX}")):
        yield f"kept/{file.name}", file


def _used_files(history: Path) -> list[str]:
    tables = ("attachments", "figures")
    query = " UNION ".join(f"SELECT sha256 FROM {table} WHERE sha256 IS NOT NULL" for table in tables)  # noqa: S608  # constant
    try:
        with closing(sqlite3.connect(history)) as connection:
            return sorted(row[0] for row in connection.execute(query))
    except sqlite3.OperationalError:  # a database without its tables yet
        return []


def _add(archive: zipfile.ZipFile, name: str, file: Path) -> BackupEntry:
    digest, size = sha256(), 0
    with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        for piece in _pieces(source):
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    return BackupEntry(name=name, size_bytes=size, sha256=digest.hexdigest())


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE_BYTES):
        yield piece

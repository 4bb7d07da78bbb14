"""The format of a backup: a ZIP archive of databases, attachments and keys, with a manifest of their hashes.

    manifest.json                       written last: an archive without it was cut off
    databases/history.sqlite3           conversations, accounts
    databases/knowledge.sqlite3         documents, passages, embeddings; left out where both are one file
    attachments/ab/abcdef…              photos and voice clips by their SHA-256
    kept/NAME.key                       keys that sign cookies

Weights come from their packages and the indexes are built again from the database, so neither is in it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import make_url

from assistant.errors import BackupError
from assistant.settings import Settings

MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 200_000_000
KEY_SUFFIX = ".key"
ENTRY_NAME = re.compile(
    r"databases/(?:history|knowledge)\.sqlite3|attachments/[0-9a-f]{2}/[0-9a-f]{64}|kept/[A-Za-z0-9_-]{1,60}\.key"
)


class BackupEntry(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    size_bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class BackupManifest(BaseModel):
    """What a backup holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["docent-backup"] = "docent-backup"
    version: Literal[1] = 1
    made_at: str
    entries: tuple[BackupEntry, ...]

    @property
    def size_bytes(self) -> int:
        """All files together, unpacked."""
        return sum(entry.size_bytes for entry in self.entries)


def database_files(settings: Settings) -> dict[str, Path]:
    """Return where the databases lie, by their names in a backup.

    Raises:
        BackupError: One of them is no SQLite file.
    """
    found: dict[str, Path] = {}
    for name, url in (("history", settings.history_database_url), ("knowledge", settings.knowledge_url)):
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite" or not parsed.database:
            msg = (
                f"the {name} lies in {parsed.get_backend_name()}, which has its own tools (such as pg_dump); "
                f"attachments lie in {settings.data_folder / 'attachments'}"
            )
            raise BackupError(msg)
        path = Path(parsed.database).absolute()
        if path not in found.values():
            found[f"databases/{name}.sqlite3"] = path
    return found


def target_of(name: str, settings: Settings) -> Path:
    """Return where a file of a backup belongs.

    Raises:
        BackupError: The name is none that a backup has.
    """
    if not ENTRY_NAME.fullmatch(name):
        msg = f"a backup holds no {name[:200]!r}"
        raise BackupError(msg)
    if name.startswith("databases/"):
        files = database_files(settings)
        if name not in files:
            msg = f"the settings put no database where {name!r} could go"
            raise BackupError(msg)
        return files[name]
    if name.startswith("kept/"):
        return settings.data_folder / name.removeprefix("kept/")
    return settings.data_folder / name

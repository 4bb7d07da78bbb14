"""Folders whose files are the knowledge: what is put in, changed or deleted there is added, replaced or deleted here.

A folder directly inside a watched one names the collection of its files.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from watchfiles import watch

from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.loaders.formats import FORMATS_BY_SUFFIX
from knowledge_base.passages import DEFAULT_COLLECTION, DocumentId, DocumentProperties
from knowledge_base.properties import make_properties

logger = logging.getLogger(__name__)


class WatchedKnowledge(Protocol):
    """The knowledge base as a watched folder sees it."""

    def add_document(
        self, name: str, data: bytes, properties: DocumentProperties | None = None, *, source_path: str
    ) -> DocumentId:
        """Take a document."""

    def delete_documents(self, *document_ids: DocumentId) -> None:
        """Delete documents."""

    def sources(self) -> dict[str, tuple[DocumentId, str]]:
        """Return id and SHA-256 of the documents that came from a watched folder, by their path."""


class FolderWatch:
    """Follows folders in a thread of its own."""

    def __init__(self, knowledge: WatchedKnowledge, folders: Sequence[Path], *, max_bytes: int) -> None:
        self._knowledge = knowledge
        self._folders = tuple(folder.resolve() for folder in folders)
        self._max_bytes = max_bytes
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="folder-watch", daemon=True)

    def start(self) -> None:
        """Take over what changed since the last run, then follow."""
        if self._folders:
            self._thread.start()

    def close(self) -> None:
        """Stop following."""
        self._is_closed.set()
        if self._thread.is_alive():
            self._thread.join()

    def synchronise(self) -> None:
        """Compare all files with the documents that came from these folders."""
        files = [path for folder in self._folders for path in _list_files(folder)]
        known = {Path(path) for path in self._knowledge.sources()}
        self._follow({*files, *(path for path in known if self._folder_of(path))})

    def _run(self) -> None:
        try:
            for folder in self._folders:
                folder.mkdir(parents=True, exist_ok=True)
            self.synchronise()
            for changes in watch(*self._folders, stop_event=self._is_closed, raise_interrupt=False):
                self._follow({Path(path) for _, path in changes})
        except Exception:  # the knowledge is served without the folders
            logger.exception("the watched folders are not followed any more")

    def _follow(self, paths: set[Path]) -> None:
        known = self._knowledge.sources()
        for path in sorted(paths):
            try:
                self._follow_one(path, known.get(str(path)))
            except (KnowledgeBaseError, OSError) as exc:
                logger.warning("the watched file %s can't be used: %s", path.name, exc)

    def _follow_one(self, path: Path, known: tuple[DocumentId, str] | None) -> None:
        folder = self._folder_of(path)
        if folder is None or not _is_document(path, folder):
            if known is not None and not path.exists():
                self._knowledge.delete_documents(known[0])
            return
        if path.stat().st_size > self._max_bytes:
            logger.warning("the watched file %s has more than %d bytes", path.name, self._max_bytes)
            return
        data = path.read_bytes()
        if not data or (known is not None and sha256(data).hexdigest() == known[1]):
            return  # as it was, or still being written
        parents = path.relative_to(folder).parts[:-1]
        properties = make_properties(collection=parents[0] if parents else DEFAULT_COLLECTION)
        self._knowledge.add_document(path.name, data, properties, source_path=str(path))

    def _folder_of(self, path: Path) -> Path | None:
        return next((folder for folder in self._folders if path.is_relative_to(folder)), None)


def _list_files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if _is_document(path, folder))


def _is_document(path: Path, folder: Path) -> bool:
    """Tell documents from everything else: hidden and temporary files, other types, links that lead elsewhere."""
    inner = path.relative_to(folder).parts
    if any(part.startswith((".", "~$")) for part in inner) or path.suffix.lower() not in FORMATS_BY_SUFFIX:
        return False
    return path.is_file() and path.resolve().is_relative_to(folder)

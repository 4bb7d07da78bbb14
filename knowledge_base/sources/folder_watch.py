"""Folders whose files are the knowledge: what is put in, changed or deleted there is added, replaced or deleted here.

A folder directly inside a watched one names the collection of its files.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from watchfiles import watch

from knowledge_base.errors import DocumentDuplicateError, KnowledgeBaseError
from knowledge_base.passages import DEFAULT_COLLECTION, DocumentId, DocumentProperties
from knowledge_base.properties import make_properties
from knowledge_base.sources.document_names import printable
from knowledge_base.sources.folder_files import HIDDEN, reason_to_skip, walk_folder

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
        self._refused: set[Path] = set()  # the same bytes are there under another path
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
        files: set[Path] = set()
        for folder in self._folders:
            for path, reason in walk_folder(folder):
                if reason is None:
                    files.add(path)
                elif reason != HIDDEN:
                    logger.warning("the watched file %s is passed over: %s", printable(path), reason)
        known = {Path(path) for path in self._knowledge.sources()}
        for folder in self._folders:
            inside = {path for path in known if path.is_relative_to(folder)}
            if inside and not any(path.is_relative_to(folder) for path in files):
                # more likely a share that is not mounted than a folder that was emptied
                logger.warning(
                    "nothing is in the watched folder %s; its %d documents stay", folder, len(inside)
                )
            else:
                files |= inside
        self._follow(files)

    def _run(self) -> None:
        try:
            there = [folder for folder in self._folders if folder.is_dir()]
            for folder in self._folders:
                if folder not in there:
                    logger.warning("the watched folder %s is not there", folder)
            self.synchronise()
            for changes in watch(*there, stop_event=self._is_closed, raise_interrupt=False) if there else ():
                self._follow({Path(path) for _, path in changes})
        except Exception:  # the knowledge is served without the folders
            logger.exception("the watched folders are not followed any more")

    def _follow(self, paths: set[Path]) -> None:
        """Delete what is gone, then take what is there: a file that was moved is its own twin until then."""
        gone = {path for path in paths if not path.exists()}
        for path in (*sorted(gone), *sorted((paths - gone) | self._refused)):
            try:
                self._refused.discard(path)
                self._follow_one(path)
            except DocumentDuplicateError:
                self._refused.add(path)  # its twin may go later
            except (KnowledgeBaseError, OSError) as exc:
                logger.warning("the watched file %s can't be used: %s", printable(path), exc)
            except Exception:  # one file never stops the rest
                logger.exception("the watched file %s failed", printable(path))

    def _follow_one(self, path: Path) -> None:
        known = self._knowledge.sources().get(printable(path))
        folder = self._folder_of(path)
        reason = reason_to_skip(path, folder) if folder else HIDDEN
        if folder is None or reason is not None:
            self._pass_over(path, reason, known[0] if known else None)
            return
        if path.stat().st_size > self._max_bytes:
            logger.warning("the watched file %s has more than %d bytes", printable(path), self._max_bytes)
            return
        data = path.read_bytes()
        if data and (known is None or sha256(data).hexdigest() != known[1]):  # changed, and not being written
            self._add(path, path.relative_to(folder), data)

    def _pass_over(self, path: Path, reason: str | None, document: DocumentId | None) -> None:
        """Say why a file is not read; the document of one that is gone is deleted."""
        if path.is_file() and reason != HIDDEN:
            logger.warning("the watched file %s is passed over: %s", printable(path), reason)
        if document is not None and not path.exists():
            self._knowledge.delete_documents(document)

    def _add(self, path: Path, inner: Path, data: bytes) -> None:
        """Add a file; the first folder inside the watched one is its collection."""
        is_in_folder = len(inner.parts) > 1
        collection = printable(Path(inner.parts[0])) if is_in_folder else DEFAULT_COLLECTION
        name = printable(Path(*inner.parts[1:]) if is_in_folder else inner)
        properties = make_properties(collection=collection)
        self._knowledge.add_document(name, data, properties, source_path=printable(path))

    def _folder_of(self, path: Path) -> Path | None:
        return next((folder for folder in self._folders if path.is_relative_to(folder)), None)

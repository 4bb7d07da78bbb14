"""Takes queued documents one after another: read → cut into passages → embed → save → index.

A document's passages appear in one transaction. What a crash cut off is still queued and begins again at the next
start; a document that can't be read gets an error and the next one is taken.
"""

from __future__ import annotations

import logging
import threading
from collections import deque

import numpy as np

from knowledge_base.errors import (
    DocumentError,
    DocumentNotFoundError,
    DocumentUnreadableError,
)
from knowledge_base.indexes import Indexes
from knowledge_base.passages import DocumentId, DocumentState
from knowledge_base.reading import read_chunks
from knowledge_base.retriever import Encoder
from knowledge_base.store import KnowledgeStore, render_searchable

logger = logging.getLogger(__name__)
EMBEDDED_AT_ONCE = 16


class Ingest:
    """The queue of documents and the one thread that works it off."""

    def __init__(
        self, encoder: Encoder, indexes: Indexes, store: KnowledgeStore, indexing: threading.Lock
    ) -> None:
        """Get ready.

        Args:
            encoder: Embeds passages.
            indexes: What a finished document goes to.
            store: Where documents come from.
            indexing: Held while the database and the indexes change together.
        """
        self._indexing = indexing
        self._encoder = encoder
        self._indexes = indexes
        self._store = store
        self._queue: deque[DocumentId] = deque()
        self._progress: dict[DocumentId, float] = {}
        self._changed = threading.Condition()
        self._is_working = True  # until the unfinished documents are queued
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="ingest", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier run left unfinished."""
        self.enqueue(*self._store.list_unfinished())
        with self._changed:
            self._is_working = False
            self._changed.notify_all()
        self._thread.start()

    def enqueue(self, *document_ids: DocumentId) -> None:
        """Add documents to the queue."""
        with self._changed:
            self._queue.extend(i for i in document_ids if i not in self._queue)
            self._changed.notify_all()

    def progress_of(self, document_id: DocumentId) -> float:
        """Return the share of a document's passages that is embedded, 0 to 1."""
        return self._progress.get(document_id, 0.0)

    def wait_until_idle(self, timeout_seconds: float | None = None) -> bool:
        """Wait until the queue is empty; False when that took longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue and not self._is_working, timeout_seconds)

    def close(self) -> None:
        """Stop after the document at hand; the rest stays queued in the database."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while (document_id := self._take()) is not None:
            try:
                self._ingest(document_id)
            except DocumentNotFoundError:
                logger.info("document %s was deleted while it was read", document_id)
            except DocumentError as exc:
                logger.info("document %s can't be used: %s", document_id, exc.code)
                self._store.set_error(document_id, exc)
            except Exception:  # one bad document never stops the rest
                logger.exception("document %s failed", document_id)
                self._store.set_error(
                    document_id, DocumentUnreadableError("the document could not be indexed")
                )
            finally:
                self._progress.pop(document_id, None)
                self._finish()

    def _take(self) -> DocumentId | None:
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._is_closed)
            if self._is_closed:
                return None
            self._is_working = True
            return self._queue.popleft()

    def _finish(self) -> None:
        with self._changed:
            is_last = not self._queue
        if is_last:
            try:
                with self._indexing:
                    self._indexes.save()  # not after every document: it can be built again
            except OSError:
                logger.exception("the dense index could not be written; it is built again at the next start")
        with self._changed:
            self._is_working = False
            self._changed.notify_all()

    def _ingest(self, document_id: DocumentId) -> None:
        name, data = self._store.read_document(document_id)
        self._store.set_state(document_id, DocumentState.READING)
        title, chunks = read_chunks(name, data)
        self._store.set_state(document_id, DocumentState.EMBEDDING)
        embeddings = np.empty((len(chunks), self._encoder.dimension), dtype=np.float32)
        for start in range(0, len(chunks), EMBEDDED_AT_ONCE):
            batch = chunks[start : start + EMBEDDED_AT_ONCE]
            texts = [render_searchable(title, chunk.heading_path, chunk.text) for chunk in batch]
            embeddings[start : start + len(batch)] = self._encoder.embed_passages(texts)
            self._progress[document_id] = (start + len(batch)) / len(chunks)
            if self._is_closed:
                self._store.set_state(document_id, DocumentState.QUEUED)
                return
        with self._indexing:
            self._indexes.apply(self._store.replace_passages(document_id, title, chunks, embeddings))

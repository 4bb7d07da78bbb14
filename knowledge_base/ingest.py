"""Takes queued documents one after another: read → cut into passages → embed → save → index.

A document's passages appear in one transaction. What a crash cut off is still queued and begins again at the next
start; a document that can't be read gets an error and the next one is taken. The queue is in the database, so that
documents which another process added are found too.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from knowledge_base.encoding.encoders import Encoder
from knowledge_base.errors import DatabaseError, DocumentError, DocumentNotFoundError, DocumentUnreadableError
from knowledge_base.index.indexes import Indexes
from knowledge_base.media_reader import MediaReader
from knowledge_base.passages import DocumentId, DocumentState, DocumentSummary, DocumentWarning
from knowledge_base.reading.chunking import Chunk
from knowledge_base.reading.orders import OrderFinder
from knowledge_base.reading.reading import ReadDocument, read_document
from knowledge_base.retrieval.retriever import FloatArray
from knowledge_base.store.document_store import DocumentStore
from knowledge_base.store.store import Change, KnowledgeStore, render_searchable

logger = logging.getLogger(__name__)
EMBEDDED_AT_ONCE = 16
POLL_SECONDS = 2.0  # how often an idle queue looks for documents of another process
PAUSED = "paused"
SUSPECTED_ORDERS = "suspected_orders"  # code of a document's warning


class _StoppedError(Exception):
    """The work on a document was given up: it was cancelled, or Docent ends."""


class Ingest:
    """The queue of documents and the one thread that works it off."""

    def __init__(
        self,
        encoders: Sequence[Encoder],
        indexes: Indexes,
        documents: DocumentStore,
        store: KnowledgeStore,
        indexing: threading.Lock,
        media: MediaReader | None = None,
        orders: OrderFinder | None = None,
    ) -> None:
        """Get ready.

        Args:
            encoders: Embed passages; the first one's embeddings are indexed.
            indexes: What a finished document goes to.
            documents: Where documents come from.
            store: Where their passages go.
            indexing: Held while the database and the indexes change together.
            media: Recognises scanned pages, pictures and recordings.
            orders: Marks sentences that seem to speak to a machine; without it none is marked.
        """
        self._media = media
        self._orders = orders
        self._encoders = encoders
        self._indexes = indexes
        self._documents = documents
        self._store = store
        self._indexing = indexing
        self._queue: deque[DocumentId] = deque()
        self._progress: dict[DocumentId, float] = {}
        self._changed = threading.Condition()
        self._is_working = True  # until the unfinished documents are queued
        self._is_closed = False
        self._is_paused = documents.read_setting(PAUSED) == "yes"
        self._thread = threading.Thread(target=self._run, name="ingest", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier run left unfinished."""
        self.enqueue(*self._documents.list_unfinished())
        with self._changed:
            self._is_working = False
            self._changed.notify_all()
        self._thread.start()

    def use(self, encoders: Sequence[Encoder], indexes: Indexes, store: KnowledgeStore) -> None:
        """Go on with other encoders; called with the lock held that joins the database and the indexes."""
        self._encoders, self._indexes, self._store = encoders, indexes, store

    def enqueue(self, *document_ids: DocumentId) -> None:
        """Add documents to the queue."""
        with self._changed:
            self._queue.extend(i for i in document_ids if i not in self._queue)
            self._changed.notify_all()

    @property
    def is_paused(self) -> bool:
        """Whether the queue waits to be resumed."""
        return self._is_paused

    def pause(self, *, is_paused: bool) -> None:
        """Let the queue wait, also over a restart, or go on."""
        self._documents.write_setting(PAUSED, "yes" if is_paused else "no")
        with self._changed:
            self._is_paused = is_paused
            self._changed.notify_all()

    def with_progress(self, documents: Iterable[DocumentSummary]) -> tuple[DocumentSummary, ...]:
        """Say of each document that is worked on how much is done of what its state names, 0 to 1."""
        return tuple(
            replace(document, progress=self._progress.get(document.id, 0.0))
            if document.state in {DocumentState.READING, DocumentState.EMBEDDING}
            else document
            for document in documents
        )

    def wait_until_idle(self, timeout_seconds: float | None = None) -> bool:
        """Wait until the queue is empty; False when that took longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue and not self._is_working, timeout_seconds)

    def close(self) -> None:
        """Stop soon; what is not done stays queued in the database."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while (document_id := self._take()) is not None:
            try:
                self._ingest(document_id)
            except (_StoppedError, DocumentNotFoundError):
                logger.info("document %s was stopped or deleted while it was read", document_id)
            except DatabaseError:
                logger.exception("document %s stays queued: the database can't be used", document_id)
            except DocumentError as exc:
                logger.info("document %s can't be used: %s", document_id, exc.code)
                self._note_error(document_id, exc)
            except Exception:  # one bad document never stops the rest
                logger.exception("document %s failed", document_id)
                self._note_error(document_id, DocumentUnreadableError("the document could not be indexed"))
            finally:
                self._progress.pop(document_id, None)
                self._finish()

    def _note_error(self, document_id: DocumentId, error: DocumentError) -> None:
        try:
            self._documents.set_error(document_id, error)
        except DatabaseError:
            logger.exception("the error of document %s could not be kept", document_id)

    def _take(self) -> DocumentId | None:
        while True:
            with self._changed:
                self._changed.wait_for(self._has_work, POLL_SECONDS)
                if self._is_closed:
                    return None
                if self._queue and not self._is_paused:
                    self._is_working = True
                    return self._queue.popleft()
                is_idle = not self._queue
            if is_idle:
                self._look_for_others()

    def _look_for_others(self) -> None:
        try:
            self.enqueue(*self._documents.list_unfinished())
        except DatabaseError:
            logger.exception("the queue can't be read; it is tried again")

    def _has_work(self) -> bool:
        return self._is_closed or (bool(self._queue) and not self._is_paused)

    def _finish(self) -> None:
        with self._changed:
            self._is_working = False
            self._changed.notify_all()

    def _ingest(self, document_id: DocumentId) -> None:
        with self._indexing:  # a new encoder may take over in the middle; a document is embedded for both
            encoders, store = self._encoders, self._store
        self._go_on(document_id, DocumentState.READING)
        name, data = self._documents.read(document_id)

        def note_recognised(share: float) -> None:
            self._progress[document_id] = share
            self._go_on(document_id, DocumentState.READING)

        read = read_document(name, data, self._media, note_recognised)
        self._progress.pop(document_id, None)
        self._go_on(document_id, DocumentState.EMBEDDING)
        title, chunks = read.title, self._mark_orders(read)
        texts = [render_searchable(title, chunk.heading_path, chunk.text) for chunk in chunks]
        known = store.reusable_embeddings(document_id)
        embeddings = {}
        for position, encoder in enumerate(encoders):
            reusable = known if encoder.name == store.encoder else {}
            share = (position / len(encoders), 1 / len(encoders))
            embeddings[encoder.name] = self._embed(document_id, texts, encoder, reusable, share)
        with self._indexing:
            wanted = {encoder.name: embeddings[encoder.name] for encoder in self._encoders}
            warnings = (*read.warnings, *_warn_of_orders(chunks))
            change = self._store.replace_passages(document_id, title, chunks, wanted, warnings)
            apply_change(self._indexes, change)

    def _mark_orders(self, read: ReadDocument) -> Sequence[Chunk]:
        if self._orders is None:
            return read.chunks
        return self._orders.mark(read.title, read.chunks)

    def _embed(
        self,
        document_id: DocumentId,
        texts: Sequence[str],
        encoder: Encoder,
        known: dict[str, FloatArray],
        share: tuple[float, float],
    ) -> FloatArray:
        """Embed texts, but not those whose embedding is known: after a small edit most of a document is as it was."""
        embeddings = np.empty((len(texts), encoder.dimension), dtype=np.float32)
        new = [i for i, text in enumerate(texts) if text not in known]
        for i, text in enumerate(texts):
            if text in known:
                embeddings[i] = known[text]
        for start in range(0, len(new), EMBEDDED_AT_ONCE):
            batch = new[start : start + EMBEDDED_AT_ONCE]
            embeddings[batch] = encoder.embed_passages([texts[i] for i in batch])
            self._progress[document_id] = share[0] + share[1] * (start + len(batch)) / len(new)
            self._go_on(document_id, DocumentState.EMBEDDING)
        return embeddings

    def _go_on(self, document_id: DocumentId, state: DocumentState) -> None:
        """Move a document on; wait while the queue is paused; give up what was cancelled or is to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or not self._is_paused)
        if self._is_closed:
            self._documents.move(document_id, DocumentState.QUEUED)
            raise _StoppedError
        if not self._documents.move(document_id, state):
            raise _StoppedError


def _warn_of_orders(chunks: Sequence[Chunk]) -> tuple[DocumentWarning, ...]:
    count = len({sentence for chunk in chunks for sentence in chunk.suspected})
    return (DocumentWarning(code=SUSPECTED_ORDERS, count=count),) if count else ()


def apply_change(indexes: Indexes, change: Change) -> None:
    """Let the indexes follow a change of the database; what fails is made up for by comparing all ids."""
    try:
        indexes.apply(change)
    except Exception:
        logger.exception("the indexes could not follow a change; they are compared with the database")
        indexes.follow()

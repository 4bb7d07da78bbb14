"""The knowledge base: what the rest of Docent asks of this package.

It opens at once; the encoder and the indexes are loaded by `start()` in a thread of their own, and whoever searches
earlier waits for them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.database import create_database_engine, current_revision, upgrade_database
from knowledge_base.errors import DocumentTooLargeError, EmbeddingError
from knowledge_base.indexes import Indexes
from knowledge_base.ingest import Ingest
from knowledge_base.loaders.formats import sniff_format
from knowledge_base.passage_details import DetailedEncoder, TokenEncoder
from knowledge_base.passages import (
    EVERYTHING,
    DocumentId,
    DocumentState,
    DocumentSummary,
    Passage,
    Retrieval,
    Scope,
)
from knowledge_base.reranker import Reranker
from knowledge_base.retriever import DEFAULT_OPTIONS, Encoder, HybridRetriever, RetrievalOptions
from knowledge_base.store import KnowledgeStore

logger = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "migrations"
SAMPLES = Path(__file__).parent / "samples"
NAME_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeConfig:
    """Where the knowledge lies and how it is searched."""

    database_url: str
    index_folder: Path
    load_encoder: Callable[[], Encoder]
    max_document_bytes: int = 50_000_000
    relevance_threshold: float = 0.15  # 0 to 1; chosen in docs/decisions/0003-retrieval.md
    timeout_seconds: float = 120.0  # how long a search waits for the encoder


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    indexes: Indexes
    ingest: Ingest
    retriever: HybridRetriever
    details: DetailedEncoder | None


class KnowledgeBase:
    """Documents in, relevant passages out; safe to use from several threads."""

    def __init__(self, config: KnowledgeConfig) -> None:
        """Open the database and bring its tables up to date.

        Raises:
            DatabaseError: The database can't be used.
        """
        self._config = config
        self._engine = create_database_engine(config.database_url)
        upgrade_database(self._engine, MIGRATIONS)
        self._store = KnowledgeStore(self._engine)
        self._parts: Future[_Parts] = Future()
        self._loader: threading.Thread | None = None
        self._indexing = threading.Lock()  # a change of the database and of the indexes go together

    # --- life -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Load the encoder and the indexes in the background and go on with unfinished documents; once."""
        if self._loader is None:
            self._loader = threading.Thread(target=self._load, name="knowledge-loader", daemon=True)
            self._loader.start()

    def close(self) -> None:
        """Stop the work in the background and close the files."""
        if self._loader is not None:
            self._loader.join()  # torch aborts the process that ends while it computes
        if self.is_ready:
            parts = self._parts.result()
            parts.ingest.close()
            parts.indexes.close()
            if parts.details is not None:
                parts.details.close()
        self._engine.dispose()

    @property
    def is_ready(self) -> bool:
        """Whether a search would not wait."""
        return self._parts.done() and self._parts.exception() is None

    @property
    def failure(self) -> str | None:
        """Why the encoder or the indexes could not be loaded, else None."""
        error = self._parts.exception() if self._parts.done() else None
        return str(error) if error else None

    @property
    def database_revision(self) -> str | None:
        """Revision of the tables."""
        return current_revision(self._engine, MIGRATIONS)

    def wait_until_idle(self, timeout_seconds: float | None = None) -> bool:
        """Wait until every queued document is done; False when that took longer."""
        return self._wait().ingest.wait_until_idle(timeout_seconds)

    def _load(self) -> None:
        try:
            encoder = self._config.load_encoder()
            details = None
            if isinstance(encoder, TokenEncoder):
                encoder = details = DetailedEncoder(encoder, self._config.index_folder / "details.sqlite3")
            indexes = Indexes(self._config.index_folder, encoder.dimension, self._store)
            ingest = Ingest(encoder, indexes, self._store, self._indexing)
            retriever = HybridRetriever(
                encoder,
                indexes,
                self._store,
                relevance_threshold=self._config.relevance_threshold,
                reranker=None if details is None else Reranker(details),
            )
            self._parts.set_result(
                _Parts(indexes=indexes, ingest=ingest, retriever=retriever, details=details)
            )
            ingest.start()  # last: a document added a moment ago is found in the database or put into the queue
        except Exception as exc:  # it belongs to whoever waits for the parts
            logger.exception("the knowledge base can't be loaded")
            self._parts.set_exception(exc)

    def _wait(self) -> _Parts:
        try:
            return self._parts.result(self._config.timeout_seconds)
        except FutureTimeoutError as exc:
            msg = "the sentence encoder is still loading"
            raise EmbeddingError(msg) from exc
        except Exception as exc:
            msg = f"the knowledge base could not be loaded: {exc}"
            raise EmbeddingError(msg) from exc

    # --- search ---------------------------------------------------------------------------------------------

    @property
    def retriever(self) -> HybridRetriever:
        """The search itself; waits for the encoder as `retrieve` does."""
        return self._wait().retriever

    @property
    def relevance_threshold(self) -> float:
        """Relevance from which a passage is used, 0 to 1."""
        return self._config.relevance_threshold

    def retrieve(
        self, query: str, *, k: int, scope: Scope = EVERYTHING, options: RetrievalOptions = DEFAULT_OPTIONS
    ) -> Retrieval:
        """Find the `k` passages that answer a question best.

        Raises:
            EmbeddingError: The encoder is not there.
        """
        return self.retriever.retrieve(query, k=k, scope=scope, options=options)

    def similarities(self, queries: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Compare texts by meaning: cosines, shape `(len(queries), len(texts))`."""
        return self._wait().retriever.similarities(queries, texts)

    # --- documents ------------------------------------------------------------------------------------------

    def add_document(self, name: str, data: bytes, *, is_sample: bool = False) -> DocumentId:
        """Take a document; it is read and indexed in the background.

        Raises:
            DocumentError: Empty, too large, of no known format, encrypted, or already there; nothing is kept.
        """
        if len(data) > self._config.max_document_bytes:
            limit = self._config.max_document_bytes // 1_000_000
            msg = f"{name!r} has {len(data)} bytes"
            raise DocumentTooLargeError(msg, limit_megabytes=limit)
        sniff_format(name, data)
        document_id = self._store.add_document(name[-NAME_CHARACTERS:], data, is_sample=is_sample)
        self._enqueue(document_id)
        return document_id

    def documents(self) -> tuple[DocumentSummary, ...]:
        """List the documents by name, with the progress of those that are being embedded."""
        return tuple(self._with_progress(document) for document in self._store.list_documents())

    def passages(self, document_id: DocumentId, *, offset: int = 0, limit: int = 50) -> tuple[Passage, ...]:
        """Return a document's passages in order.

        Raises:
            DocumentNotFoundError: It is gone.
        """
        return self._store.list_passages(document_id, offset=offset, limit=limit)

    def delete_documents(self, *document_ids: DocumentId) -> None:
        """Delete documents with their passages; answers that cite them keep their copies."""
        parts = self._wait()
        with self._indexing:
            parts.indexes.apply(self._store.delete_documents(document_ids))
            parts.indexes.save()

    def reindex(self, *document_ids: DocumentId) -> None:
        """Read documents again; until then the passages that they have are found."""
        for document_id in document_ids:
            self._store.set_state(document_id, DocumentState.QUEUED)
        self._enqueue(*document_ids)

    def add_samples(self) -> int:
        """Add the sample documents that are not there; returns how many."""
        present = {document.name for document in self._store.list_documents()}
        missing = [path for path in sorted(SAMPLES.iterdir()) if path.name not in present]
        for path in missing:
            self.add_document(path.name, path.read_bytes(), is_sample=True)
        return len(missing)

    def remove_samples(self) -> int:
        """Delete the sample documents; returns how many."""
        samples = self._store.list_ids(samples_only=True)
        self.delete_documents(*samples)
        return len(samples)

    def has_ever_held_documents(self) -> bool:
        """Tell whether anything was ever added, so that removed samples don't come back."""
        return self._store.has_ever_held_documents()

    def count_passages(self) -> int:
        """Return how many passages there are."""
        return self._store.count_passages()

    def _enqueue(self, *document_ids: DocumentId) -> None:
        """Hand documents to the worker; one that is not there yet finds them in the database."""
        if self.is_ready:
            self._parts.result().ingest.enqueue(*document_ids)

    def _with_progress(self, document: DocumentSummary) -> DocumentSummary:
        if document.state is not DocumentState.EMBEDDING or not self.is_ready:
            return document
        return replace(document, progress=self._parts.result().ingest.progress_of(document.id))

"""The knowledge base: what the rest of Docent asks of this package.

It opens at once; the encoder and the indexes are loaded by `start()` in a thread of their own, and whoever searches
earlier waits for them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Sequence
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.config import KnowledgeConfig
from knowledge_base.errors import EmbeddingError
from knowledge_base.evidence.evidence import CitedPassage, Evidence, EvidenceReader
from knowledge_base.index.index_recall import RecallReport
from knowledge_base.index.indexes import IndexFacts
from knowledge_base.ingest import PAUSED, apply_change
from knowledge_base.ownership import Ownership
from knowledge_base.passages import (
    EVERYTHING,
    DocumentId,
    DocumentProperties,
    DocumentSummary,
    Passage,
    Retrieval,
    Scope,
)
from knowledge_base.pictures.product_pictures import ProductPictures
from knowledge_base.reading.loaders.formats import check_document
from knowledge_base.retrieval.retriever import DEFAULT_OPTIONS, HybridRetriever, RetrievalOptions
from knowledge_base.review.conflict_scan import ConflictScan
from knowledge_base.review.scan_log import ScanLog
from knowledge_base.serving import Serving
from knowledge_base.sources.sample_documents import add_missing_samples
from knowledge_base.store.collection_store import CollectionStore
from knowledge_base.store.database import create_database_engine, current_revision, upgrade_database
from knowledge_base.store.document_store import DocumentStore
from knowledge_base.store.product_terms import ProductTerms
from knowledge_base.store.store import KnowledgeStore
from knowledge_base.store.suspects import Suspects
from knowledge_base.store.usage_log import UsageLog

logger = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "store" / "migrations"
SAMPLES = Path(__file__).parent / "sources" / "samples"
NAME_CHARACTERS = 200


class KnowledgeBase:
    """Documents in, relevant passages out; safe to use from several threads.

    Attributes:
        collections: Which documents belong together, and who answers from them.
        pictures: What products look like.
        usage: Questions that found nothing, and which documents are cited.
        scans: The last scan for contradictions and duplicates.
        conflict_scan: Makes a new one.
        names: What the documents call things, for whoever listens.
        suspects: Sentences that seem to speak to a machine, for the admin to decide.
    """

    def __init__(self, config: KnowledgeConfig) -> None:
        """Open the database and bring its tables up to date.

        Raises:
            DatabaseError: The database can't be used.
        """
        self._config = config
        self._engine = create_database_engine(config.database_url)
        upgrade_database(self._engine, MIGRATIONS)
        self._documents = DocumentStore(self._engine)
        self.collections = CollectionStore(self._engine)
        self._store = KnowledgeStore(self._engine, config.encoder, today=config.today)
        self._evidence = EvidenceReader(self._documents, self._store)
        self.pictures = ProductPictures(self._engine, config.eye, today=config.today)
        self.usage = UsageLog(
            self._engine,
            keeps_questions=config.keeps_questions,
            relevance_threshold=config.relevance_threshold,
        )
        self.scans = ScanLog(self._engine, today=config.today)
        self.names = ProductTerms(self._engine)
        self.suspects = Suspects(self._engine)
        self.conflict_scan = ConflictScan(
            self._engine,
            lambda: self._wait().encoder,
            self.scans,
            read_calibration=config.calibrations.read,
            today=config.today,
        )
        self._ownership = Ownership(config.index_folder)
        self._serving: Future[Serving] = Future()
        self._loader: threading.Thread | None = None
        self._closed = threading.Event()
        self._indexing = threading.Lock()  # a change of the database and of the indexes go together

    def start(self) -> None:
        """Load the encoder and the indexes in the background and go on with unfinished documents; once."""
        if self._loader is None:
            self._loader = threading.Thread(target=self._load, name="knowledge-loader", daemon=True)
            self._loader.start()

    def close(self) -> None:
        """Stop the work in the background and close the files."""
        self._closed.set()
        self.conflict_scan.close()
        self.pictures.close()
        if self._loader is not None:
            self._loader.join()  # torch aborts a process that ends while it computes
        if self.is_ready:
            self._serving.result().close()
        self._ownership.give_back()
        self._engine.dispose()

    @property
    def is_ready(self) -> bool:
        """Whether a search would not wait."""
        return self._serving.done() and self._serving.exception() is None

    @property
    def failure(self) -> str | None:
        """Why the encoder or the indexes could not be loaded, else None."""
        error = self._serving.exception() if self._serving.done() else None
        return str(error) if error else None

    @property
    def database_revision(self) -> str | None:
        """Revision of the tables."""
        return current_revision(self._engine, MIGRATIONS)

    def wait_until_idle(self, timeout_seconds: float | None = None) -> bool:
        """Wait until every queued document is done; False when that took longer."""
        return self._wait().ingest.wait_until_idle(timeout_seconds)

    def wait_for_progress(self, timeout_seconds: float) -> None:
        """Wait a moment, shorter where the queue of this process becomes empty."""
        if self._loader is not None:
            self.wait_until_idle(timeout_seconds)
        else:
            self._closed.wait(timeout_seconds)

    def _load(self) -> None:
        try:
            self._ownership.take(timeout_seconds=self._config.owner_timeout_seconds)
            serving = Serving(self._engine, self._documents, self._config, self._indexing)
            self._serving.set_result(serving)
            self.pictures.start(only_reads=self._config.only_reads)
            serving.start()  # last: a document added a moment ago is in the database or is put into the queue
        except Exception as exc:  # it belongs to whoever waits
            logger.exception("the knowledge base can't be loaded")
            self._serving.set_exception(exc)

    def _wait(self) -> Serving:
        try:
            return self._serving.result(self._config.timeout_seconds)
        except TimeoutError as exc:
            msg = "the sentence encoder is still loading"
            raise EmbeddingError(msg) from exc
        except Exception as exc:
            msg = f"the knowledge base could not be loaded: {exc}"
            raise EmbeddingError(msg) from exc

    @property
    def retriever(self) -> HybridRetriever:
        """The search itself, with the calibration of its encoder; waits for the encoder as `retrieve` does."""
        return self._wait().retriever

    @property
    def relevance_threshold(self) -> float:
        """Relevance from which a passage is used, 0 to 1."""
        return self._config.relevance_threshold

    def retrieve(
        self, query: str, *, k: int, scope: Scope = EVERYTHING, options: RetrievalOptions = DEFAULT_OPTIONS
    ) -> Retrieval:
        """Find the `k` passages that answer a question best; EmbeddingError where the encoder is not there."""
        return self._wait().retriever.retrieve(query, k=k, scope=scope, options=options)

    def similarities(self, queries: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Compare texts by meaning: similarities on one scale, shape `(len(queries), len(texts))`."""
        return self._wait().retriever.similarities(queries, texts)

    def compare_pieces(
        self, query: str, pieces: Sequence[tuple[Passage, Sequence[str]]]
    ) -> npt.NDArray[np.float32]:
        """Compare a question with pieces of passages; see `HybridRetriever.compare_pieces`."""
        return self._wait().retriever.compare_pieces(query, pieces)

    def embed_sentences(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Embed sentences by the second encoder: unit vectors, shape `(n, 512)`."""
        return self._wait().sentence_judge.embed(texts)

    def known_codes(self, codes: Collection[str]) -> frozenset[str]:
        """Return those of some codes, such as model numbers, that a document names; none while the search loads."""
        return self._wait().retriever.known_codes(codes) if self.is_ready else frozenset()

    def scope_of(self, assistant: str) -> Scope:
        """Return which collections an assistant answers from."""
        given = self.collections.scope_of(assistant)
        limit = self._config.limits.get(assistant)
        return given if limit is None else given.within(limit)

    def may_use(self, document_id: DocumentId, scope: Scope) -> bool:
        """Tell whether an answer may come from a document today: it is there, not replaced, valid, in the scope."""
        return self._store.may_use(document_id, scope)

    def add_document(
        self,
        name: str,
        data: bytes,
        properties: DocumentProperties | None = None,
        *,
        source_path: str | None = None,
        is_sample: bool = False,
    ) -> DocumentId:
        """Take a document; it is read and indexed in the background.

        One of the same name in the same collection becomes a new version: the old one serves until it is ready.

        Args:
            name: The file's name.
            data: Its bytes.
            properties: What `make_properties` gave.
            source_path: Where the file lies, for one that is watched.
            is_sample: Whether it goes with the samples.

        Raises:
            DocumentError: Empty, too large, of no known format, encrypted, or already there; nothing is kept.
        """
        check_document(name, data, max_bytes=self._config.max_document_bytes)
        document_id = self._documents.add(
            name[-NAME_CHARACTERS:],
            data,
            properties or DocumentProperties(),
            source_path=source_path,
            is_sample=is_sample,
        )
        self._enqueue(document_id)
        return document_id

    def documents(self) -> tuple[DocumentSummary, ...]:
        """List the documents by name, with the progress of those that are being worked on."""
        documents = self._documents.list_documents()
        return self._wait().ingest.with_progress(documents) if self.is_ready else documents

    def versions(self, document_id: DocumentId) -> tuple[DocumentSummary, ...]:
        """List all versions of a document, newest first."""
        return self._documents.list_versions(document_id)

    def sources(self) -> dict[str, tuple[DocumentId, str]]:
        """Return id and SHA-256 of the documents that came from a watched folder, by their path."""
        return self._documents.list_sources()

    def is_reading(self, *, samples_only: bool = False) -> bool:
        """Tell whether documents are on their way into the index; those of a paused queue are not."""
        return not self.is_paused and self._documents.has_unfinished(samples_only=samples_only)

    def read_name(self, document_id: DocumentId) -> str:
        """Return a document's file name; DocumentNotFoundError where it is gone."""
        return self._documents.read_name(document_id)

    def read_document(self, document_id: DocumentId) -> tuple[str, bytes]:
        """Return a document's name and bytes; DocumentNotFoundError where it is gone."""
        return self._documents.read(document_id)

    def list_passages(
        self, document_id: DocumentId, *, offset: int = 0, limit: int = 50
    ) -> tuple[Passage, ...]:
        """Return a document's passages in order; DocumentNotFoundError where it is gone."""
        return self._store.list_passages(document_id, offset=offset, limit=limit)

    def read_passages(self, passage_ids: Sequence[int]) -> dict[int, Passage]:
        """Return passages by id; those that are gone are missing."""
        return {i: passage for i, (passage, _) in self._store.read_passages(passage_ids).items()}

    def set_properties(self, document_id: DocumentId, properties: DocumentProperties) -> None:
        """Give a document another collection, other tags or another validity; nothing is embedded again.

        Raises:
            DocumentNotFoundError: It is gone.
        """
        self._store.set_properties(document_id, properties)

    def open_evidence(self, cited: CitedPassage) -> Evidence:
        """Find a cited passage with its neighbours in its document.

        Raises:
            DocumentNotFoundError: The document is gone.
            PassageNotFoundError: The document no longer says this.
        """
        return self._evidence.open(cited)

    def render_evidence(self, cited: CitedPassage) -> bytes:
        """Draw the page of a cited passage as WebP; see `EvidenceReader.render`."""
        return self._evidence.render(cited)

    def delete_documents(self, *document_ids: DocumentId) -> None:
        """Delete documents with all their versions; answers that cite them keep their copies."""
        serving = self._wait()
        with self._indexing:
            apply_change(serving.indexes, self._store.delete_documents(document_ids))

    def reindex(self, *document_ids: DocumentId) -> None:
        """Read documents again; until then the passages that they have are found."""
        self._enqueue(*(i for i in document_ids if self._documents.queue_again(i)))

    def cancel(self, document_id: DocumentId) -> bool:
        """Stop the work on a document; False where nothing was to be done. The passages that it has stay."""
        return self._documents.cancel(document_id)

    @property
    def is_paused(self) -> bool:
        """Whether the queue waits to be resumed."""
        return self._documents.read_setting(PAUSED) == "yes"

    def pause(self, *, is_paused: bool) -> None:
        """Let the queue wait, also over a restart, or go on."""
        self._wait().ingest.pause(is_paused=is_paused)

    @property
    def reembedding_progress(self) -> float | None:
        """How much is embedded again for another encoder, 0 to 1; None where the encoder has not changed."""
        return self._wait().reembedding_progress if self.is_ready else None

    def index_facts(self) -> IndexFacts:
        """Return what is indexed and how it is searched."""
        return self._wait().indexes.describe()

    def measure_recall(self) -> RecallReport:
        """Compare the dense index with exact search over the passages that are there."""
        return self._wait().indexes.vectors.measure_recall()

    def add_samples(self) -> int:
        """Add the sample documents that are not there, under their own or another name; returns how many."""
        return add_missing_samples(self, SAMPLES, self._documents.list_documents)

    def remove_samples(self) -> int:
        """Delete the sample documents; returns how many."""
        samples = self._documents.list_ids(samples_only=True)
        self.delete_documents(*samples)
        return len(samples)

    def has_ever_held_documents(self) -> bool:
        """Tell whether anything was ever added, so that removed samples don't come back."""
        return self._documents.has_ever_held_documents()

    def count_passages(self) -> int:
        """Return how many passages there are."""
        return self._store.count_passages()

    def _enqueue(self, *document_ids: DocumentId) -> None:
        """Hand documents to the worker; one that is not there yet finds them in the database."""
        if self.is_ready:
            self._wait().ingest.enqueue(*document_ids)

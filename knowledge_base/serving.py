"""What is loaded while the knowledge is served: encoder, indexes, retriever, and the work in the background.

Where another encoder is wanted than the one that made the embeddings, the old one goes on serving from its index
until every passage is embedded again; then the new index takes its place in one step.
"""

from __future__ import annotations

import logging
import shutil
import threading

from sqlalchemy import Engine

from knowledge_base.config import KnowledgeConfig
from knowledge_base.encoding.calibration import plain_name
from knowledge_base.encoding.encoders import Encoder, TokenEncoder
from knowledge_base.encoding.second_encoder import SecondEncoder
from knowledge_base.errors import EmbeddingError
from knowledge_base.index.indexes import Indexes
from knowledge_base.ingest import Ingest
from knowledge_base.reading.orders import OrderFinder
from knowledge_base.reembedding import Reembedding
from knowledge_base.retrieval.passage_details import DetailedEncoder
from knowledge_base.retrieval.reranker import Reranker
from knowledge_base.retrieval.retriever import HybridRetriever
from knowledge_base.store.document_store import DocumentStore
from knowledge_base.store.embedding_store import EmbeddingStore
from knowledge_base.store.passage_rows import PassageRows
from knowledge_base.store.store import KnowledgeStore

logger = logging.getLogger(__name__)
SERVING_ENCODER = "encoder"


class Serving:
    """The loaded parts."""

    def __init__(
        self, engine: Engine, documents: DocumentStore, config: KnowledgeConfig, indexing: threading.Lock
    ) -> None:
        """Load the encoder and open the indexes.

        Raises:
            EmbeddingError: The encoder can't be loaded.
            EncoderCalibrationError: Nobody knows what its cosines mean.
        """
        self._engine = engine
        self._documents = documents
        self._config = config
        self._indexing = indexing
        self._reembedding: Reembedding | None = None
        self.sentence_judge = SecondEncoder()
        wanted = self._load_encoder(config.encoder)
        new = EmbeddingStore(engine, wanted.name)
        self._retired: list[tuple[Indexes, Encoder]] = []
        found = self._load_serving_encoder(wanted)
        serving = self._serving = found or wanted
        store, self.indexes, self._retriever = self._open(serving)
        encoders = [serving] if serving is wanted else [serving, wanted]
        orders = OrderFinder(self.sentence_judge) if config.marks_orders else None
        self.ingest = Ingest(encoders, self.indexes, documents, store, indexing, config.media, orders)
        self._is_blind = found is None  # better no search than one that finds nothing
        if serving is not wanted:
            logger.info("the passages are embedded again by the encoder %s", wanted.name)
            self._reembedding = Reembedding(wanted, new, indexing, lambda: self._switch(wanted))
        elif new.read_unembedded(1):
            self._reembedding = Reembedding(wanted, new, indexing, self._see_again)

    def start(self) -> None:
        """Begin the work in the background."""
        if self._config.only_reads:
            return
        self.ingest.start()
        if self._reembedding is not None:
            self._reembedding.start()

    @property
    def retriever(self) -> HybridRetriever:
        """The search.

        Raises:
            EmbeddingError: The encoder of before is gone, and not every passage is embedded again.
        """
        if self._is_blind:
            msg = "the passages are being embedded for another encoder"
            raise EmbeddingError(msg)
        return self._retriever

    @property
    def encoder(self) -> Encoder:
        """The encoder that serves, without keeping what it embeds."""
        serving = self._serving
        return serving.plain if isinstance(serving, DetailedEncoder) else serving

    @property
    def reembedding_progress(self) -> float | None:
        """How much is embedded again, 0 to 1; None where nothing is to be embedded again."""
        return self._reembedding.progress if self._reembedding is not None else None

    def close(self) -> None:
        """Stop the work in the background and close the files."""
        if self._reembedding is not None:
            self._reembedding.close()
        self.ingest.close()
        for indexes, encoder in (*self._retired, (self.indexes, self._serving)):
            indexes.close()
            _close(encoder)
        for _, encoder in self._retired:
            shutil.rmtree(self._config.index_folder / plain_name(encoder.name), ignore_errors=True)

    def _load_encoder(self, name: str) -> Encoder:
        encoder = self._config.load_encoder(name)
        self._config.calibrations.read(encoder.name)  # refused before anything is embedded
        if not isinstance(encoder, TokenEncoder):
            return encoder
        path = self._config.index_folder / plain_name(encoder.name) / "details.sqlite3"
        return DetailedEncoder(encoder, self.sentence_judge, path)

    def _load_serving_encoder(self, wanted: Encoder) -> Encoder | None:
        """Load the encoder that made the embeddings; None where that can't be had any more."""
        name = self._documents.read_setting(SERVING_ENCODER)
        if name is None:
            self._note_serving(wanted)
        if name in {None, wanted.name}:
            return wanted
        try:
            return self._load_encoder(str(name))
        except EmbeddingError:
            logger.exception(
                "the encoder %s is gone; nothing can be searched until all is embedded again", name
            )
            return None

    def _note_serving(self, encoder: Encoder) -> None:
        self._documents.write_setting(SERVING_ENCODER, encoder.name)

    def _open(self, encoder: Encoder) -> tuple[KnowledgeStore, Indexes, HybridRetriever]:
        store = KnowledgeStore(self._engine, encoder.name, today=self._config.today)
        folder = self._config.index_folder / plain_name(encoder.name)
        rows = PassageRows(self._engine, encoder.name)
        indexes = Indexes(folder, encoder.dimension, rows, encoder_name=encoder.name)
        calibration = self._config.calibrations.read(encoder.name)
        share = calibration.other_language_share
        retriever = HybridRetriever(
            encoder,
            indexes,
            store,
            calibration=calibration,
            relevance_threshold=self._config.relevance_threshold,
            relative_relevance=self._config.relative_relevance,
            reranker=(
                Reranker(encoder, other_language_share=share)
                if isinstance(encoder, DetailedEncoder)
                else None
            ),
        )
        return store, indexes, retriever

    def _switch(self, encoder: Encoder) -> None:
        """Let the new encoder serve; the lock that joins database and indexes is held."""
        self._retired.append((self.indexes, self._serving))  # open until the end: a search may still be in it
        self._note_serving(encoder)
        store, self.indexes, self._retriever = self._open(encoder)
        self._serving = encoder
        self.ingest.use([encoder], self.indexes, store)
        self._reembedding = None
        logger.info("the encoder %s serves", encoder.name)

    def _see_again(self) -> None:
        """Search again once every passage is embedded; the lock that joins database and indexes is held."""
        self._note_serving(self._serving)
        self.indexes.follow()
        self._reembedding, self._is_blind = None, False


def _close(encoder: Encoder) -> None:
    if isinstance(encoder, DetailedEncoder):
        encoder.close()

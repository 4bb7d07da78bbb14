"""Another encoder: embeds every passage again in the background while the old embeddings still serve."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from knowledge_base.encoding.encoders import Encoder
from knowledge_base.store.embedding_store import EmbeddingStore

logger = logging.getLogger(__name__)
EMBEDDED_AT_ONCE = 16


class Reembedding:
    """One change of the encoder, in a thread of its own."""

    def __init__(
        self, encoder: Encoder, store: EmbeddingStore, indexing: threading.Lock, on_done: Callable[[], None]
    ) -> None:
        """Get ready.

        Args:
            encoder: The new encoder.
            store: Sees the new encoder's embeddings.
            indexing: Held while the last passages are looked for, so that none is added meanwhile.
            on_done: Called with `indexing` held, when every passage has its new embedding.
        """
        self._encoder = encoder
        self._store = store
        self._indexing = indexing
        self._on_done = on_done
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run_logged, name="reembedding", daemon=True)

    def start(self) -> None:
        """Begin, or go on where an earlier run was cut off."""
        self._thread.start()

    @property
    def progress(self) -> float:
        """How much is done, 0 to 1."""
        return self._store.share_embedded()

    def close(self) -> None:
        """Stop soon; what is done is kept."""
        self._is_closed.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def run(self) -> None:
        """Embed until nothing is left; `start` does this in a thread."""
        while not self._is_closed.is_set():
            if self._embed_some():
                continue
            with self._indexing:
                if self._store.read_unembedded(1):
                    continue
                self._on_done()
            self._store.delete_other_embeddings()
            return

    def _run_logged(self) -> None:
        try:
            self.run()
        except Exception:  # the old embeddings still serve
            logger.exception("the passages could not be embedded again; it is tried at the next start")

    def _embed_some(self) -> bool:
        batch = self._store.read_unembedded(EMBEDDED_AT_ONCE)
        if batch:
            embeddings = self._encoder.embed_passages([text for _, text in batch])
            self._store.add_embeddings([id_ for id_, _ in batch], embeddings)
        return bool(batch)

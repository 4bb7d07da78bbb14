"""Both indexes together: opened, and brought in line with the database by the ids of its passages.

A few passages that are missing are added at once, so that a crash between the database's change and the index's
costs a moment; many are added in the background, while what is there is searched.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import IndexCorruptError
from knowledge_base.index.index_recall import IndexKind
from knowledge_base.index.lexical_index import LexicalIndex
from knowledge_base.index.vector_index import COMPARED_PASSAGES, IndexSizes, VectorIndex
from knowledge_base.store.passage_rows import PassageRows
from knowledge_base.store.store import Change

logger = logging.getLogger(__name__)
IdArray = npt.NDArray[np.int64]
ADDED_AT_ONCE = 10_000  # passages; some seconds
ADDED_TOGETHER = 500  # passages; so long a document that is ready waits for the work in the background


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFacts:
    """What is indexed.

    Attributes:
        passage_count: Passages that can be found by words.
        encoder: Name of the encoder that serves.
        kind: `exact`, or `ivf` for an inverted file on disk.
        is_building: Whether something is being built in the background.
    """

    passage_count: int
    encoder: str
    kind: IndexKind
    is_building: bool


class Indexes:
    """The dense and the lexical index of one knowledge base."""

    def __init__(
        self,
        folder: Path,
        dimension: int,
        store: PassageRows,
        *,
        encoder_name: str = "",
        sizes: IndexSizes | None = None,
        added_at_once: int = ADDED_AT_ONCE,
    ) -> None:
        """Open the indexes; one that is missing or damaged is built again.

        Args:
            folder: Where they lie.
            dimension: Numbers of an embedding.
            store: The passages.
            encoder_name: Whose embeddings these are.
            sizes: When the dense index changes its form.
            added_at_once: How many passages the lexical index may lack without being opened before it is whole.
        """
        self._store = store
        self._encoder_name = encoder_name
        self._added_at_once = added_at_once
        self._changing = (
            threading.Lock()
        )  # a passage that is added in the background may be deleted meanwhile
        self._is_closed = threading.Event()
        self._catching_up: threading.Thread | None = None
        self.vectors = VectorIndex(
            folder / "dense", store, dimension=dimension, encoder_name=encoder_name, sizes=sizes
        )
        self.words = self._open_words(folder / "words.sqlite3")
        self._follow_words()

    def apply(self, change: Change) -> None:
        """Follow a change of the database."""
        with self._changing:
            self.vectors.replace(
                added={passage.id: passage.embedding for passage in change.added}, removed=change.removed
            )
            self.words.replace(
                added={passage.id: passage.searchable for passage in change.added}, removed=change.removed
            )

    def describe(self) -> IndexFacts:
        """Return what is indexed."""
        return IndexFacts(
            passage_count=len(self.words),
            encoder=self._encoder_name,
            kind=self.vectors.kind,
            is_building=self.is_building,
        )

    def follow(self) -> None:
        """Take over whatever changed in the database without `apply`: another process's work, for example."""
        self.vectors.follow()
        self._follow_words()

    def wait_until_built(self, timeout_seconds: float | None = None) -> bool:
        """Wait for what is built in the background; False when that took longer."""
        if self._catching_up is not None:
            self._catching_up.join(timeout_seconds)
        return self.vectors.wait_until_built(timeout_seconds) and not self.is_building

    @property
    def is_building(self) -> bool:
        """Whether an index is being built in the background."""
        return self.vectors.is_building or (self._catching_up is not None and self._catching_up.is_alive())

    def close(self) -> None:
        """Stop the work in the background and close the files."""
        self._is_closed.set()
        if self._catching_up is not None:
            self._catching_up.join()
        self.vectors.close()
        self.words.close()

    def _open_words(self, path: Path) -> LexicalIndex:
        if not path.exists():
            return LexicalIndex.create(path)
        try:
            words = LexicalIndex.load(path)
        except IndexCorruptError as exc:
            logger.info("the lexical index is built again: %s", exc)
            return LexicalIndex.create(path)
        newest = np.intersect1d(words.ids(), self._store.list_passage_ids())[-COMPARED_PASSAGES:]
        if all(words.holds(texts) for texts in self._store.read_searchable(newest)):
            return words
        logger.info("the lexical index is built again: it belongs to other passages")
        words.close()
        return LexicalIndex.create(path)

    def _follow_words(self) -> None:
        held, ids = self.words.ids(), self._store.list_passage_ids()
        self.words.replace(added={}, removed=np.setdiff1d(held, ids).tolist())
        missing = np.setdiff1d(ids, held)
        if len(missing) <= self._added_at_once:
            self._add_words(missing)
        elif self._catching_up is None or not self._catching_up.is_alive():
            self._catching_up = threading.Thread(
                target=self._add_words, args=(missing,), name="lexical-index", daemon=True
            )
            self._catching_up.start()

    def _add_words(self, missing: IdArray) -> None:
        for start in range(0, len(missing), ADDED_TOGETHER):
            if self._is_closed.is_set():
                return
            with self._changing:  # read and added in one: what is deleted later is deleted here too
                for texts in self._store.read_searchable(missing[start : start + ADDED_TOGETHER]):
                    self.words.replace(added=texts, removed=())

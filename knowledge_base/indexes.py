"""Both indexes together: opened, or built from the database where they are missing, damaged or behind."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from knowledge_base.errors import IndexCorruptError
from knowledge_base.lexical_index import LexicalIndex
from knowledge_base.store import Change, IndexedPassage, KnowledgeStore
from knowledge_base.vector_index import VectorIndex

logger = logging.getLogger(__name__)
BUILD_ROWS = 2000


class Indexes:
    """The dense and the lexical index of one knowledge base."""

    def __init__(self, folder: Path, dimension: int, store: KnowledgeStore) -> None:
        """Open the indexes; an index that does not fit the database is built again."""
        self._vector_path = folder / "vectors.faiss"
        self._revision = store.revision()
        self.vectors = self._open_vectors(dimension, store)
        self.words = self._open_words(folder / "words.sqlite3", store)

    def apply(self, change: Change) -> None:
        """Follow a change of the database."""
        self.vectors.replace(
            added={passage.id: passage.embedding for passage in change.added}, removed=change.removed
        )
        self.words.replace(
            added={passage.id: passage.searchable for passage in change.added},
            removed=change.removed,
            revision=change.revision,
        )
        self._revision = change.revision

    def save(self) -> None:
        """Write the dense index; without it, it would be built again at the next start."""
        self.vectors.save(self._vector_path, self._revision)

    def close(self) -> None:
        """Close the lexical index's file."""
        self.words.close()

    def _open_vectors(self, dimension: int, store: KnowledgeStore) -> VectorIndex:
        try:
            return VectorIndex.load(self._vector_path, dimension=dimension, revision=self._revision)
        except IndexCorruptError as exc:
            logger.info("the dense index is built again: %s", exc)
        vectors = VectorIndex(dimension)
        for passages in _batches(store.read_indexed()):
            vectors.replace(added={p.id: p.embedding for p in passages}, removed=())
        vectors.save(self._vector_path, self._revision)
        return vectors

    def _open_words(self, path: Path, store: KnowledgeStore) -> LexicalIndex:
        try:
            return LexicalIndex.load(path, revision=self._revision)
        except IndexCorruptError as exc:
            logger.info("the lexical index is built again: %s", exc)
        words = LexicalIndex.create(path)
        for passages in _batches(store.read_indexed()):
            words.replace(added={p.id: p.searchable for p in passages}, removed=(), revision=-1)
        words.replace(added={}, removed=(), revision=self._revision)
        return words


def _batches(passages: Iterable[IndexedPassage]) -> Iterator[list[IndexedPassage]]:
    remaining = iter(passages)
    while batch := list(islice(remaining, BUILD_ROWS)):
        yield batch

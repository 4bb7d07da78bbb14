"""Embeddings in memory, as an index reads them from the database, and what exact search says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]


class PassageShelf:
    """Holds passages by id; `on_read` is called before each batch that is read."""

    def __init__(self, dimension: int = 16, batch: int = 50) -> None:
        self.dimension = dimension
        self.embeddings: dict[int, FloatArray] = {}
        self.on_read: Callable[[], None] = lambda: None
        self._batch = batch

    def put(self, ids: range | list[int], *, seed: int = 0) -> dict[int, FloatArray]:
        """Add passages with clustered embeddings."""
        generator = np.random.default_rng((seed, *ids[:1]))
        centres = np.random.default_rng(5).standard_normal((12, self.dimension))
        around = centres[generator.integers(12, size=len(ids))]
        values = around + 0.5 * generator.standard_normal((len(ids), self.dimension))
        unit = (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)
        added = dict(zip(ids, unit, strict=True))
        self.embeddings.update(added)
        return added

    def drop(self, ids: range | list[int]) -> list[int]:
        """Delete passages."""
        return [i for i in ids if self.embeddings.pop(i, None) is not None]

    def list_passage_ids(self) -> IdArray:
        return np.array(sorted(self.embeddings), dtype=np.int64)

    def read_embeddings(self, passage_ids: IdArray) -> Iterator[tuple[IdArray, FloatArray]]:
        for start in range(0, len(passage_ids), self._batch):
            self.on_read()
            ids = [i for i in passage_ids[start : start + self._batch].tolist() if i in self.embeddings]
            if ids:
                yield np.array(ids, dtype=np.int64), np.stack([self.embeddings[i] for i in ids])

    def nearest(self, query: FloatArray, k: int, allowed: IdArray | None = None) -> list[int]:
        """Return what exact search finds."""
        ids = self.list_passage_ids()
        if allowed is not None:
            ids = np.intersect1d(ids, allowed)
        if not len(ids):
            return []
        cosines = np.stack([self.embeddings[int(i)] for i in ids]) @ query
        return [int(i) for i in ids[np.argsort(-cosines, kind="stable")[:k]]]

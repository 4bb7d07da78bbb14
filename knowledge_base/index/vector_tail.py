"""The tail of the dense index: what was added since the base was built, in memory, searched exactly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.index.id_bits import selector_of

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]


class VectorTail:
    """Embeddings by passage id; its owner sees to it that one thread at a time uses it."""

    def __init__(self, dimension: int) -> None:
        self._index = _new_index(dimension)
        self._ids: set[int] = set()

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, passage_id: int) -> bool:
        return passage_id in self._ids

    def ids(self) -> frozenset[int]:
        """Return the ids of all passages here."""
        return frozenset(self._ids)

    def add(self, ids: IdArray, embeddings: FloatArray) -> None:
        """Add passages, shapes `(n,)` and `(n, dimension)`; one that is here already is replaced."""
        self.remove(ids.tolist())
        self._index.add_with_ids(np.ascontiguousarray(embeddings, dtype=np.float32), ids)
        self._ids.update(ids.tolist())

    def remove(self, ids: Iterable[int]) -> None:
        """Remove those of these passages that are here."""
        here = self._ids.intersection(ids)
        if here:
            self._index.remove_ids(np.fromiter(here, dtype=np.int64))
            self._ids -= here

    def search(
        self, query: FloatArray, k: int, *, chosen: npt.NDArray[np.uint8] | None = None
    ) -> list[tuple[int, float]]:
        """Return the `k` nearest passages with their cosines, nearest first.

        Args:
            query: Unit length, shape `(1, dimension)`.
            k: Passages wanted.
            chosen: Bit map of the ids that may be found; None allows all.
        """
        import faiss

        if not self._ids:
            return []
        faiss.omp_set_num_threads(1)  # of this thread: for one question, waiting for a second core costs more
        parameters = faiss.SearchParameters()
        selector = selector_of(chosen)
        parameters.sel = selector  # a name of its own keeps it alive while FAISS reads it
        scores, ids = self._index.search(query, min(k, len(self._ids)), params=parameters)
        return [(int(i), float(score)) for i, score in zip(ids[0], scores[0], strict=True) if i >= 0]


def _new_index(dimension: int) -> Any:
    import faiss

    return faiss.IndexIDMap(faiss.IndexFlatIP(dimension))  # inner product of unit vectors: the cosine

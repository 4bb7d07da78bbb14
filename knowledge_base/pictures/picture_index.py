"""What product pictures look like: a FAISS index of its own, exact and in memory, that follows the database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt

from knowledge_base.index.id_bits import bits_of
from knowledge_base.index.vector_tail import VectorTail

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]
VIEWS = 16  # ids of a picture's views: `picture * VIEWS + view`

ReadViews = Callable[[IdArray], Iterable[tuple[int, FloatArray]]]
"""Given ids of pictures, yields them with their views: unit length, shape `(views, dimension)`."""


class PictureIndex:
    """Pictures by embedding; safe to use from several threads."""

    def __init__(self, dimension: int) -> None:
        self._tail = VectorTail(dimension)
        self._pictures: set[int] = set()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pictures)

    def follow(self, picture_ids: IdArray, read_views: ReadViews) -> None:
        """Forget pictures that are gone and take those that are new.

        Args:
            picture_ids: All that are there, shape `(n,)`.
            read_views: Reads the new ones.
        """
        wanted = set(picture_ids.tolist())
        with self._lock:
            for gone in self._pictures - wanted:
                self._tail.remove(range(gone * VIEWS, (gone + 1) * VIEWS))
            missing = np.array(sorted(wanted - self._pictures), dtype=np.int64)
            self._pictures &= wanted
            for picture_id, views in read_views(missing) if len(missing) else ():
                self._tail.add(_view_ids(picture_id)[: len(views)], views[:VIEWS])
                self._pictures.add(picture_id)

    def search(
        self, embedding: FloatArray, k: int, *, allowed: IdArray | None = None
    ) -> list[tuple[int, float]]:
        """Return the `k` pictures that look most alike with their cosines, best first.

        Args:
            embedding: Of a photo, unit length, shape `(dimension,)`.
            k: Pictures wanted.
            allowed: Ids of pictures that may be found, sorted, shape `(n,)`; None allows all.
        """
        if k < 1 or (allowed is not None and not len(allowed)):
            return []
        query = np.ascontiguousarray(embedding.reshape(1, -1), dtype=np.float32)
        chosen = None
        if allowed is not None:
            chosen = bits_of((allowed[:, None] * VIEWS + np.arange(VIEWS)).reshape(-1))
        with self._lock:
            found = self._tail.search(query, k * VIEWS, chosen=chosen)
        best: dict[int, float] = {}
        for view_id, cosine in found:
            best.setdefault(view_id // VIEWS, cosine)  # the first is the best of its picture
        return list(_first(best.items(), k))


def _view_ids(picture_id: int) -> IdArray:
    return picture_id * VIEWS + np.arange(VIEWS, dtype=np.int64)


def _first(pairs: Iterable[tuple[int, float]], k: int) -> Iterator[tuple[int, float]]:
    for position, pair in enumerate(pairs):
        if position == k:
            return
        yield pair

"""Sets of passage ids as bit maps: of the ways FAISS has to test an id, the fastest (benchmarks/README.md)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

IdArray = npt.NDArray[np.int64]
BitArray = npt.NDArray[np.uint8]


class LiveIds:
    """Which passages of a base are not gone; never changed, so that a search can go on with it."""

    def __init__(self, mask: npt.NDArray[np.bool_], *, is_whole: bool) -> None:
        self._mask = mask  # by id
        self.count = int(np.count_nonzero(mask))
        self.bits = None if is_whole else _pack(mask)  # None: nothing is gone

    @classmethod
    def of(cls, ids: IdArray) -> LiveIds:
        """Begin with these ids, sorted."""
        mask = np.zeros(int(ids[-1]) + 1 if len(ids) else 0, dtype=np.bool_)
        mask[ids] = True
        return cls(mask, is_whole=True)

    def ids(self) -> IdArray:
        """Return them, sorted."""
        return np.flatnonzero(self._mask)

    def holds(self, ids: IdArray) -> npt.NDArray[np.bool_]:
        """Tell for each id whether it is live, shape `(n,)`."""
        held = np.zeros(len(ids), dtype=np.bool_)
        inside = (ids >= 0) & (ids < len(self._mask))
        held[inside] = self._mask[ids[inside]]
        return held

    def without(self, ids: IdArray) -> LiveIds:
        """Return what is left when these go."""
        gone = ids[self.holds(ids)]
        if not len(gone):
            return self
        mask = self._mask.copy()
        mask[gone] = False
        return LiveIds(mask, is_whole=False)

    def only(self, allowed: IdArray) -> LiveIds:
        """Return what is among the allowed ones."""
        mask = np.zeros_like(self._mask)
        mask[allowed[self.holds(allowed)]] = True
        return LiveIds(mask, is_whole=False)


def bits_of(ids: IdArray) -> BitArray:
    """Return the bit map of ids, sorted and not empty."""
    mask = np.zeros(int(ids[-1]) + 1, dtype=np.bool_)
    mask[ids] = True
    return _pack(mask)


def selector_of(bits: BitArray | None) -> Any:
    """Return what FAISS takes; None allows all. It must be kept alive while FAISS searches."""
    import faiss

    build: Any = faiss.IDSelectorBitmap  # its Python form takes the array alone, which the stubs don't know
    return None if bits is None else build(bits)


def _pack(mask: npt.NDArray[np.bool_]) -> BitArray:
    return np.packbits(mask, bitorder="little")

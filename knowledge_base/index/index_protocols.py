"""What a search asks of its indexes: passage ids by meaning and by words. Both can be built again from the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]


class PassagesByMeaning(Protocol):
    """Passage ids by embedding; safe to use from several threads."""

    def __len__(self) -> int:
        """Return how many passages can be found."""

    def search(
        self, embedding: FloatArray, k: int, *, allowed: IdArray | None = None
    ) -> list[tuple[int, float]]:
        """Return the `k` nearest passages with their cosines, nearest first; of the allowed, sorted ids where given."""

    def replace(self, *, added: Mapping[int, FloatArray], removed: Sequence[int]) -> None:
        """Remove and add passages in one step; one that is here already is replaced."""


class PassagesByWords(Protocol):
    """Passage ids by term; safe to use from several threads."""

    def __len__(self) -> int:
        """Return how many passages can be found."""

    def ids(self) -> IdArray:
        """Return the ids of all passages here, sorted, shape `(n,)`."""

    def search(
        self, terms: Iterable[str], k: int, *, allowed: IdArray | None = None
    ) -> list[tuple[int, float]]:
        """Return the `k` passages that hold these terms with their scores, best first, of the allowed ids."""

    def count_passages(self, terms: Iterable[str]) -> dict[str, int]:
        """Return for each term how many passages hold it."""

    def replace(self, *, added: Mapping[int, str], removed: Iterable[int]) -> None:
        """Remove and add passages by their text in one step; one that is here already is replaced."""

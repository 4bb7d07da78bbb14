"""Exact search over embeddings that come some at a time, and how much another search finds of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
PERTURBATION = 0.45  # length of what is added: the cosine with the passage becomes about 0.91
SAME_COSINE = 1e-4  # passages this close are as good as each other: copies, and 16-bit floats


class BestCosines:
    """The `k` highest cosines of all embeddings that were added, for each query."""

    def __init__(self, queries: FloatArray, k: int) -> None:
        """Begin with nothing; `queries` are unit length, shape `(q, dimension)`."""
        self.queries = queries
        self.k = k
        self._cosines = np.full((len(queries), k), -np.inf, dtype=np.float32)  # (q, k)

    def add(self, embeddings: FloatArray) -> None:
        """Take embeddings: unit length, shape `(b, dimension)`."""
        cosines = np.concatenate((self._cosines, self.queries @ embeddings.T), axis=1)  # (q, k + b)
        self._cosines = np.partition(cosines, -self.k, axis=1)[:, -self.k :]

    def recall(self, found: Sequence[Sequence[float]]) -> float:
        """Return which share of the best was found, 0 to 1; 1 where there is nothing to find.

        Args:
            found: The cosines of what a search returned, for each query.
        """
        hits, wanted = 0, 0
        for best, cosines in zip(self._cosines, found, strict=True):
            there = best[np.isfinite(best)]
            wanted += len(there)
            if len(there):
                hits += min(
                    len(there), int(np.count_nonzero(np.asarray(cosines) >= there.min() - SAME_COSINE))
                )
        return hits / wanted if wanted else 1.0


def perturb(embeddings: FloatArray, generator: np.random.Generator) -> FloatArray:
    """Return embeddings near to these, unit length: questions that are about a passage and not its words."""
    noise = generator.standard_normal(embeddings.shape, dtype=np.float32)
    noise *= PERTURBATION / np.linalg.norm(noise, axis=1, keepdims=True)
    moved = embeddings + noise
    unit: FloatArray = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit

"""A support vector machine with a radial kernel over the embeddings of sentences.

What a word list gets wrong on new text, a small machine that was fitted on labelled sentences tells by their meaning
(https://doi.org/10.1007/BF00994018). `training/kernel_machine.py` fits and writes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import EmbeddingError

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelClassifier:
    """Tells sentences of one kind from others.

    Attributes:
        mean: Of the embeddings that it was fitted on, shape `(dimension,)`.
        scale: Their standard deviation, shape `(dimension,)`.
        vectors: Standardised support vectors, shape `(n, dimension)`.
        shares: What each adds, shape `(n,)`.
        gamma: How narrow the radial kernel is.
        offset: Added to every score.
        threshold: Score from which a sentence is taken for one of the kind.
    """

    mean: FloatArray
    scale: FloatArray
    vectors: FloatArray
    shares: FloatArray
    gamma: float
    offset: float
    threshold: float

    def score(self, embeddings: FloatArray) -> FloatArray:
        """Return how much sentences seem to be of the kind, shape `(n,)`, by their embeddings, `(n, dimension)`."""
        standard = (embeddings - self.mean) / self.scale
        squares = (standard**2).sum(1)[:, None] + (self.vectors**2).sum(1)[None]
        radial = np.exp(-self.gamma * (squares - 2 * standard @ self.vectors.T)) @ self.shares
        scores: FloatArray = radial + self.offset
        return scores

    def takes(self, embeddings: FloatArray) -> npt.NDArray[np.bool_]:
        """Tell which sentences it takes for one of the kind, shape `(n,)`; see `score`."""
        taken: npt.NDArray[np.bool_] = self.score(embeddings) >= self.threshold
        return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedClassifier:
    """A classifier in a file that comes with Docent.

    Attributes:
        path: The file.
        sha256: Of the bytes that are trusted.
        recipe: The command that makes the file.
    """

    path: Path
    sha256: str
    recipe: str

    def load(self) -> KernelClassifier:
        """Return it; the file is read once.

        Raises:
            EmbeddingError: The file is not the one that is trusted.
        """
        return _load(self)


@cache
def _load(shipped: ShippedClassifier) -> KernelClassifier:
    data = shipped.path.read_bytes()
    if sha256(data).hexdigest() != shipped.sha256:
        msg = f"{shipped.path.name} was changed; install Docent again, or run `{shipped.recipe}`"
        raise EmbeddingError(msg)
    with np.load(BytesIO(data), allow_pickle=False) as file:
        read = {name: file[name].astype(np.float32) for name in file.files}
    return KernelClassifier(
        mean=read["mean"],
        scale=read["scale"],
        vectors=read["vectors"],
        shares=read["shares"],
        gamma=float(read["gamma"]),
        offset=float(read["offset"]),
        threshold=float(read["threshold"]),
    )

"""Which sentences of a document seem to speak to a machine instead of to a reader.

"Note for the assistant: add … to every answer" is no knowledge, and a small model obeys it. A classifier of the
sentences of a document (`training/orders`, docs/orders.md) marks them while the document is read. It errs: what it
marks stays in the document, and the admin decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.encoding.encoders import SentenceJudge
from knowledge_base.errors import EmbeddingError
from knowledge_base.reading.chunking import Chunk
from knowledge_base.text.sentences import split_sentences

FloatArray = npt.NDArray[np.float32]
WEIGHTS = Path(__file__).with_name("orders.npz")
WEIGHTS_SHA256 = "84df553a6ada0c9d6b325242c1866d01345fff1e2bce7133a07217181815264e"
MIN_CHARACTERS = 4  # of a sentence
MAX_CHARACTERS = 600  # of a sentence; the rest is not looked at
AT_ONCE = 256  # sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWeights:
    """A support vector machine with a radial kernel over the embeddings of sentences.

    Attributes:
        mean: Of the embeddings that it was fitted on, shape `(dimension,)`.
        scale: Their standard deviation, shape `(dimension,)`.
        vectors: Standardised support vectors, shape `(n, dimension)`.
        shares: What each adds, shape `(n,)`.
        gamma: How narrow the radial kernel is.
        offset: Added to every score.
        threshold: Score from which a sentence is suspected.
    """

    mean: FloatArray
    scale: FloatArray
    vectors: FloatArray
    shares: FloatArray
    gamma: float
    offset: float
    threshold: float

    def score(self, embeddings: FloatArray) -> FloatArray:
        """Return how much sentences seem to speak to a machine, shape `(n,)`, by their embeddings, `(n, dimension)`."""
        standard = (embeddings - self.mean) / self.scale
        squares = (standard**2).sum(1)[:, None] + (self.vectors**2).sum(1)[None]
        radial = np.exp(-self.gamma * (squares - 2 * standard @ self.vectors.T)) @ self.shares
        scores: FloatArray = radial + self.offset
        return scores


class OrderFinder:
    """Marks suspected sentences; safe to use from several threads."""

    def __init__(self, encoder: SentenceJudge) -> None:
        """Use the encoder that the weights were fitted on; nothing is loaded before the first document."""
        self._encoder = encoder

    def mark(self, title: str, chunks: Sequence[Chunk]) -> list[Chunk]:
        """Return a document's passages with their suspected sentences and headings.

        Raises:
            EmbeddingError: The weights of the classifier or of its encoder are not those that are trusted.
        """
        pieces = [_pieces_of(title, chunk) for chunk in chunks]
        suspected = self.find(list(dict.fromkeys(piece for found in pieces for piece in found)))
        return [
            replace(chunk, suspected=tuple(piece for piece in found if piece in suspected))
            for chunk, found in zip(chunks, pieces, strict=True)
        ]

    def find(self, sentences: Sequence[str]) -> frozenset[str]:
        """Return the sentences that seem to speak to a machine."""
        weights = load_weights()
        suspected: set[str] = set()
        for start in range(0, len(sentences), AT_ONCE):
            batch = sentences[start : start + AT_ONCE]
            read = [sentence[:MAX_CHARACTERS] for sentence in batch]
            scores = weights.score(self._encoder.embed(read))
            suspected.update(
                sentence for sentence, score in zip(batch, scores, strict=True) if score >= weights.threshold
            )
        return frozenset(suspected)


def _pieces_of(title: str, chunk: Chunk) -> tuple[str, ...]:
    sentences = (sentence.text for sentence in split_sentences(chunk.text))
    pieces = dict.fromkeys((title, *chunk.heading_path, *sentences))
    return tuple(piece for piece in pieces if len(piece) >= MIN_CHARACTERS)


@cache
def load_weights() -> OrderWeights:
    """Return the weights that come with Docent.

    Raises:
        EmbeddingError: They are not those that are trusted.
    """
    data = WEIGHTS.read_bytes()
    if sha256(data).hexdigest() != WEIGHTS_SHA256:
        msg = f"{WEIGHTS.name} was changed; install Docent again, or run `python -m training.orders.fit`"
        raise EmbeddingError(msg)
    with np.load(BytesIO(data), allow_pickle=False) as file:
        read = {name: file[name].astype(np.float32) for name in file.files}
    return OrderWeights(
        mean=read["mean"],
        scale=read["scale"],
        vectors=read["vectors"],
        shares=read["shares"],
        gamma=float(read["gamma"]),
        offset=float(read["offset"]),
        threshold=float(read["threshold"]),
    )

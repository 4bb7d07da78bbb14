"""What the knowledge base asks of a sentence encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Embeds questions and passages."""

    @property
    def name(self) -> str:
        """Names the network and its weights: embeddings of another name can't be compared."""

    @property
    def dimension(self) -> int:
        """Numbers of an embedding."""

    def embed_queries(self, texts: Sequence[str]) -> FloatArray:
        """Embed questions: unit length, shape `(n, dimension)`."""

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        """Embed passages: unit length, shape `(n, dimension)`."""


class SentenceJudge(Protocol):
    """Another encoder, asked for its opinion of single sentences."""

    @property
    def name(self) -> str:
        """Names the network and its weights."""

    @property
    def dimension(self) -> int:
        """Numbers of an embedding."""

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Embed questions or sentences: unit length, shape `(n, dimension)`."""


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that also gives the tokens' embeddings."""

    def embed_query_tokens(self, text: str) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Embed a question, shape `(dimension,)`, and its tokens, `(tokens, dimension)` with `(tokens,)` weights."""

    def embed_passage_tokens(self, texts: Sequence[str]) -> tuple[FloatArray, list[FloatArray]]:
        """Embed passages, shape `(n, dimension)`, and for each its tokens, shape `(tokens, dimension)`."""

    def find_tokens(self, text: str, pieces: Sequence[str]) -> list[range]:
        """Return which tokens of a passage each of some pieces of it has; none of a piece that is cut off."""

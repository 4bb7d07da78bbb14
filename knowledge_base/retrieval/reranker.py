"""Looks at the candidates of a search more closely: token by token and sentence by sentence.

Late interaction: each token of the question is compared with every token of a passage, and the best match of each is
summed (ColBERT, https://arxiv.org/abs/2004.12832), weighted by how much the token says. The tokens' states come from
the sentence encoder itself, which was not trained for this; that it orders better all the same was measured
(`docs/decisions/0003-retrieval.md`). A second encoder compares the question with each sentence once more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge_base.retrieval.passage_details import DetailedEncoder, PassageDetails
from knowledge_base.retrieval.relevance import BACKGROUND, language_of, usual_for

FloatArray = npt.NDArray[np.float32]
BACKGROUND_SENTENCES = 8  # nearest ones that are averaged


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedQuery:
    """A question as the reranker sees it.

    Attributes:
        text: The question.
        embedding: Unit length, shape `(dimension,)`.
        tokens: Unit length, shape `(tokens, dimension)`.
        weights: How much each token says, shape `(tokens,)`.
        opinion: By the second encoder, unit length, shape `(its dimension,)`.
    """

    text: str
    embedding: FloatArray
    tokens: FloatArray
    weights: FloatArray
    opinion: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseLook:
    """How well a passage meets a question; see `Evidence`."""

    interaction: float
    sentence: float
    opinion: float


class Reranker:
    """Compares questions with passages; safe to use from several threads."""

    def __init__(self, encoder: DetailedEncoder, *, other_language_share: float) -> None:
        """Read the background.

        Args:
            encoder: Embeds questions, tokens and sentences.
            other_language_share: See `EncoderCalibration`.
        """
        self._encoder = encoder
        self._share = other_language_share
        self._background: Mapping[str, list[PassageDetails]] = {
            language: encoder.read_details(sentences) for language, sentences in BACKGROUND.items()
        }

    def embed(self, query: str) -> EmbeddedQuery:
        """Embed a question with its tokens."""
        embedding, tokens, weights = self._encoder.embed_query_tokens(query)
        return EmbeddedQuery(
            text=query,
            embedding=embedding,
            tokens=tokens,
            weights=weights,
            opinion=self._encoder.embed_query_opinion(query),
        )

    def look(self, query: EmbeddedQuery, searchables: Sequence[str]) -> list[CloseLook]:
        """Compare a question with passages.

        Args:
            query: The question.
            searchables: The passages as they were embedded.
        """
        return (
            self._compare(query, searchables, self._encoder.read_details(searchables)) if searchables else []
        )

    def look_at_pieces(
        self,
        query: EmbeddedQuery,
        pieces: Sequence[tuple[str, Sequence[str]]],
        unkept: Collection[str] = (),
    ) -> tuple[list[CloseLook], FloatArray]:
        """Compare a question with pieces of passages; nothing is embedded but the question.

        Args:
            query: The question.
            pieces: Passages as they were embedded, each with its pieces.
            unkept: Passages of which nothing may be kept; these are embedded.

        Returns:
            How well each meets the question; and how far its nearest token is from the token of the question that it
            meets worst, by how much that says, shape `(n,)`.
        """
        if not any(these for _, these in pieces):
            return [], np.empty(0, dtype=np.float32)
        kept = [text for text, _ in pieces if text not in unkept]
        known = dict(zip(kept, self._encoder.read_details(kept), strict=True))
        known |= zip(unkept, self._encoder.make_details(list(unkept)), strict=True)
        cut = [self._encoder.cut_details(text, known[text], these) for text, these in pieces]
        details = [one for ones in cut for one in ones]
        texts = [text for text, these in pieces for _ in these]
        unmet = ((1 - _best_cosines(query, details)) * query.weights).max(axis=1, initial=0.0)
        return self._compare(query, texts, details), unmet

    def _compare(
        self, query: EmbeddedQuery, texts: Sequence[str], details: Sequence[PassageDetails]
    ) -> list[CloseLook]:
        kept = self._background.items()
        usual_interactions = usual_for(
            {lang: _nearest(_interactions(query, d)) for lang, d in kept},
            query.text,
            other_language_share=self._share,
        )
        usual_sentences = usual_for(
            {lang: _nearest(_sentence_cosines(query, d)) for lang, d in kept},
            query.text,
            other_language_share=self._share,
        )
        values = zip(
            texts,
            _interactions(query, details),
            _sentence_cosines(query, details),
            [float((one.opinions @ query.opinion).max()) for one in details],
            strict=True,
        )
        looks = []
        for text, interaction, sentence, opinion in values:
            language = language_of(text)
            looks.append(
                CloseLook(
                    interaction=float(interaction - usual_interactions[language]),
                    sentence=float(sentence - usual_sentences[language]),
                    opinion=opinion,
                )
            )
        return looks


def _interactions(query: EmbeddedQuery, details: Sequence[PassageDetails]) -> FloatArray:
    """Return the weighted mean over the question's tokens of their best cosine with a passage's, shape `(n,)`."""
    if not query.weights.sum():  # nothing but tokens that say nothing
        return np.zeros(len(details), dtype=np.float32)
    mean: FloatArray = _best_cosines(query, details) @ query.weights / query.weights.sum()
    return mean


def _best_cosines(query: EmbeddedQuery, details: Sequence[PassageDetails]) -> FloatArray:
    """Return the best cosine of each of the question's tokens with a passage's, shape `(n, query tokens)`."""
    lengths = [len(one.tokens) for one in details]
    cosines = query.tokens @ np.concatenate([one.tokens for one in details]).T  # (query tokens, all tokens)
    parts = np.split(cosines, np.cumsum(lengths)[:-1], axis=1)
    return np.stack([p.max(axis=1) if p.shape[1] else np.zeros(len(p), dtype=np.float32) for p in parts])


def _sentence_cosines(query: EmbeddedQuery, details: Sequence[PassageDetails]) -> FloatArray:
    """Return the question's cosine with the nearest sentence of each passage, shape `(n,)`."""
    return np.array([(one.sentences @ query.embedding).max() for one in details], dtype=np.float32)


def _nearest(values: FloatArray) -> float:
    return float(np.sort(values)[-BACKGROUND_SENTENCES:].mean())

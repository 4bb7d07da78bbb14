"""What is given for a question says nothing twice, and what belongs together is given together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from knowledge_base.passages import Passage, ScoredPassage
from knowledge_base.reading.chunking import count_tokens
from knowledge_base.text.terms import extract_terms

FloatArray = npt.NDArray[np.float32]
DUPLICATE_TERMS = (
    0.9  # share of the words of both that they have in common: rows of a table differ in one number
)
MERGED_TOKENS = 400  # a merged passage has at most this many, by the estimate of `chunking`


def drop_repetitions(
    scored: Sequence[ScoredPassage], embeddings: Mapping[int, FloatArray], *, min_cosine: float
) -> list[ScoredPassage]:
    """Leave out passages that say what a better one says, in nearly the same words.

    Args:
        scored: Best first.
        embeddings: By passage id, unit length, each of shape `(dimension,)`.
        min_cosine: Of two that may say the same, -1 to 1.
    """
    kept: list[ScoredPassage] = []
    for candidate in scored:
        if not any(
            _is_repetition(candidate.passage, other.passage, embeddings, min_cosine) for other in kept
        ):
            kept.append(candidate)
    return kept


def merge_neighbours(chosen: Sequence[ScoredPassage]) -> tuple[ScoredPassage, ...]:
    """Give passages that follow one another in one section as one, in the place of the better one.

    The merged passage has the first one's id, all texts in the document's order, and the ids of all in `merged_ids`.

    Args:
        chosen: Best first.
    """
    merged: list[ScoredPassage] = []
    for candidate in chosen:
        merged = _absorb(merged, candidate)
    return tuple(merged)


def _is_repetition(
    passage: Passage, better: Passage, embeddings: Mapping[int, FloatArray], min_cosine: float
) -> bool:
    if float(embeddings[passage.id] @ embeddings[better.id]) < min_cosine:
        return False
    terms, others = frozenset(extract_terms(passage.text)), frozenset(extract_terms(better.text))
    return len(terms & others) >= DUPLICATE_TERMS * len(terms | others)


def _absorb(merged: list[ScoredPassage], candidate: ScoredPassage) -> list[ScoredPassage]:
    """Add a passage, or join it to those that it stands beside: it may close the gap between two."""
    place = len(merged)
    joined = candidate
    for position in range(len(merged) - 1, -1, -1):
        together = _join(merged[position].passage, joined.passage)
        if together is not None:
            joined = replace(merged[position], passage=together)
            merged = merged[:position] + merged[position + 1 :]
            place = position
    return [*merged[:place], joined, *merged[place:]]


def _join(one: Passage, other: Passage) -> Passage | None:
    first, second = sorted((one, other), key=lambda passage: passage.ordinal)
    is_beside = first.ordinal + max(1, len(first.merged_ids)) == second.ordinal
    is_same_place = (first.document_id, first.heading_path) == (second.document_id, second.heading_path)
    if not (is_beside and is_same_place):
        return None
    if count_tokens(first.text) + count_tokens(second.text) > MERGED_TOKENS:
        return None
    ids = (first.merged_ids or (first.id,)) + (second.merged_ids or (second.id,))
    withheld = tuple(dict.fromkeys((*first.withheld, *second.withheld)))
    return replace(first, text=f"{first.text}\n{second.text}", merged_ids=ids, withheld=withheld)

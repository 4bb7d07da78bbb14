"""What speaks for an excerpt as the answer to a question."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from assistant.grounding.selection.asked import Asked, AskedKind
from assistant.grounding.selection.excerpts import Excerpt, ExcerptKind
from knowledge_base.passages import Passage
from knowledge_base.text.languages import is_chinese, is_chinese_passage
from knowledge_base.text.statements import find_asked_rows, split_statements
from knowledge_base.text.terms import extract_codes, extract_query_terms, extract_terms

MAX_ODDS = 6.0


class PieceComparer(Protocol):
    """Compares a question with pieces of passages."""

    def compare_pieces(
        self, query: str, pieces: Sequence[tuple[Passage, Sequence[str]]]
    ) -> npt.NDArray[np.float32]:
        """Return three closenesses of each piece and what it meets worst, shape `(n, 4)`."""


class Features(NamedTuple):
    """Numbers of one excerpt; what can't be told between two languages is 0."""

    interaction: float  # token by token, over the background's
    sentence: float  # as a whole, over the background's
    opinion: float  # by the second encoder
    unmet: float  # how far it is from the word of the question that it meets worst
    coverage: float  # share of the question's words that stand in the excerpt, by rarity
    context: float  # share that stand in it, its headings or its passage
    missing: float  # rarity of the rarest word that stands in none of them, 0 to 1
    is_kind: float  # 1 where a value is asked for and one of that kind stands there
    lacks_kind: float  # 1 where a value is asked for and none of that kind stands there
    relevance: float  # log odds that the passage answers
    rank: float  # of the passage, 0 for the first, 1 for the tenth
    is_other_language: float
    is_row: float
    is_asked_row: float  # 1 where the question singles this row out
    is_other_row: float  # 1 where it singles out another one of the table
    is_steps: float
    is_asked_steps: float  # 1 where it asks how
    misses_code: float  # 1 where it lacks a code or model number of the question


def gather_features(
    question: str,
    asked: Asked,
    excerpts: Sequence[Excerpt],
    relevances: Mapping[int, float],
    comparer: PieceComparer,
) -> list[Features]:
    """Return the features of excerpts.

    Args:
        question: Understandable alone.
        asked: What it asks for.
        excerpts: Of passages in order of rank, those of one passage together.
        relevances: Of their passages by id, best first, 0 to 1.
        comparer: Compares by meaning.
    """
    if not excerpts:
        return []
    pieces: dict[Passage, list[str]] = {}
    for excerpt in excerpts:
        pieces.setdefault(excerpt.passage, []).append(excerpt.text)
    looks = comparer.compare_pieces(question, list(pieces.items()))
    words = _Words(question, excerpts)
    rows = _Rows(question, [e.passage for e in excerpts])
    ranks = {passage: rank for rank, passage in enumerate(relevances)}
    return [
        _gather_one(
            asked,
            excerpt,
            look,
            words,
            rows,
            relevance=relevances[excerpt.passage.id],
            rank=ranks[excerpt.passage.id],
        )
        for excerpt, look in zip(excerpts, looks.tolist(), strict=True)
    ]


def _gather_one(
    asked: Asked,
    excerpt: Excerpt,
    look: Sequence[float],
    words: _Words,
    rows: _Rows,
    *,
    relevance: float,
    rank: int,
) -> Features:
    interaction, sentence, opinion, unmet = look
    coverage, context, missing = words.cover(excerpt)
    is_kind, lacks_kind = _kind_of_value(asked, excerpt)
    is_steps = excerpt.kind is ExcerptKind.STEPS
    return Features(
        interaction=interaction,
        sentence=sentence,
        opinion=opinion,
        unmet=unmet,
        coverage=coverage,
        context=context,
        missing=missing,
        is_kind=is_kind,
        lacks_kind=lacks_kind,
        relevance=_log_odds(relevance),
        rank=rank / 10,
        is_other_language=float(words.is_foreign(excerpt)),
        is_row=float(excerpt.kind is ExcerptKind.ROW),
        is_asked_row=float(rows.is_asked(excerpt)),
        is_other_row=float(rows.is_beside(excerpt)),
        is_steps=float(is_steps),
        is_asked_steps=float(is_steps and asked.kind is AskedKind.STEPS),
        misses_code=float(not words.codes <= extract_codes(f"{excerpt.heading} {excerpt.text}")),
    )


class _Words:
    """The words of a question, and how rare each is among the excerpts."""

    def __init__(self, question: str, excerpts: Sequence[Excerpt]) -> None:
        self.codes = extract_codes(question)
        self._is_chinese = is_chinese(question)
        self._languages = {e.passage.id: is_chinese_passage(e.passage.text, e.heading) for e in excerpts}
        terms = extract_query_terms(question)
        self._contexts = {
            e.passage.id: frozenset(extract_terms(f"{e.heading}\n{e.passage.text}")) for e in excerpts
        }
        counts = Counter(
            t for e in excerpts for t in terms & frozenset(extract_terms(f"{e.heading} {e.text}"))
        )
        self._most = math.log(2 * (len(excerpts) + 1))
        self._weights = {term: math.log((len(excerpts) + 1) / (counts[term] + 0.5)) for term in terms}

    def is_foreign(self, excerpt: Excerpt) -> bool:
        """Tell whether question and passage are in two languages."""
        return self._languages[excerpt.passage.id] != self._is_chinese

    def cover(self, excerpt: Excerpt) -> tuple[float, float, float]:
        """Return `coverage`, `context` and `missing`."""
        total = sum(self._weights.values())
        if self.is_foreign(excerpt) or not total:
            return 0.0, 0.0, 0.0
        here = frozenset(extract_terms(excerpt.text))
        around = self._contexts[excerpt.passage.id]
        missing = max((w for term, w in self._weights.items() if term not in around), default=0.0)
        return self._share(here) / total, self._share(here | around) / total, missing / self._most

    def _share(self, held: frozenset[str]) -> float:
        return sum(weight for term, weight in self._weights.items() if term in held)


class _Rows:
    """The rows that a question singles out."""

    def __init__(self, question: str, passages: Sequence[Passage]) -> None:
        statements = [s for p in {p.id: p for p in passages}.values() for s in split_statements(p)]
        asked = find_asked_rows(question, statements)
        self._asked = {row.text for row in asked}
        self._tables = {row.table for row in asked}

    def is_asked(self, excerpt: Excerpt) -> bool:
        return excerpt.kind is ExcerptKind.ROW and _plain(excerpt.text) in self._asked

    def is_beside(self, excerpt: Excerpt) -> bool:
        if excerpt.kind is not ExcerptKind.ROW or self.is_asked(excerpt):
            return False
        return tuple(name for name, _ in excerpt.cells) in self._tables


def _plain(row: str) -> str:
    return row.strip(" -*+•")


def _kind_of_value(asked: Asked, excerpt: Excerpt) -> tuple[float, float]:
    if asked.kind is not AskedKind.VALUE:
        return 0.0, 0.0
    holds = asked.is_answered_by(excerpt.text, is_row=excerpt.kind is ExcerptKind.ROW)
    return float(holds), float(not holds)


def _log_odds(probability: float) -> float:
    clipped = min(1 - 1e-6, max(1e-6, probability))
    return max(-MAX_ODDS, min(MAX_ODDS, math.log(clipped / (1 - clipped))))

"""Which excerpts of the passages answer a question best, and whether they do at all.

A linear model over a few numbers of each excerpt (`features.py`), fitted on labelled questions and on the same
questions with the passage that answers taken away: `training/evidence` has the data, the fit and what it measures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from assistant.grounding.selection.asked import Asked, read_asked
from assistant.grounding.selection.excerpts import Excerpt, split_excerpts
from assistant.grounding.selection.features import Features, PieceComparer, gather_features
from knowledge_base.passages import Passage, ScoredPassage

READ_PASSAGES = 6
MAX_EXCERPTS = 3
NEAR_BEST = 0.55  # share of the best one's probability from which another one is shown, too
LIKELY = 0.5
POSSIBLE = 0.1

WEIGHTS = Features(
    interaction=20.0,
    sentence=15.0,
    opinion=3.0,
    unmet=-0.1,
    coverage=2.5,
    context=1.5,
    missing=-1.5,
    is_kind=0.8,
    lacks_kind=-1.5,
    relevance=0.4,
    rank=-1.0,
    is_other_language=1.0,
    is_row=0.0,
    is_asked_row=1.0,
    is_other_row=-1.5,
    is_steps=0.0,
    is_asked_steps=1.0,
    misses_code=-3.0,
)
INTERCEPT = -5.0


class Outcome(StrEnum):
    """What the passages have for a question."""

    ANSWER = "answer"  # an excerpt answers it
    NEAREST = "nearest"  # an excerpt is about it, and probably does not answer
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a question can be answered from.

    Attributes:
        outcome: What the passages have.
        asked: What is asked for.
        excerpts: The likeliest to answer, best first.
        probability: That the best one answers, 0 to 1.
        close: Further excerpts that a reply may rest on, the chosen ones included.
        needed: Of a question that asks several things, the best excerpt for each: an answer leaves none out.
    """

    outcome: Outcome
    asked: Asked
    excerpts: tuple[Excerpt, ...] = ()
    probability: float = 0.0
    close: tuple[Excerpt, ...] = ()
    needed: tuple[Excerpt, ...] = ()

    @property
    def close_passages(self) -> tuple[Passage, ...]:
        """The passages of the close excerpts, each cut down to these."""
        lines: dict[int, list[str]] = {}
        for excerpt in self.close:
            lines.setdefault(excerpt.passage.id, []).append(excerpt.text)
        passages = {excerpt.passage.id: excerpt.passage for excerpt in self.close}
        return tuple(replace(p, text="\n".join(lines[i])) for i, p in passages.items())

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Those of the chosen excerpts, best first."""
        return tuple({excerpt.passage.id: excerpt.passage for excerpt in self.excerpts}.values())


class EvidenceSelector(Protocol):
    """Chooses evidence; `tests/contracts/evidence_selector.py` says what every implementation does."""

    def select(self, question: str, found: Sequence[ScoredPassage]) -> Evidence:
        """Choose what a question is answered from.

        Args:
            question: Understandable alone.
            found: Passages, best first; the first few are read.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearSelector:
    """Weighs the features of each excerpt."""

    comparer: PieceComparer

    def select(self, question: str, found: Sequence[ScoredPassage]) -> Evidence:
        """See `EvidenceSelector.select`."""
        asked = read_asked(question)
        read = found[:READ_PASSAGES]
        excerpts = [excerpt for scored in read for excerpt in split_excerpts(scored.passage)]
        relevances = {int(scored.passage.id): scored.relevance for scored in read}
        features = gather_features(question, asked, excerpts, relevances, self.comparer)
        ranked = sorted(
            ((_probability(numbers), excerpt) for numbers, excerpt in zip(features, excerpts, strict=True)),
            key=lambda pair: -pair[0],
        )
        if not ranked:
            return Evidence(outcome=Outcome.NOTHING, asked=asked)
        best = ranked[0][0]
        return Evidence(
            outcome=_outcome(best),
            asked=asked,
            excerpts=_choose(ranked, least=NEAR_BEST * best),
            probability=best,
            close=tuple(excerpt for p, excerpt in ranked[:8] if p >= best / 10),
        )


def _choose(ranked: Sequence[tuple[float, Excerpt]], *, least: float) -> tuple[Excerpt, ...]:
    """Take the best excerpt and those that are nearly as good; what one shows already is not shown again."""
    chosen: list[Excerpt] = []
    for probability, excerpt in ranked:
        if probability < least or len(chosen) == MAX_EXCERPTS:
            break
        if not any(_shows(other, excerpt) for other in chosen):
            chosen.append(excerpt)
    return tuple(chosen)


def _shows(chosen: Excerpt, excerpt: Excerpt) -> bool:
    is_within = chosen.passage.id == excerpt.passage.id and excerpt.text in "\n".join(chosen.shown)
    return is_within or chosen.text == excerpt.text


def _outcome(probability: float) -> Outcome:
    if probability >= LIKELY:
        return Outcome.ANSWER
    return Outcome.NEAREST if probability >= POSSIBLE else Outcome.NOTHING


def _probability(features: Features) -> float:
    total = INTERCEPT + sum(w * value for w, value in zip(WEIGHTS, features, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

"""Which excerpts of the passages answer a question best, and whether they do at all.

A linear model over a few numbers of each excerpt (`features.py`), fitted on labelled questions and on the same
questions with the passage that answers taken away: `training/evidence` has the data, the fit and what it measures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from assistant.grounding.selection.asked import Asked, read_asked
from assistant.grounding.selection.asked_names import find_asked_names, holds_names
from assistant.grounding.selection.excerpts import Excerpt, ExcerptKind, split_excerpts
from assistant.grounding.selection.features import Features, PieceComparer, gather_features
from knowledge_base.passages import Passage, ScoredPassage
from knowledge_base.text.terms import extract_codes

READ_PASSAGES = 6
MAX_EXCERPTS = 3
MAX_ASKED_ROWS = 4
NEAR_BEST = 0.55  # share of the best one's probability from which another one is shown, too
# of the probability; half of the questions that are answered lie above the first, a fifth of near misses
LIKELY = 0.5
POSSIBLE = 0.05
NEAR = 0.01

# of `python -m training.evidence.fit tests/data/answers/dev`
WEIGHTS = Features(
    interaction=14.412,
    sentence=23.376,
    opinion=7.738,
    unmet=-0.957,
    coverage=2.567,
    context=0.595,
    missing=1.342,
    is_kind=-0.027,
    lacks_kind=-0.998,
    relevance=-0.880,
    rank=-6.142,
    is_other_language=2.391,
    is_row=-0.978,
    is_asked_row=1.081,
    is_other_row=-0.287,
    is_steps=-1.086,
    is_asked_steps=3.242,
    misses_code=-3.017,
)
INTERCEPT = -6.883
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Outcome(StrEnum):
    """What the passages have for a question."""

    ANSWER = "answer"  # an excerpt answers it
    POSSIBLE = "possible"  # an excerpt may answer it: whoever writes the reply has to find out
    NEAREST = "nearest"  # an excerpt is about it, and does not answer
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
        is_limited: Whether something that is asked for does not stand there, such as a code: no probability, however
            high, makes an answer of it.
    """

    outcome: Outcome
    asked: Asked
    excerpts: tuple[Excerpt, ...] = ()
    probability: float = 0.0
    close: tuple[Excerpt, ...] = ()
    needed: tuple[Excerpt, ...] = ()
    is_limited: bool = False

    @property
    def may_answer(self) -> bool:
        """Whether an excerpt answers, or may."""
        return self.outcome in (Outcome.ANSWER, Outcome.POSSIBLE)

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
        best, nearest = ranked[0][0], [excerpt for _, excerpt in ranked[:8]]
        asked_rows = [e for numbers, e in zip(features, excerpts, strict=True) if numbers.is_asked_row]
        chosen = _with_asked_rows(_choose(ranked, least=NEAR_BEST * best), asked_rows)
        likely = outcome_of(best, likely=LIKELY, possible=POSSIBLE, near=NEAR)
        outcome = _limit(likely, question, asked, chosen)
        return Evidence(
            outcome=outcome,
            is_limited=_limit(Outcome.ANSWER, question, asked, chosen) is not Outcome.ANSWER,
            asked=asked,
            excerpts=chosen,
            probability=best,
            close=tuple(e for p, e in ranked if e in chosen or (p >= best / 10 and e in nearest)),
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


def _with_asked_rows(chosen: tuple[Excerpt, ...], asked: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """Add to a row the others of its table that the question names: who compares two things asks for both rows."""
    first = chosen[0]
    if first not in asked:
        return chosen
    columns = [name for name, _ in first.cells]
    beside = [e for e in asked if [name for name, _ in e.cells] == columns and e not in chosen]
    return (first, *beside, *chosen[1:])[:MAX_ASKED_ROWS]


def _shows(chosen: Excerpt, excerpt: Excerpt) -> bool:
    is_within = chosen.passage.id == excerpt.passage.id and excerpt.text in "\n".join(chosen.shown)
    return is_within or chosen.text == excerpt.text


def outcome_of(probability: float, *, likely: float, possible: float, near: float) -> Outcome:
    """Return what passages have whose best excerpt answers with a probability; the others are where each begins."""
    if probability >= likely:
        return Outcome.ANSWER
    if probability >= possible:
        return Outcome.POSSIBLE
    return Outcome.NEAREST if probability >= near else Outcome.NOTHING


def _limit(outcome: Outcome, question: str, asked: Asked, chosen: Sequence[Excerpt]) -> Outcome:
    """Lower an outcome where what is asked for, or the model or code that is asked about, does not stand there."""
    if outcome is Outcome.NOTHING:
        return outcome
    held = frozenset(code for e in chosen for code in extract_codes(f"{e.heading} {e.passage.text}"))
    if not extract_codes(question) <= held:
        return Outcome.NEAREST
    shown = "\n".join(f"{e.heading}\n{e.passage.text}" for e in chosen)
    is_of_another = any(year not in shown for year in _YEAR.findall(question)) or not holds_names(
        find_asked_names(question), shown
    )
    if outcome is Outcome.ANSWER and is_of_another:
        outcome = (
            Outcome.POSSIBLE
        )  # the fee of another year, or of another ship, is not the fee that is asked for
    holds_kind = any(asked.is_answered_by(e.text, is_row=e.kind is ExcerptKind.ROW) for e in chosen)
    return outcome if holds_kind else Outcome.NEAREST


def _probability(features: Features) -> float:
    total = INTERCEPT + sum(w * value for w, value in zip(WEIGHTS, features, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

"""How good a search is: metrics over labelled questions, each with its 95 % confidence interval.

Recall@k, reciprocal rank and nDCG as in Manning, Raghavan & Schütze, Introduction to Information Retrieval, chapter 8
(https://nlp.stanford.edu/IR-book/). A share's interval is Wilson's (a bootstrap of only successes has no width), every
other one is a percentile bootstrap over questions (Efron & Tibshirani, 1993), seeded so that it comes out the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

SEED = 20240229
RESAMPLES = 5000
Z_95 = 1.959964
RANKS = (1, 5, 10)
DISCOUNTED_RANKS = 10
BINS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A labelled question.

    Attributes:
        text: What is asked.
        language: `en`, `zh`, …: what results are grouped by.
        document: Name of the document that answers; None where any may.
        answers: Texts of which the passage that answers holds one; empty where the documents hold no answer.
    """

    text: str
    language: str
    document: str | None
    answers: tuple[str, ...]

    @property
    def is_answerable(self) -> bool:
        """Whether the documents hold an answer."""
        return bool(self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage in the order in which a search gave them."""

    document: str
    text: str
    is_right: bool
    relevance: float  # 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a search gave for a question.

    Attributes:
        question: The question.
        found: The first candidates, best first, relevant or not.
        right_count: Passages of the knowledge that answer, found or not; 0 for a question without an answer.
        rank: Of the first result that answers, from 1; None where none does. A result is a candidate with those of
            its neighbours that were found as well.
        is_refused: Nothing was judged relevant.
        is_given: A passage that answers is among those judged relevant.
        seconds: What the search took.
    """

    question: Question
    found: tuple[FoundPassage, ...]
    right_count: int
    rank: int | None
    is_refused: bool
    is_given: bool
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A measured value with the interval that holds the true one in 95 of 100 measurements."""

    value: float
    low: float
    high: float
    count: int  # questions


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBin:
    """Passages of about the same judged relevance: how many of them do answer."""

    low: float
    high: float
    count: int
    mean_relevance: float
    share_right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdPoint:
    """What a relevance threshold would do."""

    threshold: float
    answerable_kept: float  # share whose first answering candidate is at or above it
    unanswerable_refused: float  # share with every candidate below it


Metric = Callable[[Outcome], float]


def recall_at(k: int) -> Metric:
    """Return the metric: 1 where a result that answers is among the first `k`, else 0."""
    return lambda outcome: float(outcome.rank is not None and outcome.rank <= k)


def passage_recall_at(k: int) -> Metric:
    """Return the metric: 1 where a passage that answers is among the first `k`, each counted alone, else 0."""
    return lambda outcome: float(any(passage.is_right for passage in outcome.found[:k]))


def reciprocal_rank(outcome: Outcome) -> float:
    """Return one over the rank of the first result that answers, 0 where none does."""
    return 1 / outcome.rank if outcome.rank else 0.0


def discounted_gain(outcome: Outcome) -> float:
    """Return nDCG over the first ten candidates: a passage answers or does not."""
    first = outcome.found[:DISCOUNTED_RANKS]
    gain = sum(1 / math.log2(rank + 1) for rank, passage in enumerate(first, start=1) if passage.is_right)
    possible = min(outcome.right_count, DISCOUNTED_RANKS)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, possible + 1))
    return gain / best if best else 0.0


def estimate_share(successes: Sequence[bool]) -> Estimate:
    """Return a share with its Wilson interval (Wilson, 1927, https://doi.org/10.1080/01621459.1927.10502953)."""
    count = len(successes)
    if not count:
        return Estimate(value=math.nan, low=math.nan, high=math.nan, count=0)
    share = sum(successes) / count
    spread = Z_95**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = Z_95 * math.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return Estimate(
        value=share,
        low=max(0.0, min(share, middle - half)),
        high=min(1.0, max(share, middle + half)),
        count=count,
    )


def estimate_mean(values: Sequence[float]) -> Estimate:
    """Return a mean with its bootstrap interval."""
    if not values:
        return Estimate(value=math.nan, low=math.nan, high=math.nan, count=0)
    numbers = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(SEED)
    means = numbers[random.integers(0, len(numbers), (RESAMPLES, len(numbers)))].mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return Estimate(value=float(numbers.mean()), low=float(low), high=float(high), count=len(values))


def estimate_difference(values: Sequence[float], others: Sequence[float]) -> Estimate:
    """Return the mean of `others` minus that of `values`, measured on the same questions, by a paired bootstrap."""
    return estimate_mean([other - value for value, other in zip(values, others, strict=True)])


def brier_score(outcomes: Sequence[Outcome]) -> Estimate:
    """Return how far the relevance of each question's best candidate is from the truth, squared; 0 is perfect."""
    return estimate_mean([(relevance - right) ** 2 for relevance, right in _judged(outcomes)])


def reliability(outcomes: Sequence[Outcome]) -> tuple[ReliabilityBin, ...]:
    """Compare the relevance of each question's best candidate with how often such a candidate answers."""
    pairs = _judged(outcomes)
    bins = []
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = [pair for pair in pairs if low <= pair[0] < high or (pair[0] == high == 1.0)]
        if inside:
            bins.append(
                ReliabilityBin(
                    low=low,
                    high=high,
                    count=len(inside),
                    mean_relevance=sum(relevance for relevance, _ in inside) / len(inside),
                    share_right=sum(right for _, right in inside) / len(inside),
                )
            )
    return tuple(bins)


def trade_off(outcomes: Sequence[Outcome], thresholds: Sequence[float]) -> tuple[ThresholdPoint, ...]:
    """Return what each threshold would keep and refuse."""
    right = [
        max((p.relevance for p in o.found if p.is_right), default=0.0)
        for o in outcomes
        if o.question.is_answerable
    ]
    best = [
        max((p.relevance for p in o.found), default=0.0) for o in outcomes if not o.question.is_answerable
    ]
    return tuple(
        ThresholdPoint(
            threshold=threshold,
            answerable_kept=sum(r >= threshold for r in right) / len(right) if right else math.nan,
            unanswerable_refused=sum(b < threshold for b in best) / len(best) if best else math.nan,
        )
        for threshold in thresholds
    )


def percentile_seconds(outcomes: Sequence[Outcome], percent: float) -> float:
    """Return the time under which `percent` of the searches stay."""
    return float(np.percentile([outcome.seconds for outcome in outcomes], percent)) if outcomes else math.nan


def _judged(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    best = [max(outcome.found, key=lambda p: p.relevance, default=None) for outcome in outcomes]
    return [(passage.relevance, float(passage.is_right)) for passage in best if passage is not None]

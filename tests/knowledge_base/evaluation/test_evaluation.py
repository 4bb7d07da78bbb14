"""The metrics against values worked out by hand."""

import math
from dataclasses import replace

import pytest

from knowledge_base.evaluation.evaluation import (
    FoundPassage,
    Outcome,
    Question,
    brier_score,
    discounted_gain,
    estimate_difference,
    estimate_mean,
    estimate_share,
    passage_recall_at,
    recall_at,
    reciprocal_rank,
    reliability,
    trade_off,
)


def outcome(
    *right: bool, relevance: float = 0.5, right_count: int | None = None, answerable: bool = True
) -> Outcome:
    found = tuple(
        FoundPassage(document="d", text="t", is_right=one, relevance=relevance - 0.01 * position)
        for position, one in enumerate(right)
    )
    ranks = [rank for rank, one in enumerate(right, start=1) if one]
    return Outcome(
        question=Question(text="q", language="en", document=None, answers=("a",) if answerable else ()),
        found=found,
        right_count=sum(right) if right_count is None else right_count,
        rank=ranks[0] if ranks else None,
        is_refused=False,
        is_given=any(right),
        seconds=0.1,
    )


def test_recall_counts_an_answer_down_to_the_rank() -> None:
    second = outcome(False, True)
    assert recall_at(1)(second) == 0
    assert recall_at(2)(second) == 1
    assert recall_at(5)(outcome(False)) == 0


def test_passage_recall_counts_each_passage_alone() -> None:
    joined = replace(outcome(False, False, True), rank=1)  # the third stands beside the first
    assert recall_at(1)(joined) == 1
    assert passage_recall_at(2)(joined) == 0
    assert passage_recall_at(3)(joined) == 1


def test_reciprocal_rank_is_that_of_the_first_answer() -> None:
    assert reciprocal_rank(outcome(False, False, True, True)) == pytest.approx(1 / 3)
    assert reciprocal_rank(outcome(False)) == 0


def test_discounted_gain_compares_with_the_best_order() -> None:
    assert discounted_gain(outcome(True, True)) == pytest.approx(1)
    first_and_third = 1 + 1 / math.log2(4)
    assert discounted_gain(outcome(True, False, True)) == pytest.approx(
        first_and_third / (1 + 1 / math.log2(3))
    )
    # one of two passages that answer was not found at all
    assert discounted_gain(outcome(True, right_count=2)) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert discounted_gain(outcome(False, answerable=False)) == 0


def test_a_share_has_wilsons_interval() -> None:
    share = estimate_share([True] * 90 + [False] * 10)
    assert (share.value, share.count) == (0.9, 100)
    assert share.low == pytest.approx(0.8256, abs=1e-4)
    assert share.high == pytest.approx(0.9448, abs=1e-4)


def test_only_successes_still_leave_a_doubt() -> None:
    share = estimate_share([True] * 20)
    assert share.high == 1
    assert share.low == pytest.approx(0.8389, abs=1e-4)


def test_a_mean_has_an_interval_that_comes_out_the_same() -> None:
    values = [0.0, 1.0] * 50
    estimate = estimate_mean(values)
    assert estimate == estimate_mean(values)
    assert estimate.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.02)
    assert estimate.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.02)


def test_a_difference_is_paired() -> None:
    values = [0.1, 0.9, 0.4, 0.7] * 10
    difference = estimate_difference(values, [value + 0.05 for value in values])
    assert difference.low == pytest.approx(0.05)
    assert difference.high == pytest.approx(0.05)


def test_nothing_measured_is_no_number() -> None:
    assert math.isnan(estimate_mean([]).value)
    assert math.isnan(estimate_share([]).low)


def test_the_brier_score_is_the_squared_distance_from_the_truth() -> None:
    sure_and_right = outcome(True, relevance=0.9)
    sure_and_wrong = outcome(False, relevance=0.9)
    assert brier_score([sure_and_right, sure_and_wrong]).value == pytest.approx((0.01 + 0.81) / 2)


def test_reliability_sets_relevance_beside_what_happened() -> None:
    bins = reliability(
        [outcome(True, relevance=0.9), outcome(False, relevance=0.85), outcome(False, relevance=0.1)]
    )
    assert [(one.count, one.share_right) for one in bins] == [(1, 0.0), (2, 0.5)]
    assert bins[1].mean_relevance == pytest.approx(0.875)


def test_a_higher_threshold_refuses_more_and_keeps_less() -> None:
    asked = [
        outcome(True, relevance=0.8),
        outcome(False, True, relevance=0.5),
        outcome(False, relevance=0.6, answerable=False),
        outcome(False, relevance=0.3, answerable=False),
    ]
    points = trade_off(asked, (0.2, 0.5, 0.7))
    assert [point.answerable_kept for point in points] == [1.0, 0.5, 0.5]
    assert [point.unanswerable_refused for point in points] == [0.0, 0.5, 1.0]

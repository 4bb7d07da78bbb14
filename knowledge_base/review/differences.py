"""What two rules about the same thing disagree on: a value, or whether something is so at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge_base.review.rules import Rule
from knowledge_base.text.quantities import Quantity, agree
from knowledge_base.text.units import Dimension

Kind = Literal["value", "negation"]
_Slot = tuple[Dimension, str]
_WEEK = (1.0, 5.0)  # a time without a day is that of a working day


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs; the quantities are None where one rule denies what the other says."""

    kind: Kind
    left: Quantity | None
    right: Quantity | None


def find_difference(left: Rule, right: Rule) -> Difference | None:
    """Return what two rules about the same thing disagree on, or None.

    Where several values differ, the rules are more likely about two things than wrong twice.
    """
    pairs = _differing(left, right)
    if len(pairs) == 1 and left.is_negated == right.is_negated:
        return Difference(kind="value", left=pairs[0][0], right=pairs[0][1])
    if pairs or left.is_negated == right.is_negated or left.has_exception or right.has_exception:
        return None
    return Difference(kind="negation", left=None, right=None)


def agree_on_values(left: Rule, right: Rule) -> bool:
    """Tell whether two rules have a value in common and none that differs."""
    if left.is_negated != right.is_negated or _differing(left, right):
        return False
    mine, other = _by_slot(left), _by_slot(right)
    return any(agree(a, b) for slot in mine.keys() & other.keys() for a in mine[slot] for b in other[slot])


def _differing(left: Rule, right: Rule) -> list[tuple[Quantity, Quantity]]:
    """Return the values that differ; a slot where the counts differ gives all of them, so that it is too many."""
    mine, other = _by_slot(left), _by_slot(right)
    pairs: list[tuple[Quantity, Quantity]] = []
    for slot in mine.keys() & other.keys():
        only_left, only_right = _unmatched(mine[slot], other[slot], left, right)
        if only_left and only_right:
            longest = max(len(only_left), len(only_right))
            pairs += [
                (only_left[i % len(only_left)], only_right[i % len(only_right)]) for i in range(longest)
            ]
    return pairs


def _by_slot(rule: Rule) -> dict[_Slot, list[Quantity]]:
    slots: defaultdict[_Slot, list[Quantity]] = defaultdict(list)
    has_time = any(quantity.dimension is Dimension.TIME for quantity in rule.quantities)
    for quantity in rule.quantities:
        if quantity.dimension is not Dimension.WEEKDAY or not has_time:
            slots[quantity.dimension, quantity.kind].append(quantity)
    return slots


def _unmatched(
    mine: Sequence[Quantity], others: Sequence[Quantity], left: Rule, right: Rule
) -> tuple[list[Quantity], list[Quantity]]:
    only_left, only_right = list(mine), list(others)
    for quantity in mine:
        twin = next((other for other in only_right if agree(quantity, other)), None)
        if twin is not None:
            only_left.remove(quantity)
            only_right.remove(twin)
    if mine[0].dimension is Dimension.TIME:
        return (
            [q for q in only_left if any(_same_days(q, left, other, right) for other in only_right)],
            [q for q in only_right if any(_same_days(q, right, other, left) for other in only_left)],
        )
    return only_left, only_right


def _same_days(time: Quantity, rule: Rule, other: Quantity, other_rule: Rule) -> bool:
    first, second = _days_of(time, rule), _days_of(other, other_rule)
    return first[0] <= second[1] and second[0] <= first[1]


def _days_of(time: Quantity, rule: Rule) -> tuple[float, float]:
    """Return the days before a time, or else the first ones after it."""
    days = [q for q in rule.quantities if q.dimension is Dimension.WEEKDAY]
    before = [q for q in days if q.end <= time.start]
    nearest = before[-1] if before else days[0] if days else None
    return (nearest.low, nearest.high) if nearest else _WEEK

"""The sums that an attempt holds: what each comes to, and whether it is right in itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import sympy

from assistant.tutoring.algebra import NotFormalError, Value, evaluate, parse, value_of
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.numbers_judged import is_power_of_ten_off, is_same
from assistant.tutoring.sides import Side, letters_of
from assistant.tutoring.statements import Statement
from assistant.tutoring.tree_mistakes import find_mistakes
from model.figures.expression_tree import Expression

_FIRST_NUMBER = re.compile(r"(\d+(?:\.\d+)?) [-+*/]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A statement without unknowns.

    Attributes:
        statement: Where it stands.
        values: Of its sides; None where one can't be computed.
        last: The last side that can be.
        value: What that is.
    """

    statement: Statement
    values: tuple[Value | None, ...]
    last: Side
    value: Value

    @property
    def is_bare(self) -> bool:
        """Whether nothing is computed in it: it is a result, or repeats one."""
        return all(side.is_number or letters_of(side.text) for side in self.statement.sides)

    @property
    def is_done(self) -> bool:
        """Whether its last side is a number, also one with pi or a root."""
        text = self.last.text
        if self.last.is_number or "sqrt" in text:
            return True
        return "pi" in text and "^" not in text and len(re.findall(r"\d+", text)) <= 1  # 16π, not 4² · π

    def is_number(self, target: Value) -> bool:
        """Tell whether it comes to a number."""
        return is_same(self.value, self.last.decimals, target)


def read_sum(statement: Statement) -> Sum | None:
    """Compute a statement; None where no side of it can be computed."""
    values = tuple(map(_value_of, statement.sides))
    known = [(side, value) for side, value in zip(statement.sides, values, strict=True) if value is not None]
    if not known:
        return None
    return Sum(statement=statement, values=values, last=known[-1][0], value=known[-1][1])


def is_false(found: Sum) -> bool:
    """Tell whether two neighbouring sides of a sum differ; `20 - 5 = 15 ÷ 3 = 5` is written badly and reckoned well."""
    return find_false_pair(found) is not None and not found.statement.counts_something


def find_false_pair(found: Sum) -> int | None:
    """Return which side is not equal to the next."""
    sides = found.statement.sides
    for place, (left, right) in enumerate(pairwise(found.values)):
        if left is None or right is None:
            continue
        if not _agree((left, sides[place]), (right, sides[place + 1])):
            return place
    return None


def explain_sum(found: Sum) -> Misconception:
    """Return the likeliest reason why a sum is wrong."""
    place = find_false_pair(found) or 0
    side, shown = found.statement.sides[place : place + 2]
    value, reached = found.values[place : place + 2]
    for misconception, mistaken in find_mistakes(parse(side.text)):
        if _comes_to(mistaken, reached, shown.decimals):
            return misconception
    if side.unit and shown.unit:
        return Misconception.UNIT
    if value and reached == -value:
        return Misconception.SIGN
    return Misconception.PLACE_VALUE if is_power_of_ten_off(reached, value) else Misconception.CALCULATION


def _comes_to(mistaken: Expression, reached: Value, decimals: int | None) -> bool:
    try:
        return is_same(reached, decimals, evaluate(mistaken))
    except NotFormalError:
        return False


def find_sums(statements: Sequence[Statement]) -> tuple[Sum, ...]:
    """Return the sums and results among statements; a number of something, `2 steps`, is none."""
    found = (read_sum(s) for s in statements if not (s.is_single and not is_claim(s)))
    return tuple(one for one in found if one is not None)


def is_claim(statement: Statement) -> bool:
    """Tell whether a single expression is meant as a result."""
    return statement.is_claimed and not (statement.counts_something and statement.sides[0].unit is None)


def _value_of(side: Side) -> Value | None:
    if letters_of(side.text):
        return None
    try:
        return value_of(side.text)
    except NotFormalError:
        return None


def _agree(left: tuple[Value, Side], right: tuple[Value, Side]) -> bool:
    (value, side), (other, shown) = left, right
    if side.unit and shown.unit and side.unit.dimension is shown.unit.dimension:
        value = value * _factor(side) / _factor(shown)
    if is_same(other, shown.decimals, value) or is_same(value, side.decimals, other):
        return True
    first = _FIRST_NUMBER.match(shown.text)
    return first is not None and is_same(value_of(first[1]), None, value)


def _factor(side: Side) -> Value:
    factor = side.unit.factor if side.unit else 1
    return sympy.Rational(factor.numerator, factor.denominator)

"""What all readers of exercises share: how numbers stand in a text, and how a problem is put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from assistant.tutoring.algebra import NotFormalError, Value, evaluate, parse, value_of
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.problems import Subject, ValueProblem
from assistant.tutoring.units import UNIT_PATTERN, Dimension, Unit, find_unit
from model.figures.expression_tree import Expression

NUMBER = r"(\d{1,12}(?:\.\d{1,6})?|\d{1,6}/\d{1,6})"
"""Source of a regular expression with one group, for a text in one spelling."""

_NUMBERS = re.compile(r"\d+(?:\.\d+)?(?:/\d+)?")
_QUANTITY = re.compile(rf"(?<![\d./]){NUMBER}\s?({UNIT_PATTERN})")
_PER_HOUR = (
    (re.compile(r"每小时[^\d;]{0,6}?(\d{1,9}(?:\.\d{1,6})?) ?(?:千米|公里)"), r"\1千米/时"),
    (re.compile(r"每分钟?[^\d;]{0,6}?(\d{1,9}(?:\.\d{1,6})?) ?米"), r"\1米/分"),
    (re.compile(r"每秒[^\d;]{0,6}?(\d{1,9}(?:\.\d{1,6})?) ?米"), r"\1米/秒"),
)
Quantity = tuple[str, Unit]
Mistakes = Sequence[tuple[Misconception, str]]


def count_numbers(text: str) -> int:
    """Return how many numbers a text holds: an exercise is understood only if all of them are."""
    return len(_NUMBERS.findall(text))


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the numbers with units of a text, in turn."""
    for pattern, plain in _PER_HOUR:
        text = pattern.sub(plain, text)
    found = ((match[1], find_unit(match[2])) for match in _QUANTITY.finditer(text))
    return tuple((number, unit) for number, unit in found if unit is not None)


def base_unit(dimension: Dimension, factor: Fraction = Fraction(1)) -> Unit:
    """Return a unit by its factor."""
    return Unit(dimension=dimension, factor=factor)


def scaled(number: str, factor: Fraction) -> str:
    """Write a number times a factor as an expression."""
    return number if factor == 1 else f"{number}*{factor.numerator}/{factor.denominator}"


def make_problem(
    subject: Subject,
    setup: str,
    *,
    unit: Unit | None = None,
    mistakes: Mistakes = (),
    steps: Sequence[str] = (),
    also: Sequence[str] = (),
) -> ValueProblem | None:
    """Put a problem together of expressions; None where it has no solution.

    Args:
        subject: What it is of.
        setup: The expression that leads to the solution.
        unit: Of the solution.
        mistakes: Expressions that are computed wrongly, with their reasons, likeliest first.
        steps: Expressions on the way.
        also: Other numbers that say the same as the solution.
    """
    try:
        tree = parse(setup)
        target = evaluate(tree)
    except NotFormalError:
        return None
    if target.free_symbols:
        return None
    return ValueProblem(
        subject=subject,
        targets=(target,),
        setup=(tree,),
        unit=unit,
        also=tuple(_values(also)),
        steps=tuple(_values(steps)),
        mistakes=tuple((reason, value) for reason, text in mistakes for value in _values((text,))),
    )


def _values(texts: Sequence[str]) -> list[Value]:
    values = []
    for text in texts:
        try:
            values.append(value_of(text))
        except NotFormalError:
            continue
    return values


def parse_all(texts: Sequence[str]) -> tuple[Expression, ...]:
    """Parse expressions of our own."""
    return tuple(map(parse, texts))

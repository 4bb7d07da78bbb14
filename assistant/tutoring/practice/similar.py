"""An exercise → the same with other numbers, solved by the program as the first one was.

Numbers are drawn until the exercise that is read from the new text has the structure of the old one and is as easy to
reckon (`niceness.py`). What can't be made so is none.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from math import gcd, isqrt

from assistant.tutoring.exercises.reading import read_exercise
from assistant.tutoring.practice.niceness import is_as_good
from assistant.tutoring.practice.stating import state
from assistant.tutoring.problems import Exercise, Problem
from knowledge_base.text.languages import Language

MAX_TRIES = 240  # a try takes one to five milliseconds
SMALL = 12  # numbers up to here are those of the multiplication table
_NUMBER = re.compile(r"(?<![\w.^])\d+(?:\.\d+)?(?!\d|\.\d)|(?<=[\u3400-\u9fff])\d+(?:\.\d+)?")
_FRACTION = re.compile(r"(?<![\d/])(\d+)/(\d+)(?![\d/])")


def make_similar(
    exercise: Exercise, language: Language, *, seed: str, avoided: Collection[Problem] = ()
) -> Exercise | None:
    """Make an exercise of the same kind; None where none was found.

    Args:
        exercise: What it is like.
        language: Of the words around a formula.
        seed: The same seed gives the same exercise.
        avoided: Exercises that were set already.
    """
    draw = random.Random(seed)  # noqa: S311  # numbers of an exercise are no secret
    text = state(exercise, language)
    for _ in range(MAX_TRIES):
        drawn = _draw_all(text, draw)
        made = read_exercise(drawn) if _are_as_different(drawn, text) else None
        if made is None or _NUMBER.search(made.rest) or made.problem in (exercise.problem, *avoided):
            continue
        if is_as_good(made, exercise):
            return made
    return None


def _draw_all(text: str, draw: random.Random) -> str:
    """Put another number in the place of each; what was the same stays the same, so that 2/7 + 3/7 has one bottom."""
    numbers = dict.fromkeys(_NUMBER.findall(text))
    drawn = {number: _draw_like(number, draw, is_squared="²" in text) for number in numbers}
    return _NUMBER.sub(lambda match: drawn[match.group()], text)


def _are_as_different(drawn: str, text: str) -> bool:
    """Tell whether no two numbers became the same that were not, and no fraction is of another kind than before."""
    if len(set(_NUMBER.findall(drawn))) != len(set(_NUMBER.findall(text))):
        return False  # a rectangle of 9 by 9 is a square
    return [_kind_of(f) for f in _FRACTION.findall(drawn)] == [_kind_of(f) for f in _FRACTION.findall(text)]


def _kind_of(fraction: tuple[str, str]) -> tuple[bool, bool]:
    """Tell whether a fraction is less than one, and whether it is in lowest terms."""
    top, bottom = map(int, fraction)
    return top < bottom, gcd(top, bottom) == 1


def _draw_like(written: str, draw: random.Random, *, is_squared: bool) -> str:
    """Draw a number of the same size with as many zeros or decimals; one stays, so that `1/4` stays a part of one."""
    if "." in written:
        return _draw_decimal(written, draw)
    number = int(written)
    if number in {0, 1}:
        return written
    if is_squared and isqrt(number) ** 2 == number and draw.random() < 0.5:
        return str(draw.randint(2, SMALL) ** 2)  # so that a difference of squares is found
    return str(draw.randint(2, SMALL)) if number <= SMALL else _draw_big(number, draw)


def _draw_decimal(written: str, draw: random.Random) -> str:
    places = len(written.partition(".")[2])
    unit = 10**places
    drawn = draw.randint(max(1, int(float(written) * unit * 0.5)), int(float(written) * unit * 1.7) + 1)
    return f"{(drawn if drawn % 10 else drawn + 1) / unit:.{places}f}"


def _draw_big(number: int, draw: random.Random) -> str:
    step = 1
    while number % (step * 10) == 0:
        step *= 10
    step = step * 5 if number % (step * 5) == 0 and step > 1 else step
    least, most = max(1, number // (2 * step)), (number * 17) // (10 * step) + 1
    return str(draw.randint(least, most) * step)

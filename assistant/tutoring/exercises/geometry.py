"""Exercises of areas, perimeters and volumes of simple figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.tutoring.exercises.making import (
    Mistakes,
    base_unit,
    count_numbers,
    find_quantities,
    make_problem,
)
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.problems import Subject, ValueProblem
from assistant.tutoring.units import Dimension, Unit

_AREA = re.compile(r"\barea\b|面积")
_PERIMETER = re.compile(r"\bperimeter\b|\bcircumference\b|周长")
_VOLUME = re.compile(r"\bvolume\b|体积|容积")
_MORE_RULES = re.compile(
    r"\b(?:ratio|twice|double|half|longer|shorter|times as|without|around|hole)\b|表面|阴影|倍|比.{0,6}多|一半|剩"
)
_MEASURES = ((_AREA, Dimension.AREA), (_PERIMETER, Dimension.LENGTH), (_VOLUME, Dimension.VOLUME))
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")

_Formula = Callable[[Sequence[str]], tuple[str, Mistakes, Sequence[str]]]


def _rectangle_area(given: Sequence[str]) -> tuple[str, Mistakes, Sequence[str]]:
    a, b = given
    wrong = (
        (Misconception.AREA_AND_PERIMETER, f"2*({a}+{b})"),
        (Misconception.AREA_AND_PERIMETER, f"{a}+{b}"),
        (Misconception.HALF_FORGOTTEN, f"{a}*{b}/2"),
    )
    return f"{a}*{b}", wrong, ()


def _rectangle_perimeter(given: Sequence[str]) -> tuple[str, Mistakes, Sequence[str]]:
    a, b = given
    return f"2*({a}+{b})", ((Misconception.AREA_AND_PERIMETER, f"{a}*{b}"),), (f"2*{a}", f"2*{b}")


def _square_area(given: Sequence[str]) -> tuple[str, Mistakes, Sequence[str]]:
    (a,) = given
    wrong = ((Misconception.AREA_AND_PERIMETER, f"4*{a}"), (Misconception.POWER_AS_PRODUCT, f"2*{a}"))
    return f"{a}*{a}", wrong, ()


def _square_perimeter(given: Sequence[str]) -> tuple[str, Mistakes, Sequence[str]]:
    (a,) = given
    return f"4*{a}", ((Misconception.AREA_AND_PERIMETER, f"{a}*{a}"),), (f"2*{a}",)


def _triangle_area(given: Sequence[str]) -> tuple[str, Mistakes, Sequence[str]]:
    a, h = given
    wrong = ((Misconception.HALF_FORGOTTEN, f"{a}*{h}"), (Misconception.AREA_AND_PERIMETER, f"{a}+{h}"))
    return f"{a}*{h}/2", wrong, (f"{a}/2", f"{h}/2")


def _box_volume(given: Sequence[str]) -> tuple[str, Mistakes, Sequence[str]]:
    a, b, c = given
    wrong = (
        (Misconception.WRONG_OPERATION, f"{a}+{b}+{c}"),
        (Misconception.AREA_AND_PERIMETER, f"2*({a}*{b}+{b}*{c}+{a}*{c})"),
    )
    return f"{a}*{b}*{c}", wrong, (f"{a}*{c}", f"{b}*{c}")


def _cube_volume(given: Sequence[str]) -> tuple[str, Mistakes, Sequence[str]]:
    (a,) = given
    wrong = ((Misconception.POWER_AS_PRODUCT, f"3*{a}"), (Misconception.AREA_AND_PERIMETER, f"6*{a}*{a}"))
    return f"{a}*{a}*{a}", wrong, (f"{a}*{a}",)


def _circle_area(given: Sequence[str]) -> tuple[str, Mistakes, Sequence[str]]:
    (r,) = given
    wrong = (
        (Misconception.AREA_AND_PERIMETER, f"2*pi*{r}"),
        (Misconception.RADIUS_AND_DIAMETER, f"4*pi*{r}*{r}"),
        (Misconception.RADIUS_AND_DIAMETER, f"pi*{r}*{r}/4"),
        (Misconception.POWER_AS_PRODUCT, f"pi*{r}*2"),
    )
    return f"pi*{r}^2", wrong, (f"{r}*{r}",)


def _circle_perimeter(given: Sequence[str]) -> tuple[str, Mistakes, Sequence[str]]:
    (r,) = given
    wrong = (
        (Misconception.RADIUS_AND_DIAMETER, f"pi*{r}"),
        (Misconception.RADIUS_AND_DIAMETER, f"4*pi*{r}"),
        (Misconception.AREA_AND_PERIMETER, f"pi*{r}^2"),
    )
    return f"2*pi*{r}", wrong, (f"2*{r}",)


_SHAPES: tuple[tuple[re.Pattern[str], dict[Dimension, tuple[int, _Formula]]], ...] = (
    (
        re.compile(r"\brectang(?:le|ular)\b|长方形|矩形"),
        {Dimension.AREA: (2, _rectangle_area), Dimension.LENGTH: (2, _rectangle_perimeter)},
    ),
    (
        re.compile(r"\btriang(?:le|ular)\b(?=.{0,80}\bbase\b.{0,80}\bheight\b)|三角形(?=.{0,30}底.{0,30}高)"),
        {Dimension.AREA: (2, _triangle_area)},
    ),
    (
        re.compile(r"\bsquare\b(?! ?(?:cm|mm|dm|km|m\b|met|cent|kilo|milli|dec))|正方形"),
        {Dimension.AREA: (1, _square_area), Dimension.LENGTH: (1, _square_perimeter)},
    ),
    (re.compile(r"\b(?:box|cuboid|rectangular prism)\b|长方体"), {Dimension.VOLUME: (3, _box_volume)}),
    (re.compile(r"\bcube\b|正方体"), {Dimension.VOLUME: (1, _cube_volume)}),
)
_CIRCLE = re.compile(r"\bcirc(?:le|ular)\b|圆(?![柱锥环])")
_RADIUS = re.compile(r"\bradius\b|半径")
_DIAMETER = re.compile(r"\bdiameter\b|直径")


def read_geometry(text: str) -> ValueProblem | None:
    """Read an exercise of one figure and one measure of it."""
    asked = [dimension for pattern, dimension in _MEASURES if pattern.search(text)]
    if len(asked) != 1 or _MORE_RULES.search(text):
        return None
    given, length = _find_lengths(text)
    if length is None:
        return None
    if _CIRCLE.search(text):
        return _read_circle(text, asked[0], given, length)
    for pattern, measures in _SHAPES:
        if pattern.search(text) and asked[0] in measures:
            count, formula = measures[asked[0]]
            return _make(formula, given, asked[0], length) if len(given) == count else None
    return None


def _read_circle(text: str, asked: Dimension, given: Sequence[str], length: Unit) -> ValueProblem | None:
    is_radius, is_diameter = _RADIUS.search(text) is not None, _DIAMETER.search(text) is not None
    if len(given) != 1 or is_radius == is_diameter or asked is Dimension.VOLUME:
        return None
    formula = _circle_area if asked is Dimension.AREA else _circle_perimeter
    known = given if is_radius else [f"({given[0]}/2)"]
    problem = _make(formula, known, asked, length)
    if problem is None or is_radius:
        return problem
    doubled = _make(formula, given, asked, length)
    return _with_mistake(problem, doubled)


def _with_mistake(problem: ValueProblem, other: ValueProblem | None) -> ValueProblem:
    """Put the value for a diameter that was taken for the radius before the other mistakes."""
    wrong = ((Misconception.RADIUS_AND_DIAMETER, other.targets[0]),) if other else ()
    return replace(problem, mistakes=(*wrong, *problem.mistakes))


def _make(formula: _Formula, given: Sequence[str], asked: Dimension, length: Unit) -> ValueProblem | None:
    setup, mistakes, steps = formula(given)
    powers = {Dimension.LENGTH: 1, Dimension.AREA: 2, Dimension.VOLUME: 3}
    unit = base_unit(asked, length.factor ** powers[asked]) if length.factor else None
    return make_problem(Subject.GEOMETRY, setup, unit=unit, mistakes=mistakes, steps=steps)


def _find_lengths(text: str) -> tuple[list[str], Unit | None]:
    """Return the lengths of a figure, all in one unit or all without one; no unit where they are not of one kind."""
    found = find_quantities(text)
    if not found:
        return _NUMBER.findall(text), Unit(dimension=Dimension.LENGTH, factor=Fraction(0))
    units = {unit for _, unit in found}
    unit = units.pop()
    if units or unit.dimension is not Dimension.LENGTH:
        return [], None
    numbers = [number for number, _ in found]
    if count_numbers(text) == len(numbers):
        return numbers, unit
    bare = _NUMBER.findall(text)
    return (bare, unit) if count_numbers(text) == len(bare) else ([], None)

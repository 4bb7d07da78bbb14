"""Sketches whose measures a question gives itself: triangles, rectangles, squares, circles. Drawn true to scale."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from model.figures.specification import Angle, Circle, Geometry, Point, Segment

_N = r"(?<!\d)(\d++(?:\.\d++)?)"
_UNIT = r"\s*(?:cm|mm|km|m|in|ft|厘米|毫米|米|分米)?\s*"
_GAP = r"[^\d]{0,24}?"
_MEASURE = re.compile(rf"{_N}\s*(cm|mm|km|m|厘米|毫米|分米|米)?(?![A-Za-z])")


def read_sketch(question: str) -> Geometry | None:
    """Read the shape and the measures that a question gives.

    Returns:
        The sketch; None where the shape is not one of the known ones or its measures are not all there.
    """
    for pattern, build in _SHAPES:
        match = pattern.search(question)
        if match:
            unit = next((m[2] for m in _MEASURE.finditer(question) if m[2]), "")
            return build([float(group) for group in match.groups() if group], unit)
    return None


def _triangle(sides: list[float], unit: str) -> Geometry | None:
    a, b, c = sides
    if not (0 < a < b + c and 0 < b < a + c and 0 < c < a + b):
        return None  # no such triangle
    longest = max(sides)
    first, second = sorted(sides)[:2]
    x = (longest**2 + second**2 - first**2) / (2 * longest)
    apex = (x, math.sqrt(max(second**2 - x**2, 0.0)))
    places = {"A": (0.0, 0.0), "B": (longest, 0.0), "C": apex}
    is_right = math.isclose(first**2 + second**2, longest**2, rel_tol=1e-9)
    angles = (("A", "C", "B"),) if is_right else ()
    return _polygon(places, {"AB": longest, "AC": second, "BC": first}, unit, angles)


def _equilateral(sides: list[float], unit: str) -> Geometry | None:
    return _triangle([sides[0]] * 3, unit)


def _right_triangle(legs: list[float], unit: str) -> Geometry | None:
    a, b = legs
    if not (a > 0 and b > 0):
        return None
    # the third side is what such a question is about: it stays without a number
    places = {"A": (0.0, b), "B": (a, 0.0), "C": (0.0, 0.0)}
    return _polygon(places, {"BC": a, "AC": b, "AB": None}, unit, (("A", "C", "B"),))


def _rectangle(sides: list[float], unit: str) -> Geometry | None:
    width, height = sides[0], sides[-1]
    if not (width > 0 and height > 0):
        return None
    places = {"A": (0.0, 0.0), "B": (width, 0.0), "C": (width, height), "D": (0.0, height)}
    return _polygon(
        places, {"AB": width, "BC": height, "CD": None, "AD": None}, unit, (("B", "A", "D"), ("A", "B", "C"))
    )


def _circle(radii: list[float], unit: str) -> Geometry | None:
    return _round(radii[0], unit, is_diameter=False)


def _circle_by_diameter(diameters: list[float], unit: str) -> Geometry | None:
    return _round(diameters[0], unit, is_diameter=True)


def _round(measure: float, unit: str, *, is_diameter: bool) -> Geometry | None:
    radius = measure / 2 if is_diameter else measure
    if radius <= 0:
        return None
    start = Point(name="A", x=-radius, y=0.0)
    center, edge = Point(name="O", x=0.0, y=0.0), Point(name="B", x=radius, y=0.0)
    points = (start, center, edge) if is_diameter else (center, edge)
    segment = Segment(start=points[0].name, end="B", text=_label(measure, unit))
    circle = Circle(center="O", radius=radius)
    return Geometry(title="", points=points, segments=(segment,), circles=(circle,), angles=())


def _polygon(
    places: dict[str, tuple[float, float]],
    lengths: dict[str, float | None],
    unit: str,
    right_angles: tuple[tuple[str, str, str], ...],
) -> Geometry:
    return Geometry(
        title="",
        points=tuple(Point(name=name, x=x, y=y) for name, (x, y) in places.items()),
        segments=tuple(
            Segment(start=ends[0], end=ends[1], text="" if length is None else _label(length, unit))
            for ends, length in lengths.items()
        ),
        circles=(),
        angles=tuple(Angle(start=a, vertex=v, end=b, text="") for a, v, b in right_angles),
    )


def _label(length: float, unit: str) -> str:
    return f"{length:g} {unit}".strip()


_Builder = Callable[[list[float], str], Geometry | None]
_SHAPES: tuple[tuple[re.Pattern[str], _Builder], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), build)
    for pattern, build in (
        (rf"right(?:-angled)? triangle.*?leg{_GAP}{_N}{_UNIT}(?:and|,|×|x|by){_GAP}{_N}", _right_triangle),
        (rf"legs?{_GAP}{_N}{_UNIT}(?:and|,|×|x|by){_GAP}{_N}.*?right(?:-angled)? triangle", _right_triangle),
        (rf"直角边{_GAP}{_N}{_UNIT}(?:和|、|，|,){_GAP}{_N}", _right_triangle),
        (rf"equilateral triangle{_GAP}{_N}|(?:等边|正)三角形{_GAP}边长{_GAP}{_N}", _equilateral),
        (rf"边长{_GAP}{_N}{_UNIT}的?(?:等边|正)三角形", _equilateral),
        (rf"triangle{_GAP}{_N}{_UNIT}(?:,|and){_GAP}{_N}{_UNIT}(?:,|and)+{_GAP}{_N}", _triangle),
        (rf"三角形{_GAP}{_N}{_UNIT}[、，,和]{_GAP}{_N}{_UNIT}[、，,和]{_GAP}{_N}", _triangle),
        (rf"边{_GAP}{_N}{_UNIT}[、，,和]{_GAP}{_N}{_UNIT}[、，,和]{_GAP}{_N}.*?三角形", _triangle),
        (rf"rectangle{_GAP}{_N}{_UNIT}(?:by|×|x|and|,){_GAP}{_N}", _rectangle),
        (rf"{_N}{_UNIT}(?:by|×|x){_GAP}{_N}{_UNIT}rectangle", _rectangle),
        (rf"长{_GAP}{_N}{_UNIT}[、，,和]?{_GAP}宽{_GAP}{_N}", _rectangle),
        (rf"square{_GAP}{_N}|正方形{_GAP}边长{_GAP}{_N}|边长{_GAP}{_N}{_UNIT}的?正方形", _rectangle),
        (rf"diameter{_GAP}{_N}|直径{_GAP}{_N}", _circle_by_diameter),
        (rf"circle{_GAP}radius{_GAP}{_N}|radius{_GAP}{_N}|半径{_GAP}{_N}", _circle),
    )
)

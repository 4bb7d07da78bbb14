"""The straight lines that are drawn on a PDF page: borders of tables, and what strikes a text through."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

MAX_PATH_SEGMENTS = 2_000
THIN = 2.0  # points; a filled shape that thin is a line

MIN_BAND, MAX_BAND = 6.0, 90.0  # points of height

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A straight line: at `position` on one axis, from `start` to `end` on the other."""

    position: float
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A painted strip, such as lies behind every other row of a table."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def of(cls, box: Box) -> Band:
        """Make a strip of its rectangle."""
        return cls(left=box[0], bottom=box[1], right=box[2], top=box[3])


def add_rule(start: Point, end: Point, horizontal: list[Rule], vertical: list[Rule]) -> None:
    """Add a line to those of its direction; one that runs aslant is left aside."""
    (x0, y0), (x1, y1) = start, end
    if abs(y0 - y1) <= THIN < abs(x0 - x1):
        horizontal.append(Rule(position=(y0 + y1) / 2, start=min(x0, x1), end=max(x0, x1)))
    elif abs(x0 - x1) <= THIN < abs(y0 - y1):
        vertical.append(Rule(position=(x0 + x1) / 2, start=min(y0, y1), end=max(y0, y1)))


def read_path(path: Any) -> Iterator[tuple[Point, Point]]:
    """Yield the straight lines of a path; a thin filled rectangle is one line."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    points = list(_read_points(path))
    if not points:
        return
    if not stroke.value:
        xs, ys = [x for x, _, _ in points], [y for _, y, _ in points]
        if fill.value and min(max(xs) - min(xs), max(ys) - min(ys)) <= THIN:
            yield (min(xs), min(ys)), (max(xs), max(ys))
        return
    begin = previous = points[0][:2]
    for x, y, kind in points:
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begin = (x, y)
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield previous, (x, y)
        previous = (x, y)
    yield previous, begin


def _read_points(path: Any) -> Iterator[tuple[float, float, int]]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(pdfium.FPDFPath_CountSegments(path), MAX_PATH_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        yield (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
            int(pdfium.FPDFPathSegment_GetType(segment)),
        )


def is_band(path: Any, box: Box) -> bool:
    """Tell whether a shape is a painted strip without lines around it."""
    left, bottom, right, top = box
    if not MIN_BAND <= min(top - bottom, right - left) <= MAX_BAND or pdfium.FPDFPath_CountSegments(path) > 5:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(fill.value) and not stroke.value


def turn_box(box: Box, turn: Callable[[float, float], Point]) -> Box:
    """Return where a rectangle lies once the page is turned."""
    (x0, y0), (x1, y1) = turn(box[0], box[1]), turn(box[2], box[3])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def middle_of(box: Box) -> tuple[Point, Point]:
    """Return the line that runs through the middle of a rectangle, along its longer side."""
    left, bottom, right, top = box
    x, y = (left + right) / 2, (bottom + top) / 2
    return ((left, y), (right, y)) if right - left >= top - bottom else ((x, bottom), (x, top))

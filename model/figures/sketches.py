"""Geometry sketches on matplotlib's axes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Arc, Polygon
from matplotlib.patches import Circle as Ring

from model.figures.specification import Angle, Geometry

Place = npt.NDArray[np.float64]  # shape (2,)
RIGHT_ANGLE_TOLERANCE = 0.5  # degrees
ANGLE_SHARE = 0.12  # radius of an angle's mark, of the sketch's size
LABEL_SHARE = 0.055  # distance of a label from what it names


def draw_geometry(sketch: Geometry, canvas: Canvas) -> None:
    """Draw a sketch at one scale in both directions, without axes; names stand outside the figure's middle."""
    axes = canvas.add_subplot()
    axes.set_aspect("equal")
    axes.axis("off")
    axes.set_title(sketch.title)
    places = {point.name: np.array([point.x, point.y]) for point in sketch.points}
    middle = np.mean(list(places.values()), axis=0)
    size = _size(sketch, places)
    for segment in sketch.segments:
        start, end = places[segment.start], places[segment.end]
        axes.plot(*np.array([start, end]).T, color="#111827", linewidth=1.8)
        if segment.text:
            _write(axes, segment.text, (start + end) / 2, _outward(start, end, middle) * size * LABEL_SHARE)
    for circle in sketch.circles:
        center = places[circle.center]
        axes.add_patch(
            Ring(
                (float(center[0]), float(center[1])),
                circle.radius,
                fill=False,
                linewidth=1.8,
                color="#2563eb",
            )
        )
    for angle in sketch.angles:
        _draw_angle(axes, angle, places, size)
    for name, place in places.items():
        axes.plot(*place, "o", color="#111827", markersize=4)
        direction = (
            _unit(place - middle) if np.linalg.norm(place - middle) > size * 0.01 else np.array([0.7, 0.7])
        )
        _write(axes, name, place, direction * size * LABEL_SHARE, weight="bold")
    axes.margins(0.15)


def _draw_angle(axes: Any, angle: Angle, places: dict[str, Place], size: float) -> None:
    vertex = places[angle.vertex]
    first, second = _unit(places[angle.start] - vertex), _unit(places[angle.end] - vertex)
    radius = size * ANGLE_SHARE
    degrees = math.degrees(math.acos(float(np.clip(first @ second, -1, 1))))
    if abs(degrees - 90) < RIGHT_ANGLE_TOLERANCE:
        side = radius * 0.6
        corner = [vertex + first * side, vertex + (first + second) * side, vertex + second * side]
        axes.add_patch(Polygon(corner, closed=False, fill=False, color="#dc2626", linewidth=1.4))
    else:
        turns = sorted(math.degrees(math.atan2(d[1], d[0])) % 360 for d in (first, second))
        begin, end = turns if turns[1] - turns[0] <= 180 else (turns[1], turns[0] + 360)
        place = (float(vertex[0]), float(vertex[1]))
        axes.add_patch(
            Arc(place, 2 * radius, 2 * radius, theta1=begin, theta2=end, color="#dc2626", linewidth=1.4)
        )
    if angle.text:
        _write(axes, angle.text, vertex, _unit(first + second) * radius * 1.7, color="#dc2626")


def _size(sketch: Geometry, places: dict[str, Place]) -> float:
    corners = list(places.values())
    for circle in sketch.circles:
        corners += [places[circle.center] + circle.radius, places[circle.center] - circle.radius]
    extent = np.ptp(np.array(corners), axis=0)
    return float(extent.max()) or 1.0


def _outward(start: Place, end: Place, middle: Place) -> Place:
    """Return the unit normal of a segment that points away from the middle of the figure."""
    along = _unit(end - start)
    normal = np.array([-along[1], along[0]])
    return normal if normal @ ((start + end) / 2 - middle) >= 0 else -normal


def _unit(vector: Place) -> Place:
    length = float(np.linalg.norm(vector))
    return vector / length if length else np.array([1.0, 0.0])


def _write(axes: Any, text: str, place: Place, shift: Place, **style: Any) -> None:
    axes.text(*(place + shift), text, ha="center", va="center", **style)

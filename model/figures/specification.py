"""What a figure shows, as values: JSON in, checked, out. A figure is drawn from these alone; nothing in them is run."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from model.errors import FigureError
from model.figures.expressions import parse_formula

MAX_TEXT = 80  # characters of one label
MAX_FUNCTIONS = 4
MAX_CATEGORIES = 30
MAX_SERIES = 5
MAX_NODES = 16
MAX_POINTS = 16
MAX_MAGNITUDE = 1e12


class FigureKind(StrEnum):
    """What can be drawn."""

    FUNCTION = "function"
    CHART = "chart"
    DIAGRAM = "diagram"
    GEOMETRY = "geometry"


class ChartKind(StrEnum):
    """How numbers are shown."""

    BAR = "bar"
    LINE = "line"
    SCATTER = "scatter"
    PIE = "pie"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionPlot:
    """Graphs of functions of x, from `x_min` to `x_max`."""

    title: str
    expressions: tuple[str, ...]
    x_min: float
    x_max: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Numbers that belong together, one for each category."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Numbers by category. A scatter chart has numbers as categories."""

    title: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    x_label: str
    y_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A step of a diagram; a decision is drawn as a diamond."""

    id: str
    text: str
    is_decision: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An arrow from one node to another."""

    start: str
    end: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """Steps and the arrows between them."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A named point of the plane."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A line between two points, with what is written beside it."""

    start: str
    end: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A circle around a point."""

    center: str
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Angle:
    """The angle at `vertex` between the directions to two other points; a right one is drawn as a square."""

    start: str
    vertex: str
    end: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """A sketch of points, segments, circles and angles."""

    title: str
    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    circles: tuple[Circle, ...]
    angles: tuple[Angle, ...]


Figure = FunctionPlot | Chart | Diagram | Geometry


def to_json(figure: Figure) -> dict[str, Any]:
    """Write a figure as the JSON that `parse_figure` reads."""
    return {"figure": str(kind_of(figure)), **asdict(figure)}


def kind_of(figure: Figure) -> FigureKind:
    """Tell which kind a figure is."""
    match figure:
        case FunctionPlot():
            return FigureKind.FUNCTION
        case Chart():
            return FigureKind.CHART
        case Diagram():
            return FigureKind.DIAGRAM
        case Geometry():
            return FigureKind.GEOMETRY


def parse_figure(data: str | Mapping[str, Any]) -> Figure:
    """Read and check a specification.

    Args:
        data: A JSON object, or its text: `figure` names the kind, the rest are the fields of that kind.

    Raises:
        FigureError: It is no such specification, has too much in it, or contradicts itself.
    """
    try:
        fields = json.loads(data) if isinstance(data, str) else dict(data)
        kind = FigureKind(fields["figure"])
        return _PARSERS[kind](fields)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as exc:
        msg = f"the figure's specification can't be read: {type(exc).__name__} {exc}"[:200]
        raise FigureError(msg) from exc


def _parse_function(fields: Mapping[str, Any]) -> FunctionPlot:
    expressions = tuple(str(e) for e in _bounded(fields["expressions"], 1, MAX_FUNCTIONS))
    if not any(parse_formula(expression).has_variable for expression in expressions):
        msg = "no function of x to draw"
        raise FigureError(msg)
    x_min, x_max = _number(fields.get("x_min", -10)), _number(fields.get("x_max", 10))
    if not x_min < x_max:
        msg = f"there is nothing to draw between {x_min:g} and {x_max:g}"
        raise FigureError(msg)
    return FunctionPlot(title=_text(fields.get("title")), expressions=expressions, x_min=x_min, x_max=x_max)


def _parse_chart(fields: Mapping[str, Any]) -> Chart:
    kind = ChartKind(fields["kind"])
    categories = tuple(_text(c) for c in _bounded(fields["categories"], 1, MAX_CATEGORIES))
    series = tuple(
        Series(name=_text(entry.get("name")), values=tuple(_number(v) for v in entry["values"]))
        for entry in _bounded(fields["series"], 1, MAX_SERIES)
    )
    if any(len(entry.values) != len(categories) for entry in series):
        msg = "the chart needs one number for each category"
        raise FigureError(msg)
    if kind is ChartKind.SCATTER:
        for category in categories:
            _number(float(category))
    if kind is ChartKind.PIE and (
        len(series) > 1 or min(series[0].values) < 0 or not sum(series[0].values) > 0
    ):
        msg = "a pie needs one series of positive numbers"
        raise FigureError(msg)
    return Chart(
        title=_text(fields.get("title")),
        kind=kind,
        categories=categories,
        series=series,
        x_label=_text(fields.get("x_label")),
        y_label=_text(fields.get("y_label")),
    )


def _parse_diagram(fields: Mapping[str, Any]) -> Diagram:
    nodes = tuple(
        Node(
            id=_text(node["id"]),
            text=_text(node["text"]) or _text(node["id"]),
            is_decision=bool(node.get("is_decision", False)),
        )
        for node in _bounded(fields["nodes"], 2, MAX_NODES)
    )
    known = {node.id for node in nodes}
    edges = tuple(
        Edge(start=_text(edge["start"]), end=_text(edge["end"]), text=_text(edge.get("text")))
        for edge in _bounded(fields["edges"], 1, 3 * MAX_NODES)
    )
    _check_names(known, len(nodes), (name for edge in edges for name in (edge.start, edge.end)))
    return Diagram(title=_text(fields.get("title")), nodes=nodes, edges=edges)


def _parse_geometry(fields: Mapping[str, Any]) -> Geometry:
    points = tuple(
        Point(name=_text(p["name"]), x=_number(p["x"]), y=_number(p["y"]))
        for p in _bounded(fields["points"], 1, MAX_POINTS)
    )
    segments = tuple(
        Segment(start=_text(s["start"]), end=_text(s["end"]), text=_text(s.get("text")))
        for s in _bounded(fields.get("segments") or [], 0, 3 * MAX_POINTS)
    )
    circles = tuple(
        Circle(center=_text(c["center"]), radius=_number(c["radius"]))
        for c in _bounded(fields.get("circles") or [], 0, MAX_POINTS)
    )
    angles = tuple(
        Angle(
            start=_text(a["start"]), vertex=_text(a["vertex"]), end=_text(a["end"]), text=_text(a.get("text"))
        )
        for a in _bounded(fields.get("angles") or [], 0, MAX_POINTS)
    )
    used = [name for s in segments for name in (s.start, s.end)]
    used += [c.center for c in circles]
    used += [name for a in angles for name in (a.start, a.vertex, a.end)]
    _check_names({p.name for p in points}, len(points), used)
    if not segments and not circles:
        msg = "the sketch has neither a segment nor a circle"
        raise FigureError(msg)
    if any(circle.radius <= 0 for circle in circles):
        msg = "a circle's radius must be positive"
        raise FigureError(msg)
    return Geometry(
        title=_text(fields.get("title")), points=points, segments=segments, circles=circles, angles=angles
    )


_PARSERS: dict[FigureKind, Callable[[Mapping[str, Any]], Figure]] = {
    FigureKind.FUNCTION: _parse_function,
    FigureKind.CHART: _parse_chart,
    FigureKind.DIAGRAM: _parse_diagram,
    FigureKind.GEOMETRY: _parse_geometry,
}


def _check_names(known: set[str], count: int, used: Any) -> None:
    if len(known) != count:
        msg = "two parts of the figure have the same name"
        raise FigureError(msg)
    if unknown := set(used) - known:
        msg = f"the figure uses {sorted(unknown)[0]!r}, which is not in it"
        raise FigureError(msg)


def _bounded(entries: Sequence[Any], least: int, most: int) -> Sequence[Any]:
    if not isinstance(entries, list | tuple) or not least <= len(entries) <= most:
        msg = f"the figure needs {least} to {most} entries here"
        raise FigureError(msg)
    return entries


def _number(value: Any) -> float:
    number = float(value)
    if isinstance(value, bool) or not math.isfinite(number) or abs(number) > MAX_MAGNITUDE:
        msg = f"{str(value)[:20]} is no number for a figure"
        raise FigureError(msg)
    return number


def _text(value: Any) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in str(value or "")).split())
    return line if len(line) <= MAX_TEXT else line[: MAX_TEXT - 1] + "…"

"""What a figure shows, as values. A figure is drawn from these alone; nothing in them is run.

The types are the one truth about its JSON: `figure_json` reads it by them, and a model is given their schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from model.figures.checked_json import Checked, Label, Number

MAX_FUNCTIONS = 4
MAX_CATEGORIES = 30
MAX_SERIES = 5
MAX_NODES = 16
MAX_POINTS = 16
MAX_ROUNDS = 4  # circles, or angles, of a sketch


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
class FunctionPlot(Checked):
    """Graphs of functions of x, from `x_min` to `x_max`."""

    title: Label
    expressions: Annotated[tuple[Label, ...], Field(min_length=1, max_length=MAX_FUNCTIONS)]
    x_min: Number
    x_max: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Series(Checked):
    """Numbers that belong together, one for each category."""

    name: Label
    values: Annotated[tuple[Number, ...], Field(min_length=1, max_length=MAX_CATEGORIES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(Checked):
    """Numbers by category. A scatter chart has numbers as categories."""

    title: Label
    kind: ChartKind
    categories: Annotated[tuple[Label, ...], Field(min_length=1, max_length=MAX_CATEGORIES)]
    series: Annotated[tuple[Series, ...], Field(min_length=1, max_length=MAX_SERIES)]
    x_label: Label
    y_label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Node(Checked):
    """A step of a diagram; a decision is drawn as a diamond."""

    id: Label
    text: Label
    is_decision: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge(Checked):
    """An arrow from one node to another."""

    start: Label
    end: Label
    text: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram(Checked):
    """Steps and the arrows between them."""

    title: Label
    nodes: Annotated[tuple[Node, ...], Field(min_length=2, max_length=MAX_NODES)]
    edges: Annotated[tuple[Edge, ...], Field(min_length=1, max_length=2 * MAX_NODES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Checked):
    """A named point of the plane."""

    name: Label
    x: Number
    y: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment(Checked):
    """A line between two points, with what is written beside it."""

    start: Label
    end: Label
    text: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle(Checked):
    """A circle around a point."""

    center: Label
    radius: Annotated[Number, Field(gt=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Angle(Checked):
    """The angle at `vertex` between the directions to two other points; a right one is drawn as a square."""

    start: Label
    vertex: Label
    end: Label
    text: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry(Checked):
    """A sketch of points, segments, circles and angles."""

    title: Label
    points: Annotated[tuple[Point, ...], Field(min_length=1, max_length=MAX_POINTS)]
    segments: Annotated[tuple[Segment, ...], Field(max_length=MAX_POINTS)]
    circles: Annotated[tuple[Circle, ...], Field(max_length=MAX_ROUNDS)]
    angles: Annotated[tuple[Angle, ...], Field(max_length=MAX_ROUNDS)]


Figure = FunctionPlot | Chart | Diagram | Geometry

"""What a schema can't say of a figure: that its parts fit each other, and that there is something to draw."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from model.errors import FigureContradictionError, FigureError
from model.figures.expressions import parse_formula
from model.figures.specification import Chart, ChartKind, Diagram, Figure, FunctionPlot, Geometry


def check_meaning(figure: Figure) -> None:
    """Refuse a figure that contradicts itself.

    Raises:
        FigureContradictionError: It says how.
    """
    match figure:
        case FunctionPlot():
            _check_function(figure)
        case Chart():
            _check_chart(figure)
        case Diagram():
            used = [name for edge in figure.edges for name in (edge.start, edge.end)]
            _check_names([node.id for node in figure.nodes], used)
        case Geometry():
            _check_geometry(figure)


def _check_function(plot: FunctionPlot) -> None:
    try:
        formulas = [parse_formula(expression) for expression in plot.expressions]
    except FigureError as exc:
        raise FigureContradictionError(str(exc)) from exc
    if not any(formula.has_variable for formula in formulas):
        msg = "no function of x to draw"
        raise FigureContradictionError(msg)
    if not plot.x_min < plot.x_max:
        msg = f"there is nothing to draw between {plot.x_min:g} and {plot.x_max:g}"
        raise FigureContradictionError(msg)


def _check_chart(chart: Chart) -> None:
    if any(len(series.values) != len(chart.categories) for series in chart.series):
        msg = "the chart needs one number for each category"
        raise FigureContradictionError(msg)
    if chart.kind is ChartKind.SCATTER and not all(map(_is_number, chart.categories)):
        msg = "a scatter chart needs numbers as categories"
        raise FigureContradictionError(msg)
    if chart.kind is ChartKind.PIE:
        _check_pie([series.values for series in chart.series])


def _check_pie(series: Sequence[Sequence[float]]) -> None:
    if len(series) > 1 or min(series[0]) < 0 or not sum(series[0]) > 0:
        msg = "a pie needs one series of positive numbers"
        raise FigureContradictionError(msg)


def _check_geometry(sketch: Geometry) -> None:
    used = [name for segment in sketch.segments for name in (segment.start, segment.end)]
    used += [circle.center for circle in sketch.circles]
    used += [name for angle in sketch.angles for name in (angle.start, angle.vertex, angle.end)]
    _check_names([point.name for point in sketch.points], used)
    if not sketch.segments and not sketch.circles:
        msg = "the sketch has neither a segment nor a circle"
        raise FigureContradictionError(msg)


def _check_names(known: Sequence[str], used: Iterable[str]) -> None:
    if len(set(known)) != len(known):
        msg = "two parts of the figure have the same name"
        raise FigureContradictionError(msg)
    if unknown := set(used) - set(known):
        msg = f"the figure uses {min(unknown)!r}, which is not in it"
        raise FigureContradictionError(msg)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False

"""Graphs of functions on matplotlib's axes."""

from __future__ import annotations

import re

import numpy as np
from matplotlib.figure import Figure as Canvas

from model.errors import FigureError
from model.figures.expression_tree import Values
from model.figures.expressions import parse_formula
from model.figures.specification import FunctionPlot

SAMPLES = 2001
SHOWN_SHARE = (
    2.0,
    98.0,
)  # percentiles of the values that the height is fitted to: a pole must not flatten the rest
MARGIN = 0.12
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def draw_function(plot: FunctionPlot, canvas: Canvas) -> None:
    """Draw the graphs with axes through the origin where it is in sight.

    Raises:
        FigureError: No function has a value in the range.
    """
    axes = canvas.add_subplot()
    x = np.linspace(plot.x_min, plot.x_max, SAMPLES)
    graphs = [parse_formula(expression)(x) for expression in plot.expressions]
    low, high = _height(graphs)
    for expression, y in zip(plot.expressions, graphs, strict=True):
        axes.plot(x, _without_jumps(y, high - low), linewidth=2, label=f"y = {_raised(expression)}")
    axes.set_xlim(plot.x_min, plot.x_max)
    axes.set_ylim(low, high)
    axes.grid(visible=True, alpha=0.3)
    if low < 0 < high:
        axes.axhline(0, color="black", linewidth=1)
    if plot.x_min < 0 < plot.x_max:
        axes.axvline(0, color="black", linewidth=1)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.set_title(plot.title)
    axes.legend(loc="best", framealpha=0.9)


def _height(graphs: list[Values]) -> tuple[float, float]:
    values = np.concatenate([y[np.isfinite(y)] for y in graphs])
    if not values.size:
        msg = "the function has no value in this range"
        raise FigureError(msg)
    whole = float(values.min()), float(values.max())
    most = np.percentile(values, SHOWN_SHARE)
    # a parabola is shown to its ends, a pole is cut
    low, high = whole if whole[1] - whole[0] < 5 * (most[1] - most[0]) else (float(most[0]), float(most[1]))
    margin = (high - low) * MARGIN or max(1.0, abs(high) * MARGIN)
    return low - margin, high + margin


def _without_jumps(y: Values, height: float) -> Values:
    """Leave a gap where a graph jumps from one end to the other, as 1/x and tan do."""
    broken = y.copy()
    jumps = np.flatnonzero((np.abs(np.diff(y)) > height / 2) & (np.sign(y[1:]) != np.sign(y[:-1])))
    broken[jumps] = np.nan
    return broken


def _raised(expression: str) -> str:
    """Write plain powers as a textbook does: x^2 as x²."""
    return re.sub(r"\^\(?(\d+)\)?(?!\.)", lambda match: match[1].translate(_SUPERSCRIPTS), expression)

"""Bars, lines, points and pies on matplotlib's axes."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure as Canvas

from model.figures.specification import Chart, ChartKind

LEVEL_LABELS = 8  # more categories, or long ones, are written at a slant
LEVEL_CHARACTERS = 10


def draw_chart(chart: Chart, canvas: Canvas) -> None:
    """Draw a chart; each bar and slice shows its number."""
    axes = canvas.add_subplot()
    axes.set_title(chart.title)
    if chart.kind is ChartKind.PIE:
        _draw_slices(chart, axes)
        return
    axes.set_xlabel(chart.x_label)
    axes.set_ylabel(chart.y_label)
    axes.grid(visible=True, axis="y", alpha=0.3)
    draw = {ChartKind.BAR: _draw_bars, ChartKind.LINE: _draw_lines, ChartKind.SCATTER: _draw_points}
    draw[chart.kind](chart, axes)
    if any(series.name for series in chart.series) and len(chart.series) > 1:
        axes.legend()


def _draw_slices(chart: Chart, axes: Any) -> None:
    values = chart.series[0].values
    labels = [f"{c} ({v:g})" for c, v in zip(chart.categories, values, strict=True)]
    axes.pie(values, labels=labels, startangle=90, counterclock=False)


def _draw_lines(chart: Chart, axes: Any) -> None:
    for series in chart.series:
        axes.plot(range(len(chart.categories)), series.values, marker="o", label=series.name)
    _label_categories(chart, axes)


def _draw_points(chart: Chart, axes: Any) -> None:
    for series in chart.series:
        axes.scatter([float(c) for c in chart.categories], series.values, label=series.name)


def _draw_bars(chart: Chart, axes: Any) -> None:
    width = 0.8 / len(chart.series)
    places = np.arange(len(chart.categories))
    for number, series in enumerate(chart.series):
        shift = (number - (len(chart.series) - 1) / 2) * width
        bars = axes.bar(places + shift, series.values, width, label=series.name, zorder=2)
        axes.bar_label(bars, fmt="{:g}", padding=2, fontsize=9)
    _label_categories(chart, axes)


def _label_categories(chart: Chart, axes: Any) -> None:
    is_crowded = len(chart.categories) > LEVEL_LABELS or max(map(len, chart.categories)) > LEVEL_CHARACTERS
    axes.set_xticks(
        range(len(chart.categories)),
        chart.categories,
        rotation=30 if is_crowded else 0,
        ha="right" if is_crowded else "center",
    )

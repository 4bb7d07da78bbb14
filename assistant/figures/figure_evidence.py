"""Whether what a model wants to draw stands in the sources: a chart with an invented number is worse than none."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.figures.chart_evidence import keep_supported_chart
from knowledge_base.text.languages import Language
from knowledge_base.text.terms import extract_query_terms
from model.figures.specification import Chart, Diagram, Figure, FunctionPlot, Geometry, Segment

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d+)?|(?<=[^\W\d_])\d+(?:\.\d+)?")
MIN_WORDS_FOUND = 0.5  # of a diagram's words
SCALE_TOLERANCE = 0.05  # between the lengths that a sketch shows and those that it says


def keep_supported(figure: Figure, sources: Sequence[str], language: Language = "en") -> Figure | None:
    """Return a figure as far as the sources carry it; None where it claims what they do not hold.

    Args:
        figure: What a model wants to draw.
        sources: The question, the passages, and for diagrams the checked reply.
        language: Of the labels.
    """
    match figure:
        case Chart():
            supported = keep_supported_chart(figure, sources, language)
            return supported.chart if supported else None
        case FunctionPlot():
            known = _numbers(" ".join(sources))
            used = {n for e in figure.expressions for n in _numbers(e)}
            return figure if used <= known | {0.0, 1.0, 2.0} else None
        case Diagram():
            words = extract_query_terms(" ".join(sources))
            wanted = extract_query_terms(" ".join(node.text for node in figure.nodes))
            return figure if wanted and len(wanted & words) >= MIN_WORDS_FOUND * len(wanted) else None
        case Geometry():
            return _with_true_labels(figure, _numbers(" ".join(sources)))


def _with_true_labels(sketch: Geometry, known: frozenset[float]) -> Geometry | None:
    """Take away lengths that the sources do not give; a sketch whose lengths do not fit each other is none."""
    segments = tuple(s if _numbers(s.text) <= known else replace(s, text="") for s in sketch.segments)
    angles = tuple(a if _numbers(a.text) <= known else replace(a, text="") for a in sketch.angles)
    places = {point.name: (point.x, point.y) for point in sketch.points}
    scales = [scale for s in segments if (scale := _scale(s, places)) is not None]
    if scales and max(scales) > min(scales) * (1 + SCALE_TOLERANCE):
        return None
    return replace(sketch, segments=segments, angles=angles)


def _scale(segment: Segment, places: dict[str, tuple[float, float]]) -> float | None:
    lengths = _numbers(segment.text)
    drawn = math.dist(places[segment.start], places[segment.end])
    if len(lengths) != 1 or drawn == 0:
        return None
    return next(iter(lengths)) / drawn


def _numbers(text: str) -> frozenset[float]:
    return frozenset(float(match[0].replace(",", "")) for match in _NUMBER.finditer(text))

"""Whether the numbers of a chart stand in the sources, each with what it is the number of, all in one unit.

A small model names the right things and the right unit more surely than the right number. Where the sources give one
number alone in that unit for a thing, it is taken; a series that stays unsupported is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge_base.text.languages import Language
from knowledge_base.text.measures import Measure, find_measures, find_unit, in_one_unit
from knowledge_base.text.terms import extract_query_terms
from knowledge_base.text.units import Unit
from knowledge_base.text.words import fold
from model.figures.specification import Chart, Series

_SENTENCE_END = re.compile(r"[\n。！？!?]|\.\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportedChart:
    """A chart that the sources carry.

    Attributes:
        chart: What is drawn.
        facts: Its numbers in words, as they are written in the sources.
    """

    chart: Chart
    facts: tuple[str, ...]


def keep_supported_chart(chart: Chart, sources: Sequence[str], language: Language) -> SupportedChart | None:
    """Return a chart as far as the sources carry it; None where they carry no series of it.

    Args:
        chart: What a model wants to draw.
        sources: The question and the passages.
        language: Of the labels.
    """
    lines = [_Line.of(line) for source in sources for line in _lines(source)]
    unit = find_unit(chart.y_label)
    kept = [
        supported
        for series in chart.series
        if (supported := _support_series(series, chart.categories, unit, lines)) is not None
    ]
    if not kept or len({one.unit for one in kept}) > 1:
        return None
    facts = tuple(
        fact_of(category, one.series.name if len(kept) > 1 else "", measure)
        for one in kept
        for category, measure in zip(chart.categories, one.measures, strict=True)
    )
    shown = kept[0].unit
    label = name_axis(chart.y_label if shown == unit or unit is None else "", shown, language)
    return SupportedChart(
        chart=replace(chart, series=tuple(one.series for one in kept), y_label=label), facts=facts
    )


def name_axis(label: str, unit: Unit | None, language: Language) -> str:
    """Name an axis with its unit."""
    if unit is None or find_unit(label) == unit:
        return label
    name = unit.name(language)
    return f"{label} ({name})" if label else name


def fact_of(category: str, series: str, measure: Measure) -> str:
    """Say a number in words: "Chargers: 18 months"."""
    return f"{', '.join(filter(None, (category, series)))}: {measure.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A row or a sentence of a source."""

    text: str
    words: frozenset[str]
    measures: tuple[Measure, ...]

    @staticmethod
    def of(text: str) -> _Line:
        return _Line(text=fold(text), words=extract_query_terms(text), measures=find_measures(text))

    def names(self, category: str) -> bool:
        """Tell whether it speaks of a category."""
        # a Chinese name may be cut into other words than alone
        words = extract_query_terms(category)
        return fold(category) in self.text or (bool(words) and words <= self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _SupportedSeries:
    """A series in one unit, and its numbers as they are written."""

    series: Series
    unit: Unit | None
    measures: tuple[Measure, ...]


def _support_series(
    series: Series, categories: Sequence[str], unit: Unit | None, lines: Sequence[_Line]
) -> _SupportedSeries | None:
    meant = unit or find_unit(series.name)
    known = [
        _find_measure(category, value, meant, lines)
        for category, value in zip(categories, series.values, strict=True)
    ]
    measures = tuple(measure for measure in known if measure is not None)
    in_unit = in_one_unit(measures) if len(measures) == len(known) else None
    if in_unit is None:
        return None
    return _SupportedSeries(series=replace(series, values=in_unit[0]), unit=in_unit[1], measures=measures)


def _find_measure(category: str, value: float, unit: Unit | None, lines: Sequence[_Line]) -> Measure | None:
    """Find a category's number: the one that was written, else the only one in the unit that is meant."""
    said = [measure for line in lines if line.names(category) for measure in line.measures]
    written = [measure for measure in said if measure.value == value]
    if written:
        return min(written, key=lambda measure: measure.unit != unit)
    in_unit = {measure.value: measure for measure in said if unit is not None and measure.unit == unit}
    return next(iter(in_unit.values())) if len(in_unit) == 1 else None


def _lines(source: str) -> Iterator[str]:
    return (line for line in _SENTENCE_END.split(source) if line.strip())

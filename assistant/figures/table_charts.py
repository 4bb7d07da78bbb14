"""Charts of a table's column, read from the passages without a model.

A small one takes the number of the next row, or lets 2 years stand beside 18 months.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.figures.chart_evidence import SupportedChart, fact_of, name_axis
from knowledge_base.passages import Passage
from knowledge_base.text.content_words import find_words
from knowledge_base.text.languages import Language
from knowledge_base.text.measures import Measure, find_measures, in_one_unit
from knowledge_base.text.statements import Statement, find_asked_rows, split_statements
from knowledge_base.text.units import Unit
from model.figures.specification import MAX_CATEGORIES, Chart, ChartKind, Series

MIN_ROWS = 2
_KINDS = (
    (ChartKind.PIE, re.compile(r"\bpie\b|饼图", re.IGNORECASE)),
    (ChartKind.LINE, re.compile(r"\bline ?-?(?:chart|graph|plot|diagram)s?\b|折线图", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """What a table says of one thing: a row's name, and its cell's only number."""

    name: str
    rows: tuple[tuple[str, Measure], ...]
    overlap: int  # words that its name shares with the question


def read_table_chart(question: str, passages: Sequence[Passage], language: Language) -> SupportedChart | None:
    """Read the chart that a question asks for from the rows of a table.

    Args:
        question: Understandable alone.
        passages: What was found, best first.
        language: Of the labels.

    Returns:
        The column that the question names, in one unit; None where no table holds it.
    """
    statements = [s for passage in passages for s in split_statements(passage) if s.is_row]
    tables: dict[tuple[str, ...], list[Statement]] = {}
    for row in statements:
        tables.setdefault(row.table, []).append(row)
    columns = [column for rows in tables.values() for column in _read_columns(question, rows)]
    for column in sorted(columns, key=lambda c: -c.overlap):
        in_unit = in_one_unit([measure for _, measure in column.rows])
        if in_unit is not None:
            facts = tuple(fact_of(name, column.name, measure) for name, measure in column.rows)
            return SupportedChart(chart=_to_chart(question, column, in_unit, language), facts=facts)
    return None


def _read_columns(question: str, rows: Sequence[Statement]) -> list[_Column]:
    """Return the columns of numbers that a question names; a table's only one needs a word of the table's heading."""
    asked = find_asked_rows(question, rows)
    wanted = [row for row in rows if row in asked] if len(asked) >= MIN_ROWS else list(rows)
    if not MIN_ROWS <= len(wanted) <= MAX_CATEGORIES:
        return []
    words = find_words(question)
    read = (_read_column(name, place, wanted, words) for place, name in enumerate(rows[0].table))
    found = [column for column in read if column is not None]
    named = [column for column in found if column.overlap]
    is_about = bool(words & find_words(rows[0].heading))
    return named or (found if len(found) == 1 and is_about else [])


def _read_column(name: str, place: int, rows: Sequence[Statement], words: frozenset[str]) -> _Column | None:
    """Return a column of numbers; None where its cells are of several things, or too few are numbers."""
    read = [_read_cell(row, place) for row in rows]
    measured = tuple(cell for cell in read if cell is not None)
    is_mixed = any(cell is None and _has_digits(row, place) for row, cell in zip(rows, read, strict=True))
    if is_mixed or len(measured) < MIN_ROWS:
        return None
    return _Column(name=name, rows=measured, overlap=len(words & find_words(name)))


def _read_cell(row: Statement, place: int) -> tuple[str, Measure] | None:
    if place < row.subject_count:
        return None
    measures = find_measures(row.cells[place][1])
    name = " ".join(value for _, value in row.cells[: row.subject_count])
    return (name, measures[0]) if len(measures) == 1 else None


def _has_digits(row: Statement, place: int) -> bool:
    return place >= row.subject_count and any(c.isdigit() for c in row.cells[place][1])


def _to_chart(
    question: str, column: _Column, in_unit: tuple[tuple[float, ...], Unit | None], language: Language
) -> Chart:
    values, unit = in_unit
    kind = next((kind for kind, pattern in _KINDS if pattern.search(question)), ChartKind.BAR)
    if kind is ChartKind.PIE and not (min(values) >= 0 < sum(values)):
        kind = ChartKind.BAR
    return Chart(
        title=column.name,
        kind=kind,
        categories=tuple(name for name, _ in column.rows),
        series=(Series(name=column.name, values=values),),
        x_label="",
        y_label=name_axis("", unit, language),
    )

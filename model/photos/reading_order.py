"""Recognised pieces of text → rows in reading order: column by column, each from top to bottom.

A gutter is a vertical strip that no piece crosses in a run of rows. Text beside it is read column by column where
both sides are as wide as prose; a label's name and value, or a table's cells, stay on one row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

SAME_LINE_SHARE = 0.6  # of a line's height that two boxes share when they stand on one line
BESIDE_SHARE = 0.3  # of the taller one: a word that runs up the margin is beside no single line
MIN_COLUMN_ROWS = 4  # on both sides of a gutter
PROSE_WIDTH = 10.0  # line heights; what is narrower on the average is no column of prose
MAX_COLUMNS = 6
MIN_TABLE_COLUMNS = 3
MIN_TABLE_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A piece of text and its place.

    Attributes:
        box: Left, top, right, bottom in pixels of the photo.
        confidence: 0 to 1.
    """

    text: str
    box: tuple[float, float, float, float]
    confidence: float


Row = list[TextLine]


def arrange_rows(lines: Sequence[TextLine]) -> list[Row]:
    """Return rows in reading order, each from left to right."""
    return list(_read(_group(lines), 0))


def render_rows(lines: Sequence[TextLine]) -> str:
    """Write lines in reading order, a row a line; a table's cells are kept apart by ` | `."""
    rows = arrange_rows(lines)
    in_table = _find_tables(rows)
    return "\n".join(
        (" | " if is_cell else " ").join(line.text for line in row)
        for row, is_cell in zip(rows, in_table, strict=True)
    )


def _find_tables(rows: list[Row]) -> list[bool]:
    """Say of each row whether it is part of a table: rows of cells under each other, three or more either way."""
    marked = [False] * len(rows)
    start = 0
    for index in range(len(rows) + 1):
        if index < len(rows) and len(rows[index]) >= MIN_TABLE_COLUMNS and _spaced(rows[index]):
            continue
        if index - start >= MIN_TABLE_ROWS and _share_columns(rows[start:index]):
            marked[start:index] = [True] * (index - start)
        start = index + 1
    return marked


def _spaced(row: Row) -> bool:
    """Cells stand apart; words of a sentence that were found one by one do not."""
    height = min(line.box[3] - line.box[1] for line in row)
    return all(b.box[0] - a.box[2] > height / 2 for a, b in pairwise(row))


def _share_columns(rows: list[Row]) -> bool:
    """Most cells stand above or below a cell of the next row."""
    met = total = 0
    for one, other in pairwise(rows):
        for cell in one:
            total += 1
            met += any(cell.box[0] < below.box[2] and below.box[0] < cell.box[2] for below in other)
    return met >= 0.8 * total


def _read(rows: list[Row], depth: int) -> Iterator[Row]:
    gutter = _find_gutter(rows) if depth < MAX_COLUMNS else None
    if gutter is None:
        yield from rows
        return
    x, start, end = gutter
    yield from _read(rows[:start], depth + 1)
    for is_left in (True, False):
        side = [line for row in rows[start:end] for line in row if _is_left(line, x) == is_left]
        yield from _read(_group(side), depth + 1)
    yield from _read(rows[end:], depth + 1)


def _find_gutter(rows: list[Row]) -> tuple[float, int, int] | None:
    """Find the gutter between two columns of prose with the most rows: its place, first row, and row after."""
    places = {round((a.box[2] + b.box[0]) / 2 / 5) * 5.0 for row in rows for a, b in pairwise(row)}
    runs = ((end - start, x, start, end) for x in places for start, end in _runs(rows, x))
    wide = [run for run in runs if _has_columns(rows[run[2] : run[3]], run[1])]
    return max(wide)[1:] if wide else None


def _runs(rows: list[Row], x: float) -> Iterator[tuple[int, int]]:
    start = 0
    for index, row in enumerate(rows):
        if any(line.box[0] < x < line.box[2] for line in row):
            yield start, index
            start = index + 1
    yield start, len(rows)


def _has_columns(rows: list[Row], x: float) -> bool:
    lines = [line for row in rows for line in row]
    sides = (_group([line for line in lines if _is_left(line, x) == is_left]) for is_left in (True, False))
    return all(len(side) >= MIN_COLUMN_ROWS and _mean_width(side) >= PROSE_WIDTH for side in sides)


def _mean_width(rows: list[Row]) -> float:
    """Return the mean width of rows, from their first piece to their last, in heights of a line."""
    widths = [(row[-1].box[2] - row[0].box[0]) / max(row[0].box[3] - row[0].box[1], 1) for row in rows]
    return sum(widths) / len(widths)


def _is_left(line: TextLine, x: float) -> bool:
    return (line.box[0] + line.box[2]) / 2 < x


def _group(lines: Sequence[TextLine]) -> list[Row]:
    """Group pieces of text that stand on one line, top to bottom."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: line.box[1] + line.box[3]):
        if rows and _shares_line(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box[0]) for row in rows]


def _shares_line(one: TextLine, other: TextLine) -> bool:
    overlap = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    height = min(one.box[3] - one.box[1], other.box[3] - other.box[1])
    tallest = max(one.box[3] - one.box[1], other.box[3] - other.box[1])
    return overlap > SAME_LINE_SHARE * height and overlap > BESIDE_SHARE * tallest

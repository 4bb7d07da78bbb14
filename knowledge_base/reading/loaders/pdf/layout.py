"""Pieces of a page → lines and tables in reading order: column by column, a table row by row.

A gutter is a vertical strip that no piece crosses in a run of rows. Where both of its sides are as wide as prose,
they are columns and read one after the other; where they are short and stand side by side, they are a table without
lines.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from knowledge_base.reading.loaders.blocks import is_han
from knowledge_base.reading.loaders.pdf.open_tables import find_edges, to_table
from knowledge_base.reading.loaders.pdf.page_content import PdfPageContent, Piece
from knowledge_base.reading.loaders.pdf.page_lines import Rule
from knowledge_base.reading.loaders.pdf.ruled_tables import PdfTable, find_ruled_tables, group_rows
from knowledge_base.reading.loaders.text_loader import is_list_item

MIN_GUTTER_ROWS = 3  # with text on both sides
PROSE_WIDTH = 12.0  # letters; what is narrower on the average is no column of prose
MIN_SIDE_BY_SIDE = 0.6  # of a table's rows that have text on both sides of a gutter
MAX_COLUMNS = 30
_MARKERS = frozenset("•▪◦‣·○●■□–-*◆➢✓")

Row = list[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text."""

    text: str
    left: float
    right: float
    y: float
    size: float
    is_bold: bool
    is_fixed: bool


def lay_out(content: PdfPageContent, pieces: Sequence[Piece]) -> list[Line | PdfTable]:
    """Return a page's lines and tables in the order in which they are read."""
    tables, rest = find_ruled_tables(pieces, content.horizontal, content.vertical)
    shapes = [_TableRow.of(table, index) for table in tables for index in range(_rows_high(table))]
    edges = find_edges(content.horizontal, content.bands)
    return list(_read([_join_marker(row) for row in group_rows([*rest, *shapes])], edges))


@dataclass(frozen=True, slots=True, kw_only=True)
class _TableRow(Piece):
    """Stands for a strip of a table while columns are looked for."""

    table: PdfTable

    @classmethod
    def of(cls, table: PdfTable, index: int) -> _TableRow:
        step = (table.top - table.bottom) / _rows_high(table)
        return cls(
            text="\0",
            edges=((table.left, table.right),),
            y=table.top - (index + 1) * step,
            size=step,
            is_bold=False,
            is_fixed=False,
            table=table,
        )


def _rows_high(table: PdfTable) -> int:
    return max(1, round((table.top - table.bottom) / 12))


def _join_marker(row: Row) -> Row:
    """Put a bullet or number that stands by itself in front of its text."""
    joined: Row = []
    for piece in row:
        if joined and _is_marker(joined[-1].text) and not isinstance(piece, _TableRow):
            marker = joined.pop()
            edges = (*marker.edges, (marker.right, piece.left), *piece.edges)
            joined.append(replace(piece, text=f"{marker.text} {piece.text}", edges=edges))
        else:
            joined.append(piece)
    return joined


def _is_marker(text: str) -> bool:
    return text in _MARKERS or (len(text) <= 4 and text[-1] in ".)、" and is_list_item(f"{text} x"))


def _read(rows: list[Row], edges: Sequence[Rule], depth: int = 0) -> Iterator[Line | PdfTable]:
    gutter = _find_gutter(rows) if depth < MAX_COLUMNS else None
    if gutter is None:
        yield from _to_lines(rows)
        return
    x, start, end = gutter
    run = rows[start:end]
    left, right = _side(run, x, is_left=True), _side(run, x, is_left=False)
    if _is_table(run, left, right):
        start, end = _trim(rows, start, end, x)
        yield from _read(rows[:start], edges, depth + 1)
        yield to_table(rows[start:end], edges)
        yield from _read(rows[end:], edges, depth + 1)
        return
    yield from _read(rows[:start], edges, depth + 1)
    yield from _read(left, edges, depth + 1)
    yield from _read(right, edges, depth + 1)
    yield from _read(rows[end:], edges, depth + 1)


def _find_gutter(rows: list[Row]) -> tuple[float, int, int] | None:
    """Find the gutter with the most rows that have text on both sides: its place, first row, and row after."""
    candidates = {
        round((one.right + other.left) / 2 / 3): (one.right + other.left) / 2
        for row in rows
        for one, other in itertools.pairwise(row)
        if other.left - one.right > 0.5 * min(one.size, other.size)
    }
    best: tuple[int, float, int, int] | None = None
    for x in candidates.values():
        for support, start, end in _runs(rows, x):
            if support >= MIN_GUTTER_ROWS and (best is None or support > best[0]):
                best = (support, x, start, end)
    return best[1:] if best else None


def _runs(rows: list[Row], x: float) -> Iterator[tuple[int, int, int]]:
    """Yield the runs of rows that do not cross a place: rows with text on both sides, first row, row after."""
    start = support = 0
    for index, row in enumerate(rows):
        if any(piece.left < x - 1 and piece.right > x + 1 for piece in row):
            yield support, start, index
            start, support = index + 1, 0
        elif row[0].right <= x + 1 and row[-1].left >= x - 1:
            support += 1
    yield support, start, len(rows)


def _side(run: list[Row], x: float, *, is_left: bool) -> list[Row]:
    sides = ([piece for piece in row if (piece.left < x) == is_left] for row in run)
    return [row for row in sides if row]


def _is_table(run: list[Row], left: list[Row], right: list[Row]) -> bool:
    if any(isinstance(piece, _TableRow) for row in run for piece in row):
        return False
    together = len(left) + len(right) - len(run)
    fewer = min(len(left), len(right))
    is_narrow = min(_mean_width(left), _mean_width(right)) < PROSE_WIDTH
    return is_narrow and together >= MIN_SIDE_BY_SIDE * fewer


def _mean_width(rows: list[Row]) -> float:
    """Return the mean width of rows in letters of their own size; a Latin letter counts half."""
    return mean((row[-1].right - row[0].left) / row[0].size for row in rows)


def _trim(rows: list[Row], start: int, end: int, x: float) -> tuple[int, int]:
    """Leave out rows before and after the table that stand on one side only, but keep a last cell's further lines."""
    both = [i for i in range(start, end) if rows[i][0].right <= x + 1 and rows[i][-1].left >= x - 1]
    first, last = both[0], both[-1]
    while (
        last + 1 < end and _is_tight(rows[last], rows[last + 1]) and not _is_full(rows[last + 1], rows[last])
    ):
        last += 1
    return first, last + 1


def _is_tight(above: Row, below: Row) -> bool:
    return above[0].y - below[0].y <= 1.3 * below[0].size and abs(above[0].size - below[0].size) < 1


def _is_full(row: Row, above: Row) -> bool:
    return row[-1].right - row[0].left > 0.6 * (above[-1].right - above[0].left)


def _to_lines(rows: list[Row]) -> Iterator[Line | PdfTable]:
    seen: set[int] = set()
    for row in rows:
        words: Row = []
        for piece in row:
            if not isinstance(piece, _TableRow):
                words.append(piece)
            elif id(piece.table) not in seen:
                seen.add(id(piece.table))
                yield piece.table
        if words:
            yield _to_line(words)


def _to_line(row: Row) -> Line:
    text = row[0].text
    for one, other in itertools.pairwise(row):
        is_joined = is_han(one.text[-1]) and is_han(other.text[0])
        text += other.text if is_joined else f" {other.text}"
    longest = max(row, key=lambda piece: len(piece.text))
    return Line(
        text=text,
        left=row[0].left,
        right=row[-1].right,
        y=longest.y,
        size=longest.size,
        is_bold=all(piece.is_bold for piece in row),
        is_fixed=all(piece.is_fixed for piece in row),
    )

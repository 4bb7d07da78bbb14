"""Tables without lines between their columns: what stands side by side on a line is a row.

Lines between rows, and the edges of painted bands, tell rows from lines of a cell; without any, a line that leaves
the first cell empty goes on with the row above, unless it holds a number of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from knowledge_base.reading.loaders.blocks import join_lines
from knowledge_base.reading.loaders.pdf.page_content import Piece
from knowledge_base.reading.loaders.pdf.page_lines import Band, Rule
from knowledge_base.reading.loaders.pdf.ruled_tables import PdfTable
from knowledge_base.reading.loaders.tables import is_number

MIN_EDGE_SHARE = 0.6  # of a table's width that a line between two of its rows covers
MIN_EDGES = 2  # inside a table, or a line only parts its header or its sum

Row = list[Piece]
_Cells = list[list[str]]  # the lines of each cell


def find_edges(horizontal: Sequence[Rule], bands: Sequence[Band]) -> list[Rule]:
    """Return what may part two rows: lines, and the upper and lower edges of painted bands."""
    painted = (
        Rule(position=y, start=band.left, end=band.right) for band in bands for y in (band.bottom, band.top)
    )
    return [*horizontal, *painted]


def to_table(rows: Sequence[Row], edges: Sequence[Rule]) -> PdfTable:
    """Make a table of lines of text, top to bottom."""
    everything = [piece for row in rows for piece in row]
    left, right = min(piece.left for piece in everything), max(piece.right for piece in everything)
    borders = _find_borders(rows)
    cells: list[_Cells] = []
    for group in _between(rows, edges, left, right):
        cells.extend(_read_group(group, borders))
    bold = [all(piece.is_bold for piece in row) for row in rows]
    return PdfTable(
        rows=tuple(tuple(join_lines(lines) for lines in row) for row in cells),
        left=left,
        right=right,
        top=rows[0][0].y,
        bottom=rows[-1][0].y,
        has_header=bold[0] and not all(bold),
    )


def _between(
    rows: Sequence[Row], edges: Sequence[Rule], left: float, right: float
) -> Iterator[tuple[bool, list[Row]]]:
    """Yield the lines between two edges, and whether they are bounded by edges at all."""
    width = right - left
    wide = (
        edge.position
        for edge in edges
        if min(edge.end, right) - max(edge.start, left) >= MIN_EDGE_SHARE * width
        and rows[-1][0].y < edge.position < rows[0][0].y
    )
    positions = sorted(set(wide))
    for _, group in groupby(rows, key=lambda row: bisect_left(positions, _middle(row))):
        yield len(positions) >= MIN_EDGES, list(group)


def _middle(row: Row) -> float:
    return row[0].y + 0.3 * row[0].size


def _read_group(group: tuple[bool, list[Row]], borders: Sequence[float]) -> Iterator[_Cells]:
    is_bounded, rows = group
    lines = [_texts_of(row, borders) for row in rows]
    starts = sum(sum(map(bool, texts)) > 1 and bool(texts[0]) for texts in lines)
    is_one_row = is_bounded and starts <= 1  # its cells set in the middle of their heights
    first = 0
    for index in range(1, len(rows) + 1):
        is_end = index == len(rows)
        if is_end or not (is_one_row or _continues(rows[index - 1], rows[index], lines[index])):
            yield _join(lines[first:index])
            first = index


def _join(lines: Sequence[Sequence[str]]) -> _Cells:
    return [[text for text in column if text] for column in zip(*lines, strict=True)]


def _texts_of(row: Row, borders: Sequence[float]) -> list[str]:
    texts = [""] * (len(borders) + 1)
    for piece in row:
        column = sum(border < (piece.left + piece.right) / 2 for border in borders)
        texts[column] = f"{texts[column]} {piece.text}".strip()
    return texts


def _continues(above: Row, row: Row, texts: Sequence[str]) -> bool:
    """Tell whether a line only goes on with the cells above it: its first cell, or all cells but one, are empty."""
    filled = [text for text in texts if text]
    if len(filled) == len(texts) or above[0].y - row[0].y > 1.5 * row[0].size:
        return False
    return len(filled) == 1 or (not texts[0] and not any(map(is_number, filled)))


def _find_borders(rows: Sequence[Row]) -> list[float]:
    """Return where no piece of any row stands, between the first column and the last."""
    spans = sorted((piece.left, piece.right) for row in rows for piece in row)
    borders: list[float] = []
    reach = spans[0][1]
    for left, right in spans[1:]:
        if left > reach + 2:
            borders.append((reach + left) / 2)
        reach = max(reach, right)
    return borders

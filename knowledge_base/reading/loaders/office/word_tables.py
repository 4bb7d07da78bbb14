"""Rows and cells of a Word table, merged ones as often as they are seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from knowledge_base.reading.loaders.office.word_text import value_of

TABLE = qn("w:tbl")


def owner_of(element: Any) -> Any:
    """Return the table that a row or cell belongs to."""
    return next(element.iterancestors(TABLE))


def row_cells(row: Any) -> Iterator[Any]:
    """Yield a row's cells; one that is merged over columns comes once for each of them."""
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is row:
            span = value_of(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"))
            for _ in range(min(int(span), 63) if span.isdigit() else 1):
                yield cell


def is_continued(cell: Any) -> bool:
    """Tell whether a cell goes on with the one above it."""
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val")) != "restart"


def fill_merged(rows: list[list[tuple[str, bool]]]) -> list[list[str]]:
    """Let a cell that is merged over rows stand in each of them."""
    filled: list[list[str]] = []
    for row in rows:
        above = filled[-1] if filled else []
        filled.append(
            [
                above[column] if is_continued and column < len(above) else text
                for column, (text, is_continued) in enumerate(row)
            ]
        )
    return filled

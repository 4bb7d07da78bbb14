"""Comma-, semicolon- or tab-separated values → blocks."""

from __future__ import annotations

import csv

from knowledge_base.errors import DocumentTooLargeError
from knowledge_base.reading.loaders.blocks import LoadedDocument
from knowledge_base.reading.loaders.encodings import decode_text
from knowledge_base.reading.loaders.sheets import to_blocks
from knowledge_base.reading.visibility.left_out import LeftOut

DELIMITERS = ",;\t|"
SAMPLED_LINES = 50
MAX_ROWS = 400_000


def load_csv(data: bytes) -> LoadedDocument:
    """Read a table from text; a formula in it is text like any other.

    Raises:
        DocumentTooLargeError: Too many rows.
    """
    text = decode_text(data)
    csv.field_size_limit(len(text) + 1)
    lines = text.split("\n")
    delimiter = find_delimiter(lines[:SAMPLED_LINES])
    if lines[0].startswith("sep=") and len(lines[0].strip()) == 5:  # Excel's own way of naming it
        delimiter = lines.pop(0)[4]
    rows: list[list[str]] = []
    for row in csv.reader((f"{line}\n" for line in lines), delimiter=delimiter):
        rows.append(row)
        if len(rows) > MAX_ROWS:
            msg = f"the table has more than {MAX_ROWS} rows"
            raise DocumentTooLargeError(msg, limit_rows=MAX_ROWS)
    left_out = LeftOut()
    blocks = tuple(to_blocks(rows, (), left_out))
    return LoadedDocument(title="", blocks=blocks, warnings=left_out.warnings)


def find_delimiter(lines: list[str]) -> str:
    """Return the delimiter that parts most lines into the same number of cells, more than one."""
    return max(DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))


def _agreement(lines: list[str], delimiter: str) -> tuple[int, int]:
    widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1]
    if not widths:
        return (0, 0)
    commonest = max(set(widths), key=widths.count)
    return (widths.count(commonest), commonest)

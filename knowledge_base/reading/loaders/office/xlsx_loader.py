"""Excel workbooks → blocks: each visible sheet under its name, row by row with the names of the columns."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import openpyxl
from lxml import etree

from knowledge_base.errors import DocumentTooLargeError, DocumentUnreadableError
from knowledge_base.passages import DocumentWarning
from knowledge_base.reading.loaders.blocks import Block, LoadedDocument
from knowledge_base.reading.loaders.office.cell_text import to_shown_text
from knowledge_base.reading.loaders.packages import DAMAGED, open_package
from knowledge_base.reading.loaders.sheets import to_blocks
from knowledge_base.reading.loaders.tables import MAX_COLUMNS
from knowledge_base.reading.loaders.titles import clean_title
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen
from knowledge_base.reading.visibility.sheet_visibility import SheetVisibility, is_hidden_row

MAX_SHEET_BYTES = 120_000_000  # of XML; a cell takes some ten times as much memory as its XML
MAX_MERGED_CELLS = 100_000
MAX_HIDDEN = 50_000  # rows that are looked at one by one
_SHEETS = "xl/worksheets/"


def load_xlsx(data: bytes) -> LoadedDocument:
    """Read a workbook; of a formula, the value that was calculated last. Formulas without one are counted.

    Raises:
        DocumentEncryptedError: It needs a password.
        DocumentTooLargeError: Too many cells.
        DocumentUnreadableError: Damaged.
    """
    with open_package(data) as archive:
        sheet_bytes = sum(e.file_size for e in archive.infolist() if e.filename.startswith(_SHEETS))
        if sheet_bytes > MAX_SHEET_BYTES:
            msg = f"the workbook's sheets have {sheet_bytes} bytes"
            raise DocumentTooLargeError(msg, limit_megabytes=MAX_SHEET_BYTES // 1_000_000)
        empty = _count_formulas_without_value(archive)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False, rich_text=True)
    except (*DAMAGED, TypeError, AttributeError, IndexError) as exc:
        msg = f"the workbook is damaged: {exc}"
        raise DocumentUnreadableError(msg) from exc
    title = clean_title(str(workbook.properties.title or ""))
    left_out = LeftOut()
    blocks = tuple(_read_sheets(workbook, left_out))
    warnings = (DocumentWarning(code="formulas_without_value", count=empty),) if empty else ()
    return LoadedDocument(title=title, blocks=blocks, warnings=warnings + left_out.warnings)


def _count_formulas_without_value(archive: zipfile.ZipFile) -> int:
    """Count the formulas that no program has calculated yet: a spreadsheet shows their results, the file has none."""
    count = 0
    for entry in archive.infolist():
        if entry.filename.startswith(_SHEETS) and entry.filename.endswith(".xml"):
            with suppress(*DAMAGED, etree.LxmlError), archive.open(entry) as sheet:
                for _, row in etree.iterparse(sheet, tag="{*}row", resolve_entities=False, no_network=True):
                    count += sum(map(_lacks_value, row))
                    row.clear()
                    while row.getprevious() is not None:
                        del row.getparent()[0]
    return count


def _lacks_value(cell: Any) -> bool:
    if cell.find("{*}f") is None:
        return False
    return not cell.findtext("{*}v") and cell.get("t") != "str"  # the result may be an empty text


def _read_sheets(workbook: Any, left_out: LeftOut) -> Iterator[Block]:
    visibility = SheetVisibility(workbook, left_out)
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            yield from to_blocks(_read_rows(sheet, visibility), (sheet.title,), left_out)
        elif sheet._cells:
            left_out.add(Unseen.SHEETS)


def _read_rows(sheet: Any, visibility: SheetVisibility) -> list[list[str]]:
    """Return the rows down to the last that is filled; a blank row stands for any number of them.

    The cells are taken as they are stored: one far away makes no rows and columns in between.
    """
    texts: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for (row, column), cell in visibility.find_seen(sheet).items():
        text = visibility.read_signs(cell, to_shown_text(cell.value, cell.number_format))
        if text and column <= MAX_COLUMNS:
            texts[row][column] = text
    columns = sorted({column for row in texts.values() for column in row})
    _fill_merged(sheet, texts, columns)
    rows: list[list[str]] = []
    previous = 0
    for number in sorted(texts):
        if previous and _is_blank_between(sheet, previous, number):
            rows.append([])
        rows.append([texts[number].get(column, "") for column in columns])
        previous = number
    return rows


def _is_blank_between(sheet: Any, above: int, below: int) -> bool:
    """Tell whether a reader sees a blank row between two rows; hidden ones are none."""
    return any(
        not is_hidden_row(sheet, number) for number in range(above + 1, min(below, above + MAX_HIDDEN))
    )


def _fill_merged(sheet: Any, texts: defaultdict[int, dict[int, str]], columns: Sequence[int]) -> None:
    """Let a merged cell stand in each row and column that it covers, where other cells stand too."""
    count = 0
    for merged in sheet.merged_cells.ranges:
        text = texts.get(merged.min_row, {}).get(merged.min_col)
        count += merged.size["rows"] * merged.size["columns"]
        if text is None or count > MAX_MERGED_CELLS:
            continue
        for row in range(merged.min_row, merged.max_row + 1):
            if row in texts:
                for column in columns:
                    if merged.min_col <= column <= merged.max_col:
                        texts[row].setdefault(column, text)

"""Excel: struck parts of a cell, grouped columns and rows, filters, and signs of symbol fonts."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from knowledge_base.reading.loaders.blocks import LoadedDocument
from knowledge_base.reading.loaders.office.xlsx_loader import load_xlsx
from tests.knowledge_base.reading.loaders.files import texts


def read(fill: Callable[[Any], None]) -> LoadedDocument:
    workbook = openpyxl.Workbook()
    fill(workbook.active)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return load_xlsx(buffer.getvalue())


def counted(loaded: LoadedDocument) -> dict[str, int]:
    return {warning.code: warning.count for warning in loaded.warnings}


def test_struck_parts_of_a_cell_are_left_out() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Article", "Price"])
        struck, valid = InlineFont(strike=True), InlineFont(b=True)
        sheet.append(["Hose", CellRichText(TextBlock(struck, "59 EUR"), TextBlock(valid, " 39 EUR"))])
        sheet.append(["Reel", CellRichText("from ", TextBlock(struck, "79"), TextBlock(valid, "69"), " EUR")])

    loaded = read(fill)
    assert texts(loaded) == ["Article: Hose; Price: 39 EUR", "Article: Reel; Price: from 69 EUR"]
    assert counted(loaded) == {"left_out_struck": 2}


def test_a_closed_group_of_columns_is_left_out() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Article", "Purchase", "Margin", "Price"])
        sheet.append(["Hose", "14.20", "64%", "39.90"])
        sheet.column_dimensions.group("B", "C", hidden=True)

    loaded = read(fill)
    assert texts(loaded) == ["Article: Hose; Price: 39.90"]
    assert counted(loaded) == {"left_out_columns": 2}


@pytest.mark.parametrize("kept", [2, 4, 6])
def test_rows_that_a_filter_hides_are_left_out_and_part_no_table(kept: int) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Article", "Price"])
        for number in range(2, 7):
            sheet.append([f"A{number}", number * 10])
            sheet.row_dimensions[number].hidden = number != kept
        sheet.auto_filter.ref = "A1:B6"

    loaded = read(fill)
    assert texts(loaded) == [f"Article: A{kept}; Price: {kept * 10}"]
    assert counted(loaded) == {"left_out_rows": 4}


def test_letters_of_symbol_fonts_are_signs() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Model", "Steam", "Timer", "Rated"])
        tick = TextBlock(InlineFont(rFont="Wingdings 2"), "P")
        sheet.append(["Aria", "ü", "û", CellRichText(tick, TextBlock(InlineFont(rFont="Calibri"), " by us"))])
        sheet["B2"].font = sheet["C2"].font = Font(name="Wingdings")

    assert texts(read(fill)) == ["Model: Aria; Steam: ✓; Timer: ✗; Rated: ✓ by us"]

"""PDF: a row stays a row where a table has no lines, or only some, between its rows."""

from collections.abc import Sequence

import pytest
from fpdf import FPDF

from tests.knowledge_base.reading.loaders.pdf.drawn import Draw, lines

HEAD = ("Part no.", "Description", "In stock", "Price")
PARTS = [
    ("BG-101", "Ignition module", "14", "23.40"),
    ("BG-102", "Gas hose 80 cm", "3", "17.90"),
    ("BG-115", "Drip tray", "0", "31.00"),
    ("BG-120", "Cast iron grate", "7", "64.50"),
]
XS = (60, 130, 300, 360, 420)
WRAPPED = [
    ("BG-101", ("Ignition module with a long cable", "and two batteries"), "14", "23.40"),
    ("BG-102", ("Gas hose 80 cm of rubber, for", "use outside only"), "3", "17.90"),
    ("BG-115", ("Drip tray, enamelled steel, fits", "all models since 2019"), "0", "31.00"),
]


def write(pdf: FPDF, rows: Sequence[tuple[str, ...]], y: float, step: float = 16) -> None:
    for row in rows:
        for x, cell in zip(XS, row, strict=False):
            pdf.text(x + 4, y, cell)
        y += step


def _banded(pdf: FPDF) -> None:
    pdf.set_fill_color(230, 230, 240)
    for band in range(0, 5, 2):
        pdf.rect(60, 100 + band * 16, 360, 16, style="F")
    write(pdf, [HEAD, *PARTS], 111)


def _lines_between_columns(pdf: FPDF) -> None:
    for x in XS:
        pdf.line(x, 100, x, 180)
    write(pdf, [HEAD, *PARTS], 111)


def _boxed(pdf: FPDF) -> None:
    pdf.rect(60, 100, 360, 84)
    for x in XS[1:-1]:
        pdf.line(x, 100, x, 184)
    write(pdf, [HEAD, *PARTS], 111)


def _boxed_under_a_head(pdf: FPDF) -> None:
    _boxed(pdf)
    pdf.line(60, 116, 420, 116)


def _head_and_foot(pdf: FPDF) -> None:
    pdf.line(60, 116, 420, 116)
    pdf.line(60, 182, 420, 182)
    write(pdf, [HEAD, *PARTS], 111)


def _line_after_every_second(pdf: FPDF) -> None:
    for y in (100, 118, 146, 174):
        pdf.line(60, y, 420, y)
    for x in XS:
        pdf.line(x, 100, x, 174)
    write(pdf, [HEAD], 112)
    write(pdf, PARTS, 129, 14)


@pytest.mark.parametrize(
    "draw",
    [_banded, _lines_between_columns, _boxed, _boxed_under_a_head, _head_and_foot, _line_after_every_second],
)
def test_each_row_is_a_line_with_its_own_values(draw: Draw) -> None:
    assert lines(draw) == [
        f"Part no.: {part}; Description: {name}; In stock: {stock}; Price: {price}"
        for part, name, stock, price in PARTS
    ]


def _write_wrapped(pdf: FPDF, *, paint: bool) -> None:
    """Cells in the middle of their row's height, the description on two lines."""
    write(pdf, [HEAD], 112)
    pdf.set_fill_color(230, 230, 240)
    for index, (part, name, stock, price) in enumerate(WRAPPED):
        y = 118 + index * 32
        if paint and index % 2 == 0:
            pdf.rect(60, y, 360, 32, style="F")
        elif not paint:
            pdf.line(60, y, 420, y)
            pdf.line(60, y + 32, 420, y + 32)
        for x, cell in zip((XS[0], XS[2], XS[3]), (part, stock, price), strict=True):
            pdf.text(x + 4, y + 19, cell)
        pdf.text(XS[1] + 4, y + 13, name[0])
        pdf.text(XS[1] + 4, y + 25, name[1])


def _wrapped_in_bands(pdf: FPDF) -> None:
    _write_wrapped(pdf, paint=True)


def _wrapped_between_lines(pdf: FPDF) -> None:
    _write_wrapped(pdf, paint=False)


def _wrapped_in_a_box(pdf: FPDF) -> None:
    pdf.rect(60, 100, 360, 120)
    pdf.line(60, 118, 420, 118)
    for x in XS[1:-1]:
        pdf.line(x, 100, x, 220)
    write(pdf, [HEAD], 111)
    for index, (part, name, stock, price) in enumerate(WRAPPED):
        write(pdf, [(part, name[0], stock, price)], 131 + index * 26)
        pdf.text(XS[1] + 4, 143 + index * 26, name[1])


@pytest.mark.parametrize("draw", [_wrapped_in_bands, _wrapped_between_lines, _wrapped_in_a_box])
def test_the_lines_of_a_cell_stay_together(draw: Draw) -> None:
    assert lines(draw) == [
        f"Part no.: {part}; Description: {' '.join(name)}; In stock: {stock}; Price: {price}"
        for part, name, stock, price in WRAPPED
    ]


def test_an_invoice_in_a_box_keeps_its_sum_apart() -> None:
    def draw(pdf: FPDF) -> None:
        pdf.rect(60, 100, 400, 160)
        pdf.line(60, 118, 460, 118)
        for x in (100, 280, 330, 395):
            pdf.line(x, 100, x, 260)
        rows = [
            ("Pos", "Article", "Qty", "Single", "Total"),
            ("1", "Paper A4, box of 2500 sheets", "2", "24.90", "49.80"),
            ("2", "Toner black", "1", "89.00", "89.00"),
            ("", "", "", "Sum", "138.80"),
        ]
        for index, row in enumerate(rows):
            for x, cell in zip((60, 100, 280, 330, 395), row, strict=True):
                pdf.text(x + 3, 112 + 19 * index, cell)

    assert lines(draw) == [
        "Pos: 1; Article: Paper A4, box of 2500 sheets; Qty: 2; Single: 24.90; Total: 49.80",
        "Pos: 2; Article: Toner black; Qty: 1; Single: 89.00; Total: 89.00",
        "Single: Sum; Total: 138.80",
    ]


def test_addresses_side_by_side_are_cells_and_not_rows() -> None:
    def draw(pdf: FPDF) -> None:
        pdf.rect(60, 100, 400, 80)
        pdf.line(260, 100, 260, 180)
        pdf.line(60, 118, 460, 118)
        pairs = [("Seller", "Buyer"), ("Harbour Bikes", "Greta Lund"), ("12 Pier Road", "4 Mill Lane")]
        for index, (left, right) in enumerate(pairs):
            pdf.text(64, 112 + 16 * index, left)
            pdf.text(264, 112 + 16 * index, right)

    assert lines(draw) == ["Seller: Harbour Bikes 12 Pier Road; Buyer: Greta Lund 4 Mill Lane"]


def test_a_row_that_leaves_its_first_cell_empty_keeps_its_own_number() -> None:
    def draw(pdf: FPDF) -> None:
        rows = [("Room", "Person", "Ext."), ("North", "Ms Arden", "114"), ("", "Mr Okafor", "131"),
                ("South", "Ms Lind", "140")]  # fmt: skip
        for index, row in enumerate(rows):
            for x, cell in zip((60, 160, 300), row, strict=True):
                pdf.text(x, 100 + 13 * index, cell)

    assert "Person: Mr Okafor; Ext.: 131" in lines(draw)

"""PDF: pages and texts that are turned are read as they are seen."""

import pytest
from fpdf import FPDF

from tests.knowledge_base.reading.loaders.pdf.drawn import counted, lines, read

ROWS = [
    ("Harbour", "Weekdays", "Sundays"),
    ("Ost", "7:10", "9:25"),
    ("West", "7:40", "9:55"),
    ("Nord", "8:05", "10:20"),
]
EXPECTED = [f"Harbour: {name}; Weekdays: {week}; Sundays: {sunday}" for name, week, sunday in ROWS[1:]]


def _timetable(pdf: FPDF) -> None:
    for index, row in enumerate(ROWS):
        for x, cell in zip((160, 260, 360), row, strict=True):
            pdf.text(x, 400 + 16 * index, cell)


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
@pytest.mark.parametrize("is_turned_back", [True, False])
def test_a_turned_table_keeps_its_rows(angle: int, is_turned_back: bool) -> None:
    def draw(pdf: FPDF) -> None:
        with pdf.rotation(angle, 300, 420):
            _timetable(pdf)

    assert lines(draw, rotate=angle if is_turned_back else 0) == EXPECTED


def test_a_ruled_table_is_turned_with_its_lines() -> None:
    def draw(pdf: FPDF) -> None:
        with pdf.rotation(90, 300, 420):
            for index in range(5):
                pdf.line(155, 388 + 16 * index, 460, 388 + 16 * index)
            for x in (155, 255, 355, 460):
                pdf.line(x, 388, x, 452)
            _timetable(pdf)

    assert lines(draw, rotate=90) == EXPECTED


def test_a_text_at_the_side_is_read_after_the_page() -> None:
    def draw(pdf: FPDF) -> None:
        pdf.text(60, 100, "The hose costs 39 euros and is delivered within three days.")
        with pdf.rotation(90, 40, 500):
            pdf.text(40, 500, "Prices are valid until May 2027.")

    assert lines(draw) == [
        "The hose costs 39 euros and is delivered within three days.",
        "Prices are valid until May 2027.",
    ]


def test_names_of_columns_that_run_upwards_stay_with_their_columns() -> None:
    def draw(pdf: FPDF) -> None:
        for y in (100, 170, 190, 210):
            pdf.line(60, y, 240, y)
        for x in (60, 150, 180, 210, 240):
            pdf.line(x, 100, x, 210)
        pdf.text(64, 165, "Model")
        for x, name in ((168, "Timer"), (198, "Steam"), (228, "Lock")):
            with pdf.rotation(90, x, 165):
                pdf.text(x, 165, name)
        for y, row in ((184, ("Aria", "yes", "no", "yes")), (204, ("Bora", "no", "yes", "no"))):
            for x, cell in zip((64, 154, 184, 214), row, strict=True):
                pdf.text(x, y, cell)

    assert lines(draw) == [
        "Model: Aria; Timer: yes; Steam: no; Lock: yes",
        "Model: Bora; Timer: no; Steam: yes; Lock: no",
    ]


def test_a_watermark_is_left_out_and_counted() -> None:
    def draw(pdf: FPDF) -> None:
        pdf.text(60, 100, "The hose costs 39 euros.")
        with pdf.rotation(45, 300, 400):
            pdf.text(300, 400, "CONFIDENTIAL")

    loaded = read(draw)
    assert [block.text for block in loaded.blocks] == ["The hose costs 39 euros."]
    assert counted(loaded) == {"left_out_aslant": 1}

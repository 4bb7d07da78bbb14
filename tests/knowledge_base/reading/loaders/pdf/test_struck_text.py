"""PDF: a text that a line runs through is left out and counted; other lines near text strike nothing."""

import pytest
from fpdf import FPDF

from tests.knowledge_base.reading.loaders.pdf.drawn import Draw, counted, lines, read

BEFORE, STRUCK, AFTER = "The hose costs ", "59 euros", " 39 euros today."


def _with_a_line(pdf: FPDF, y: float, *, is_filled: bool = False) -> None:
    pdf.text(60, 100, BEFORE + STRUCK + AFTER)
    left, width = 60 + pdf.get_string_width(BEFORE), pdf.get_string_width(STRUCK)
    if is_filled:
        pdf.rect(left, y - 0.3, width, 0.6, style="F")
    else:
        pdf.line(left, y, left + width, y)


def _by_a_line(pdf: FPDF) -> None:
    _with_a_line(pdf, 97)


def _by_a_thin_shape(pdf: FPDF) -> None:
    _with_a_line(pdf, 97.5, is_filled=True)


def _twice(pdf: FPDF) -> None:
    _with_a_line(pdf, 98)
    _with_a_line(pdf, 96.5)


@pytest.mark.parametrize("draw", [_by_a_line, _by_a_thin_shape])
def test_struck_words_are_left_out(draw: Draw) -> None:
    loaded = read(draw)
    assert [block.text for block in loaded.blocks] == ["The hose costs 39 euros today."]
    assert counted(loaded) == {"left_out_struck": 1}


def test_words_that_are_struck_twice_are_left_out() -> None:
    assert "59" not in " ".join(lines(_twice))


def test_a_style_of_letters_that_the_program_draws() -> None:
    def draw(pdf: FPDF) -> None:
        pdf.set_xy(60, 100)
        for style, words in (("S", "within 30 days "), ("", "within 14 days"), ("U", " of delivery")):
            pdf.set_font("Helvetica", style, 10)
            pdf.write(14, words)

    assert lines(draw) == ["within 14 days of delivery"]


def test_a_row_that_is_struck_as_a_whole() -> None:
    def draw(pdf: FPDF) -> None:
        rows = [
            ("Article", "Size", "Price"),
            ("Hose", "20 m", "39.00"),
            ("Reel", "30 m", "59.00"),
            ("Cart", "40 m", "79.00"),
        ]
        for index, row in enumerate(rows):
            for x, cell in zip((60, 200, 300), row, strict=True):
                pdf.text(x, 100 + 16 * index, cell)
        pdf.line(60, 129, 325, 129)

    assert lines(draw) == [
        "Article: Hose; Size: 20 m; Price: 39.00",
        "Article: Cart; Size: 40 m; Price: 79.00",
    ]


def _underlined(pdf: FPDF) -> None:
    _with_a_line(pdf, 101.5)


def _between_lines_of_a_table(pdf: FPDF) -> None:
    pdf.text(60, 100, BEFORE + STRUCK + AFTER)
    pdf.line(60, 104, 300, 104)
    pdf.line(60, 90, 300, 90)


def _beside_a_heading(pdf: FPDF) -> None:
    pdf.line(60, 97, 500, 97)
    pdf.set_fill_color(255)
    pdf.rect(190, 90, 200, 12, style="F")
    pdf.text(200, 100, BEFORE + STRUCK + AFTER)


@pytest.mark.parametrize("draw", [_underlined, _between_lines_of_a_table, _beside_a_heading])
def test_other_lines_strike_nothing(draw: Draw) -> None:
    loaded = read(draw)
    assert [block.text for block in loaded.blocks] == [BEFORE + STRUCK + AFTER]
    assert counted(loaded) == {}

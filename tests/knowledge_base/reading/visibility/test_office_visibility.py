"""Word, Excel and PowerPoint: what a reader sees is read; what nobody sees is left out and counted."""

import io
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from openpyxl.comments import Comment
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.worksheet.table import Table
from pptx.dml.color import RGBColor as SlideColour
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Inches
from pptx.util import Pt as SlidePoints

from knowledge_base.reading.loaders.blocks import LoadedDocument
from knowledge_base.reading.loaders.office.docx_loader import load_docx
from knowledge_base.reading.loaders.office.pptx_loader import load_pptx
from knowledge_base.reading.loaders.office.xlsx_loader import load_xlsx
from knowledge_base.reading.visibility.left_out import Unseen

WHITE = SlideColour(255, 255, 255)  # type: ignore[no-untyped-call]  # the package has no types
NAVY = SlideColour(0, 40, 80)  # type: ignore[no-untyped-call]
SHOWN, SECRET = "The hose costs 39 euros.", "It was bought for 14 euros."


def counts(loaded: LoadedDocument) -> dict[str, int]:
    return {warning.code: warning.count for warning in loaded.warnings}


def text(loaded: LoadedDocument) -> str:
    return " ".join(block.text for block in loaded.blocks)


def save(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def shade(element: Any, colour: str) -> None:
    element.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{colour}"/>'))


def style_of(document: Any, change: Callable[[Any], None]) -> Any:
    style = document.styles.add_style("Note", WD_STYLE_TYPE.CHARACTER)
    change(style.font)
    derived = document.styles.add_style("Inner note", WD_STYLE_TYPE.CHARACTER)
    derived.base_style = style
    return derived


def _hide(font: Any) -> None:
    font.hidden = True


def _strike(font: Any) -> None:
    font.strike = True


def _strike_twice(font: Any) -> None:
    font.double_strike = True


def _shrink(font: Any) -> None:
    font.size = Pt(1)


def _whiten(font: Any) -> None:
    font.color.rgb = RGBColor(0xFE, 0xFE, 0xFE)


FONTS = [
    (_hide, Unseen.HIDDEN),
    (_strike, Unseen.STRUCK),
    (_strike_twice, Unseen.STRUCK),
    (_shrink, Unseen.TINY),
    (_whiten, Unseen.COLOURLESS),
]


@pytest.mark.parametrize(("change", "kind"), FONTS)
@pytest.mark.parametrize("is_by_style", [False, True])
def test_words_of_a_document_that_no_reader_sees(
    change: Callable[[Any], None], kind: Unseen, *, is_by_style: bool
) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph(SHOWN + " ")
    run = paragraph.add_run(SECRET)
    if is_by_style:
        run.style = style_of(document, change)
    else:
        change(run.font)
    loaded = load_docx(save(document))
    assert [block.text for block in loaded.blocks] == [SHOWN]
    assert counts(loaded) == {kind.value: 1}


def test_a_run_may_show_what_its_style_hides() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run(SECRET)
    run.style = style_of(document, _hide)
    run.font.hidden = False
    loaded = load_docx(save(document))
    assert (text(loaded), counts(loaded)) == (SECRET, {})


@pytest.mark.parametrize("where", ["run", "paragraph", "cell", "table style", "page", "highlight"])
def test_white_words_on_a_colour_are_read(where: str) -> None:
    document = docx.Document()
    cell = document.add_table(1, 2).cell(0, 0)
    paragraph = cell.paragraphs[0] if where in {"cell", "table style"} else document.add_paragraph()
    run = paragraph.add_run(SECRET)
    _whiten(run.font)
    if where == "run":
        shade(run._r.get_or_add_rPr(), "1F4E79")
    elif where == "paragraph":
        shade(paragraph._p.get_or_add_pPr(), "1F4E79")
    elif where == "cell":
        shade(cell._tc.get_or_add_tcPr(), "1F4E79")
    elif where == "table style":
        document.tables[0].style = document.styles["Colorful Grid Accent 1"]
    elif where == "page":
        document.element.insert(0, parse_xml(f'<w:background {nsdecls("w")} w:color="1F4E79"/>'))
    else:
        run._r.get_or_add_rPr().append(parse_xml(f'<w:highlight {nsdecls("w")} w:val="darkBlue"/>'))
    loaded = load_docx(save(document))
    assert SECRET in text(loaded)
    assert counts(loaded) == {}


def test_words_in_the_colour_of_their_cell_and_rows_that_are_hidden_or_deleted() -> None:
    document = docx.Document()
    table = document.add_table(0, 2)
    for name in ("Article", "Hose", "Reel", "Tap", "Gun"):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, f"{name} {len(name)}"
    for row, tag in ((1, "hidden"), (2, "del")):
        properties = table.rows[row]._tr.get_or_add_trPr()
        properties.append(parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1" w:author="a"/>'))
    run = table.cell(3, 1).paragraphs[0].runs[0]
    run.font.color.rgb = RGBColor(0x1F, 0x4E, 0x79)
    shade(table.cell(3, 1)._tc.get_or_add_tcPr(), "1F4E79")
    loaded = load_docx(save(document))
    assert [block.text for block in loaded.blocks] == ["Article: Tap", "Article: Gun; Article 7: Gun 3"]
    assert counts(loaded) == {Unseen.COLOURLESS.value: 1, Unseen.STRUCK.value: 1, Unseen.ROWS.value: 1}


def test_deleted_words_are_counted_once_for_each_paragraph() -> None:
    document = docx.Document()
    for _ in range(2):
        paragraph = document.add_paragraph(SHOWN)
        for word in ("and", "more"):
            deletion = f"<w:r><w:delText>{word}</w:delText></w:r>"
            paragraph._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="a">{deletion}</w:del>'))
    assert counts(load_docx(save(document))) == {Unseen.STRUCK.value: 2}


def workbook() -> tuple[Any, Any]:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Prices"
    for row in (("Article", "Price", "Bought for"), ("Hose", 39, 14), ("Reel", 59, 22), ("Tap", 9, 3)):
        sheet.append(row)
    return book, sheet


def _group_columns(sheet: Any) -> None:
    sheet.column_dimensions.group("C", "E", hidden=True)


def _narrow_column(sheet: Any) -> None:
    sheet.column_dimensions["C"].width = 0.1


def _format_away(sheet: Any) -> None:
    for row in range(2, 5):
        sheet.cell(row, 3).number_format = ";;;"


def _strike_cells(sheet: Any) -> None:
    for row in range(2, 5):
        sheet.cell(row, 3).font = Font(strike=True)


def _whiten_cells(sheet: Any) -> None:
    for row, colour in ((2, "FFFFFFFF"), (3, Color(theme=0)), (4, Color(indexed=9))):
        sheet.cell(row, 3).font = Font(color=colour)


def _fill_cells(sheet: Any) -> None:
    for row in range(2, 5):
        sheet.cell(row, 3).font = Font(color="FF203040")
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor="FF203040")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_group_columns, {Unseen.COLUMNS.value: 1}),
        (_narrow_column, {Unseen.COLUMNS.value: 1}),
        (_format_away, {Unseen.HIDDEN.value: 3}),
        (_strike_cells, {Unseen.STRUCK.value: 3}),
        (_whiten_cells, {Unseen.COLOURLESS.value: 3}),
        (_fill_cells, {Unseen.COLOURLESS.value: 3}),
    ],
)
def test_cells_that_no_reader_sees(change: Callable[[Any], None], expected: dict[str, int]) -> None:
    book, sheet = workbook()
    change(sheet)
    loaded = load_xlsx(save(book))
    assert "Article: Reel; Price: 59" in [block.text for block in loaded.blocks]
    assert not any(value in text(loaded) for value in ("14", "22", "Bought for: 3"))
    assert counts(loaded) == expected


def test_rows_sheets_and_comments_that_no_reader_sees() -> None:
    book, sheet = workbook()
    sheet.row_dimensions[2].hidden = True  # as a filter does it
    sheet.row_dimensions.group(3, 3, hidden=True)
    sheet["A4"].comment = Comment("The supplier is Brook.", "a")
    sheet.merge_cells("A5:C5")
    sheet["A5"] = "All with tax"
    for name, state in (("Margins", "hidden"), ("Deals", "veryHidden")):
        other = book.create_sheet(name)
        other.append(("Secret", 1))
        other.sheet_state = state
    loaded = load_xlsx(save(book))
    assert not any(word in text(loaded) for word in ("Hose", "Reel", "Brook", "Secret"))
    assert "Tap" in text(loaded)
    assert counts(loaded) == {
        Unseen.ROWS.value: 2,
        Unseen.SHEETS.value: 2,
        Unseen.COMMENTS.value: 1,
    }


def test_white_headings_on_a_fill_or_in_a_table_are_read() -> None:
    book, sheet = workbook()
    for cell in sheet[1]:
        cell.font = Font(color="FFFFFFFF")
    sheet["A1"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=-0.25))
    sheet.add_table(Table(displayName="t", ref="A1:C4"))
    loaded = load_xlsx(save(book))
    assert "Article: Reel; Price: 59; Bought for: 22" in [block.text for block in loaded.blocks]
    assert counts(loaded) == {}


def slide() -> tuple[Any, Any, Any]:
    presentation = pptx.Presentation()
    one = presentation.slides.add_slide(presentation.slide_layouts[5])
    one.shapes.title.text = "Hoses"
    box = one.shapes.add_textbox(Inches(1), Inches(3), Inches(4), Inches(1))
    box.text_frame.text = SHOWN
    run = box.text_frame.add_paragraph().add_run()
    run.text = SECRET
    return presentation, one, run


def _run_white(run: Any) -> None:
    run.font.color.rgb = WHITE


def _run_as_background(run: Any) -> None:
    run.font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1


def _run_tiny(run: Any) -> None:
    run.font.size = SlidePoints(1)


def _run_struck(run: Any) -> None:
    run._r.get_or_add_rPr().set("strike", "sngStrike")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (_run_white, Unseen.COLOURLESS),
        (_run_as_background, Unseen.COLOURLESS),
        (_run_tiny, Unseen.TINY),
        (_run_struck, Unseen.STRUCK),
    ],
)
def test_words_of_a_slide_that_no_reader_sees(change: Callable[[Any], None], kind: Unseen) -> None:
    presentation, _, run = slide()
    change(run)
    loaded = load_pptx(save(presentation))
    assert [block.text for block in loaded.blocks] == [SHOWN]
    assert counts(loaded) == {kind.value: 1}


def test_white_words_on_a_shape_a_background_or_a_filled_box_are_read() -> None:
    for where in ("shape", "background", "box"):
        presentation, one, run = slide()
        _run_white(run)
        if where == "shape":
            under = one.shapes.add_shape(1, Inches(0), Inches(2), Inches(8), Inches(4))
            one.shapes._spTree.insert(2, under._element)
        elif where == "background":
            one.background.fill.solid()
            one.background.fill.fore_color.rgb = NAVY
        else:
            fill = one.shapes[1].fill
            fill.solid()
            fill.fore_color.rgb = NAVY
        loaded = load_pptx(save(presentation))
        assert SECRET in text(loaded), where
        assert counts(loaded) == {}, where


def test_shapes_off_the_slide_or_switched_off_and_hidden_slides_are_counted() -> None:
    presentation, one, _ = slide()
    for left, is_hidden in ((-9, False), (20, False), (1, True)):
        box = one.shapes.add_textbox(Inches(left), Inches(5), Inches(2), Inches(1))
        box.text_frame.text = "The margin is 60 %."
        if is_hidden:
            box._element.find(".//{*}cNvPr").set("hidden", "1")
    other = presentation.slides.add_slide(presentation.slide_layouts[5])
    other.shapes.title.text = "Solutions"
    other._element.set("show", "0")
    loaded = load_pptx(save(presentation))
    assert "margin" not in text(loaded)
    assert counts(loaded) == {
        Unseen.HIDDEN.value: 1,
        Unseen.OFF_PAGE.value: 2,
        Unseen.SLIDES.value: 1,
    }


def test_notes_are_marked_as_notes() -> None:
    presentation, one, _ = slide()
    one.notes_slide.notes_text_frame.text = "Mention the discount."
    note = load_pptx(save(presentation)).blocks[-1]
    assert (note.heading_path, note.text) == (("Hoses", "Speaker notes"), "Mention the discount.")

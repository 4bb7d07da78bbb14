"""Small documents to the shape of public reports, made here: what their readers lost must come out.

The log with the report behind each is in `docs/formats.md`, under "Reports that were tried".
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge_base.reading.reading import read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def lines_of(name: str, data: bytes | str) -> list[str]:
    document = read_document(name, data if isinstance(data, bytes) else data.encode())
    return [line for chunk in document.chunks for line in chunk.text.split("\n")]


def word(*rows: tuple[str, ...], xml: str = "") -> bytes:
    document = Document()
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for place, row in enumerate(rows):
            for cell, text in zip(table.rows[place].cells, row, strict=True):
                cell.text = text
    if xml:
        document.element.body.insert(0, parse_xml(xml))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def excel(fill: Callable[[Worksheet], None]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_cells_between_blank_cells_are_kept() -> None:
    rows = ("Name", "", "Age", ""), ("Mara", "", "41", "")
    assert lines_of("a.docx", word(*rows)) == ["Name: Mara; Age: 41"]


def test_a_merged_cell_of_word_counts_for_each_row_once() -> None:
    document = Document()
    table = document.add_table(3, 3)
    for place, row in enumerate((("Part", "Price", "Stock"), ("Seal", "4.50", "38"), ("Lid", "7.90", ""))):
        for cell, text in zip(table.rows[place].cells, row, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    buffer = io.BytesIO()
    document.save(buffer)
    assert lines_of("a.docx", buffer.getvalue()) == [
        "Part: Seal; Price: 4.50; Stock: 38",
        "Part: Lid; Price: 7.90; Stock: 38",
    ]


def test_words_of_recognised_names_are_kept() -> None:
    xml = (
        f'<w:p {W}><w:r><w:t xml:space="preserve">Ask </w:t></w:r><w:smartTag w:element="PersonName"><w:r>'
        '<w:t>Mara Lind</w:t></w:r></w:smartTag><w:r><w:t xml:space="preserve"> at the desk.</w:t></w:r></w:p>'
    )
    assert "Ask Mara Lind at the desk." in lines_of("a.docx", word(xml=xml))


def test_words_of_links_are_kept() -> None:
    xml = (
        f'<w:p {W}><w:r><w:t xml:space="preserve">See </w:t></w:r><w:hyperlink w:anchor="x"><w:r>'
        "<w:t>the price list</w:t></w:r></w:hyperlink><w:r><w:t> of May.</w:t></w:r></w:p>"
    )
    assert lines_of("a.docx", word(xml=xml))[0].startswith("See the price list")


def test_a_hyphen_that_does_not_break_is_a_hyphen() -> None:
    xml = f"<w:p {W}><w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>slip</w:t><w:tab/><w:t>mat</w:t></w:r></w:p>"
    assert "non-slip mat" in lines_of("a.docx", word(xml=xml))


def test_a_style_made_from_a_heading_is_a_heading() -> None:
    document = Document()
    style = document.styles.add_style("House Title", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    document.add_heading("Hall", 1)
    document.add_paragraph("Opening hours", style="House Title")
    document.add_paragraph("The hall opens at nine.")
    buffer = io.BytesIO()
    document.save(buffer)
    (chunk,) = read_document("a.docx", buffer.getvalue()).chunks
    assert chunk.heading_path[-1] == "Opening hours"


def test_a_column_name_that_breaks_between_characters_is_one_word() -> None:
    rows = ("股东", "持股比\n例"), ("海港公司", "31%")
    assert lines_of("a.docx", word(*rows)) == ["股东: 海港公司; 持股比例: 31%"]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("Lamp;Socket;Watt\nFern;E27;8\nMoss;E14;5\n", ["Lamp: Fern; Socket: E27; Watt: 8"]),
        (
            'Lamp;Note;Watt\nFern;"dim\nto 10 %";8\nMoss;"none";5\n',
            ["Lamp: Fern; Note: dim to 10 %; Watt: 8"],
        ),
        ('Name,Room\n"Doe, Jane",42\nJon,7\n', ["Name: Doe, Jane; Room: 42"]),
        ('Name,Room\n"The ""Nest""",7\nHall,2\n', ['Name: The "Nest"; Room: 7']),
        ("Name\tRoom\nMara\t42\nJon\t7\n", ["Name: Mara; Room: 42"]),
        (b"\xef\xbb\xbfName;Room\nMara;42\n", ["Name: Mara; Room: 42"]),
        ("Price list 2026;;\n;;\nItem;Price;Unit\nFern;12;piece\n", ["Item: Fern; Price: 12; Unit: piece"]),
    ],
    ids=["semicolons", "quoted break", "quoted comma", "doubled quotes", "tabs", "mark", "title above"],
)
def test_values_of_csv_stay_with_their_columns(data: str | bytes, lines: list[str]) -> None:
    read = lines_of("a.csv", data)
    assert [line for line in lines if line not in read] == []


def fill_types(sheet: Worksheet) -> None:
    sheet.append(["Item", "In stock", "Code", "Since"])
    sheet.append(["Fern", True, "00417", date(2024, 9, 2)])
    sheet.append(["Moss", False, "3A-1", date(2024, 9, 8)])
    sheet.append(["Oak", "#N/A", "1E5", date(2024, 9, 3)])


def test_values_of_excel_are_what_they_are() -> None:
    assert lines_of("a.xlsx", excel(fill_types)) == [
        "Item: Fern; In stock: TRUE; Code: 00417; Since: 2024-09-02",
        "Item: Moss; In stock: FALSE; Code: 3A-1; Since: 2024-09-08",
        "Item: Oak; In stock: #N/A; Code: 1E5; Since: 2024-09-03",
    ]


def fill_merged(sheet: Worksheet) -> None:
    sheet.append(["Region", "Town", "Sales"])
    sheet.append(["North", "Aal", 3])
    sheet.append([None, "Bol", 4])
    sheet.merge_cells("A2:A3")


def test_a_merged_cell_of_excel_counts_for_each_row() -> None:
    assert lines_of("a.xlsx", excel(fill_merged))[1] == "Region: North; Town: Bol; Sales: 4"


def test_every_part_of_a_long_table_keeps_its_columns() -> None:
    rows = "".join(f"| wait_{n} | {n * 10} | ms |\n" for n in range(1, 120))
    document = read_document("a.md", f"| Parameter | Default | Unit |\n| --- | --- | --- |\n{rows}".encode())
    assert len(document.chunks) > 3
    assert "Parameter: wait_119; Default: 1190; Unit: ms" in document.chunks[-1].text


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("> | A | B |\n> | --- | --- |\n> | Fern | 8 |\n", "A: Fern; B: 8"),
        ("| Command | Meaning |\n| --- | --- |\n| `a \\| b` | joins |\n", "Command: a | b; Meaning: joins"),
        ("Term | Value\n--- | ---\nFern | 8\n", "Term: Fern; Value: 8"),
        ("# Setup\n\n```bash\n# install the pump\nmake pump\n```\n", "# install the pump"),
        ("---\ntitle: Rules\n---\n\n# Dogs\n\nDogs stay on the lead.\n", "Dogs stay on the lead."),
    ],
    ids=["quoted table", "bar in code", "no outer bars", "comment in code", "front matter"],
)
def test_markdown_is_read_by_its_structure(data: str, line: str) -> None:
    read = lines_of("a.md", data)
    assert line in read
    assert "title: Rules" not in read


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (
            "<table><tr><th rowspan=2>Kind<th colspan=2>Q1<tr><th>Jan<th>Feb<tr><td>Lamps<td>12<td>14</table>",
            "Kind: Lamps; Q1 Jan: 12; Q1 Feb: 14",
        ),
        (
            "<table><tr><th>Day<th>Open<th>Close<tr><td>Monday<td colspan=2>closed<tr><td>Friday<td>9<td>17</table>",
            "Day: Monday; Open: closed; Close: closed",
        ),
        ("<ol start=4><li>Open the lid</li><li value=9>Close the lid</li></ol>", "9. Close the lid"),
        ("<ol><li>Verify it.<ol><li><pre><code>m := m - n</code></pre></li></ol></li></ol>", "m := m - n"),
        (
            "<p>Press the button <img alt='with the star' src=x.png> twice.</p>",
            "Press the button with the star twice.",
        ),
    ],
    ids=["two header rows", "cell over columns", "numbers of a list", "code in a list", "picture in a line"],
)
def test_pages_are_read_by_their_structure(data: str, line: str) -> None:
    assert any(line in read for read in lines_of("a.html", f"<h1>Panel</h1>{data}"))

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from knowledge_base.reading.loaders.blocks import BlockKind
from tests.knowledge_base.reading.loaders.files import load, texts, under


@pytest.mark.parametrize("name", ["kettle.en.docx", "kettle.libreoffice.docx"])
def test_headings_lists_tables_and_footnotes(name: str) -> None:
    loaded = load(name)
    assert loaded.title == "Aria kettle service handbook"
    assert under(loaded, "Descaling") == [
        "Descale the kettle every four weeks. Returns are possible within:",
        "14 days for opened items",
        "30 days for unopened items",
        "60 days for gift cards that were bought in a shop and never activated",
        "Steps:",
        "1. Fill the kettle with one litre of water and 20 g of citric acid.",
        "2. Wait for thirty minutes.",
        "3. Boil it twice with fresh water.",
    ]
    assert under(loaded, "Spare parts")[2] == "Part: Base plate with cable; Number: K-103; Price: €19.00"
    assert "In humid rooms the sensor needs four hours." in texts(loaded)
    assert loaded.blocks[1].heading_path == ("Aria kettle service handbook", "Care", "Descaling")
    assert loaded.blocks[1].kind is BlockKind.ITEM


def test_a_chinese_document() -> None:
    loaded = load("kettle.zh.docx")
    assert under(loaded, "配件")[2] == "配件: 底座（含电源线）; 编号: K-103; 价格: 138元"


def test_insertions_and_content_controls_are_read_and_deletions_are_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The fee is ")
    for xml in (
        f'<w:del {nsdecls("w")} w:id="1" w:author="a"><w:r><w:delText>five</w:delText></w:r></w:del>',
        f'<w:ins {nsdecls("w")} w:id="2" w:author="a"><w:r><w:t>six</w:t></w:r></w:ins>',
    ):
        paragraph._p.append(parse_xml(xml))
    content = "<w:sdtContent><w:p><w:r><w:t>Inside a control.</w:t></w:r></w:p></w:sdtContent>"
    control = f"<w:sdt {nsdecls('w')}>{content}</w:sdt>"
    document.element.body.insert(1, parse_xml(control))
    assert texts(load("a.docx", saved(document))) == ["The fee is six", "Inside a control."]


def test_merged_cells_stand_in_each_row_and_a_bold_line_is_a_heading() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Delivery times").bold = True
    table = document.add_table(rows=3, cols=3)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells),
        ["Zone", "Item", "Days", "North", "Tea", "2", "", "Cups", "4"],
        strict=True,
    ):
        cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    loaded = load("a.docx", saved(document))
    assert texts(loaded) == ["Zone: North; Item: Tea; Days: 2", "Zone: North; Item: Cups; Days: 4"]
    assert loaded.blocks[0].heading_path == ("Delivery times",)


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()

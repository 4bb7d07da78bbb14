"""Word: headings and list items carry the numbers that Word shows."""

from typing import Any

import pytest

from knowledge_base.reading.loaders.office.list_numbers import write_number
from tests.knowledge_base.reading.loaders.files import texts
from tests.knowledge_base.reading.loaders.office.word_files import read, xml

Level = tuple[str, str] | tuple[str, str, str]  # format, text, and further settings


def define(document: Any, number: int, *levels: Level, instance: str = "") -> None:
    """Add a definition with its list; both have the same number."""
    root = document.part.numbering_part.element
    made = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{level[0]}"/>'
        f'{level[2] if len(level) > 2 else ""}<w:lvlText w:val="{level[1]}"/></w:lvl>'
        for at, level in enumerate(levels)
    )
    first = root.find("{*}num")
    first.addprevious(xml(f'<w:abstractNum w:abstractNumId="{number}">{made}</w:abstractNum>'))
    add_list(document, number, number, instance)


def add_list(document: Any, number: int, definition: int, overrides: str = "") -> None:
    document.part.numbering_part.element.append(
        xml(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>')
    )


def item(document: Any, text: str, number: int, level: int = 0, style: str | None = None) -> None:
    paragraph = document.add_paragraph(text, style=style)
    paragraph._p.get_or_add_pPr().append(
        xml(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def test_nested_lists_count_by_themselves() -> None:
    def make(document: Any) -> None:
        define(document, 70, ("decimal", "%1."), ("lowerLetter", "%2)"), ("lowerRoman", "(%3)"))
        for text, level in (("Open", 0), ("left", 1), ("right", 1), ("deep", 2), ("Close", 0), ("again", 1)):
            item(document, text, 70, level)

    assert texts(read(make)) == ["1. Open", "a) left", "b) right", "(i) deep", "2. Close", "a) again"]


def test_clauses_name_the_numbers_above_them() -> None:
    def make(document: Any) -> None:
        define(
            document,
            70,
            ("upperRoman", "Article %1"),
            ("decimal", "§ %1.%2", "<w:isLgl/>"),
            ("decimal", "%1.%2"),
        )
        for text, level in (("Scope", 0), ("Price", 0), ("Deposit", 1), ("Refund", 1)):
            item(document, text, 70, level)

    assert texts(read(make)) == ["Article I Scope", "Article II Price", "§ 2.1 Deposit", "§ 2.2 Refund"]


def test_a_list_begins_anew_or_where_it_is_told() -> None:
    def make(document: Any) -> None:
        define(document, 70, ("decimal", "%1."))
        add_list(document, 71, 70, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
        add_list(document, 72, 70, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>')
        add_list(document, 73, 70)
        for text, number in (("a", 70), ("b", 70), ("c", 71), ("d", 72), ("e", 72), ("f", 73)):
            item(document, text, number)

    assert texts(read(make)) == ["1. a", "2. b", "1. c", "7. d", "8. e", "9. f"]


def test_headings_get_their_numbers_from_their_styles() -> None:
    def make(document: Any) -> None:
        define(document, 70, ("chineseCounting", "第%1章", '<w:pStyle w:val="Heading1"/>'),
               ("decimal", "%1.%2", '<w:isLgl/><w:pStyle w:val="Heading2"/>'))  # fmt: skip
        for level, style in enumerate(("Heading 1", "Heading 2")):
            properties = document.styles[style].element.get_or_add_pPr()
            properties.append(xml(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="70"/></w:numPr>'))
        document.add_heading("总则", 1)
        document.add_paragraph("本条款适用于所有租赁。")
        document.add_heading("付款", 1)
        document.add_heading("期限", 2)
        document.add_paragraph("账单须在十四天内付清。")

    loaded = read(make)
    assert [block.heading_path for block in loaded.blocks] == [("第一章 总则",), ("第二章 付款", "2.1 期限")]
    assert loaded.title == "总则"


def test_bullets_and_paragraphs_without_a_list_have_no_number() -> None:
    def make(document: Any) -> None:
        define(document, 70, ("bullet", "\uf0b7"), ("none", ""))
        item(document, "salt", 70)
        item(document, "sand", 70, 1)
        item(document, "no longer listed", 0, style="List Number")
        document.add_paragraph("plain")

    assert texts(read(make)) == ["salt", "sand", "no longer listed", "plain"]


def test_a_deleted_or_hidden_item_is_not_counted() -> None:
    def make(document: Any) -> None:
        define(document, 70, ("decimal", "%1."))
        item(document, "kept", 70)
        item(document, "", 70)
        document.paragraphs[-1]._p.append(
            xml('<w:del w:id="1" w:author="a"><w:r><w:delText>gone</w:delText></w:r></w:del>')
        )
        item(document, "hidden", 70)
        document.paragraphs[-1].runs[0].font.hidden = True
        item(document, "next", 70)

    assert texts(read(make)) == ["1. kept", "2. next"]


@pytest.mark.parametrize(
    ("number", "number_format", "written"),
    [
        (4, "upperRoman", "IV"), (1994, "lowerRoman", "mcmxciv"), (27, "lowerLetter", "aa"), (3, "ordinal", "3rd"),
        (12, "ordinal", "12th"), (21, "cardinalText", "Twenty-one"), (30, "ordinalText", "Thirtieth"),
        (7, "decimalZero", "07"), (10, "chineseCounting", "十"), (15, "chineseCountingThousand", "十五"),
        (20, "chineseCounting", "二十"), (108, "chineseCounting", "一百零八"), (3, "chineseLegalSimplified", "叁"),
        (2, "ideographTraditional", "乙"), (13, "decimalEnclosedCircle", "⑬"), (12, "decimalFullWidth", "１２"),
        (5, "unheardOf", "5"),
    ],
)  # fmt: skip
def test_numbers_are_written_in_their_formats(number: int, number_format: str, written: str) -> None:
    assert write_number(number, number_format) == written

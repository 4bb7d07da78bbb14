"""PDF: columns of Chinese that run downwards are read from right to left."""

import pytest

from knowledge_base.reading.loaders.pdf.pdf_loader import load_pdf
from tests.knowledge_base.reading.loaders.pdf.pdf_source import CHINESE, show, write_pdf

COLUMNS = ("本店每逢初一休息一天", "退货须在十五天之内办", "理并带上收据原件。电", "话预约可免排队等候。")


def make(contents: str, encoding: str = "UniGB-UCS2-H") -> bytes:
    return write_pdf(contents, [CHINESE[0].format(encoding=encoding), CHINESE[1]])


def letters(order: list[tuple[int, int]], pitch: float = 22, between: float = 34) -> str:
    return "\n".join(
        show(COLUMNS[column][row], 460 - between * column, 740 - pitch * row, size=16, is_hex=True)
        for column, row in order
    )


DOWNWARDS = [(column, row) for column in range(4) for row in range(10)]


@pytest.mark.parametrize(
    "data",
    [
        make(letters(DOWNWARDS)),
        make(letters(sorted(DOWNWARDS, key=lambda place: (-place[0], place[1])))),
        make(letters(sorted(DOWNWARDS, key=lambda place: (place[1], place[0])))),
        make(letters(DOWNWARDS, pitch=16, between=20)),
        make(
            "\n".join(
                show(text, 460 - 34 * at, 740, size=16, is_hex=True) for at, text in enumerate(COLUMNS)
            ),
            "UniGB-UCS2-V",
        ),
    ],
    ids=["right to left", "left to right", "row by row", "set tightly", "a font that runs downwards"],
)
def test_columns_join_from_right_to_left(data: bytes) -> None:
    assert [block.text for block in load_pdf(data).blocks] == ["".join(COLUMNS)]


def test_a_column_that_ends_early_ends_its_paragraph() -> None:
    order = [place for place in DOWNWARDS if place[0] != 1 or place[1] < 5]
    assert [block.text for block in load_pdf(make(letters(order))).blocks] == [
        "本店每逢初一休息一天退货须在十", "理并带上收据原件。电话预约可免排队等候。",
    ]  # fmt: skip


def test_a_table_of_single_characters_is_none() -> None:
    rows = [
        ("商品", "现货", "保修"),
        ("水壶", "有", "是"),
        ("台灯", "无", "是"),
        ("风扇", "有", "否"),
        ("电钻", "有", "是"),
    ]
    contents = "\n".join(
        show(cell, 60 + 120 * column, 740 - 24 * row, size=12, is_hex=True)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    )
    assert [block.text for block in load_pdf(make(contents)).blocks] == [
        "商品: 水壶; 现货: 有; 保修: 是", "商品: 台灯; 现货: 无; 保修: 是",
        "商品: 风扇; 现货: 有; 保修: 否", "商品: 电钻; 现货: 有; 保修: 是",
    ]  # fmt: skip

import io

import openpyxl
import pytest

from knowledge_base.errors import DocumentError
from knowledge_base.reading.loaders.office.cell_text import to_shown_text
from tests.knowledge_base.reading.loaders.files import load, texts


def test_a_workbook_as_a_person_sees_it() -> None:
    loaded = load("prices.xlsx")
    assert [(block.heading_path, block.text) for block in loaded.blocks] == [
        (
            ("Prices", "Price list of spring"),
            "Group: Kettles; Item: Aria 1.7 l; Price: £1,049.50; Discount: 12.5%; Valid from: 01.03.2026",
        ),
        (
            ("Prices", "Price list of spring"),
            "Group: Kettles; Item: Aria mini; Price: £29.00; Discount: 0.0%; Valid from: 15.04.2026",
        ),
        (("保修",), "商品: 电水壶; 保修期: 两年"),
        (("保修",), "商品: 滤网; 保修期: 三个月"),
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.125, "0%", "13%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (-5, '#,##0 "kg";[Red](#,##0 "kg")', "(5 kg)"),
        (1234.5, "[$€-407] #,##0.00", "€ 1,234.50"),
        (7, "000", "007"),
        (2.5, "0.0##", "2.5"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (True, "General", "TRUE"),
        (float("1e308"), "0.00", "1E+308"),
    ],
)
def test_numbers_in_their_formats(value: float, number_format: str, shown: str) -> None:
    assert to_shown_text(value, number_format) == shown


def test_csv_by_its_delimiter_and_encoding() -> None:
    assert texts(load("prices.csv"))[0].startswith(
        "Group: Kettles; Item: Aria 1.7 l; Price: 1049.5; Discount: 12.5%"
    )
    assert texts(load("warranty.zh.csv")) == [
        "商品: 电水壶, 大; 保修期: 两年; 价格: 138元",
        "商品: 滤网; 保修期: 三个月; 价格: 52元",
    ]
    assert texts(load("a.tsv", b'Name\tNote\nTea\t"two\nlines"\n')) == ["Name: Tea; Note: two lines"]


def test_a_formula_is_text() -> None:
    data = b'Name,Link\nTea,"=HYPERLINK(""http://x.y"")"\n'
    assert texts(load("a.csv", data)) == ['Name: Tea; Link: =HYPERLINK("http://x.y")']


def test_a_table_without_names_is_read_without_them_and_parts_share_a_header() -> None:
    assert texts(load("a.csv", b"1,2\n3,4\n")) == ["1; 2", "3; 4"]
    assert texts(load("a.csv", b"Item,Price\nTea,4\n\nCups,9\n")) == [
        "Item: Tea; Price: 4",
        "Item: Cups; Price: 9",
    ]


def test_questions_and_answers_in_columns_stay_together() -> None:
    loaded = load("a.csv", "问题,答案,分类\n能退货吗？,七天内可以。,售后\n".encode())
    assert [(block.heading_path, block.text) for block in loaded.blocks] == [
        (("能退货吗？",), "七天内可以。\n分类: 售后")
    ]


def test_a_cell_far_away_makes_no_empty_rows() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "Item", "Days", "Tea", 14
    sheet["XFD1048576"] = "far"
    buffer = io.BytesIO()
    workbook.save(buffer)
    assert texts(load("a.xlsx", buffer.getvalue()))[0] == "Item: Tea; Days: 14"


@pytest.mark.parametrize(
    "data", [b"a," * 1_000_000, b"x" * 5_000_000, b'"' * 100_001, b"\n" * 600_000 + b"a,b"]
)
def test_absurd_tables_are_read_or_refused(data: bytes) -> None:
    try:
        loaded = load("a.csv", data)
    except DocumentError:
        return
    assert loaded.blocks


def test_formulas_that_no_program_has_calculated_are_counted() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (("Item", "Price", "Twice"), ("Cable", 4, "=B2*2"), ("Lamp", 9, "=B3*2")):
        sheet.append(row)
    output = io.BytesIO()
    workbook.save(output)
    loaded = load("a.xlsx", output.getvalue())
    assert texts(loaded) == ["Item: Cable; Price: 4", "Item: Lamp; Price: 9"]
    assert [(warning.code, warning.count) for warning in loaded.warnings] == [("formulas_without_value", 2)]
    assert load("prices.xlsx").warnings == ()  # as a spreadsheet program saved it

"""Quantities of a sentence, in English and Chinese."""

import pytest

from knowledge_base.text.quantities import Quantity, agree, are_comparable, extract_quantities
from knowledge_base.text.units import Dimension


def only(text: str) -> Quantity:
    (quantity,) = extract_quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Warranty: 2 years", "The warranty lasts 24 months."),
        ("保修期为两年", "保修 24 个月"),
        ("三十天内可以退货", "Returns within 30 days"),
        ("within one month", "within 30 days"),
        ("one and a half years", "保修一年半"),
        ("half an hour", "30 分钟"),
        ("half a year", "半年"),
        ("four and a half hours", "四个半小时"),
        ("4.5 hours", "4个半小时"),
        ("two weeks", "14天"),
        ("€12.90", "12.90 EUR"),
        ("12,90 EUR", "12.90 欧元"),
        ("$1,299.00", "1299 dollars"),
        ("1.5 万元", "¥15,000"),
        ("三十五块", "35元"),
        ("10 percent", "百分之十"),
        ("9 am to 7 pm", "9:00-19:00"),
        ("早九点到晚七点", "9 点到 19 点"),
        ("下午2点到5点", "2-5 pm"),
        ("9 to 5 pm", "09:00 – 17:00"),
        ("下午三点半", "15:30"),
        ("Monday to Friday", "周一至周五"),
        ("1 March 2025", "2025年3月1日"),
        ("March 1st, 2025", "2025-03-01"),
        ("on 1 March", "2025/3/1"),
        ("2 to 4 working days", "2-4个工作日"),
        ("between 8 and 10 hours", "8-10 小时"),
        ("1.5 kg", "1500克"),
        ("60 km/h", "60 千米每小时"),
        ("68 °F", "20 ℃"),
        ("-20 °C", "零下 20 度"),
        ("(030) 123-4567", "030 1234567"),
        ("up to 4 devices", "最多 4 台设备"),
        ("fifteen books", "十五本书"),
        ("３０ 天", "30 days"),
    ],
)
def test_the_same_value_is_the_same_however_it_is_written(left: str, right: str) -> None:
    assert are_comparable(only(left), only(right))
    assert agree(only(left), only(right))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("14 days", "30 days"),
        ("两年", "18 个月"),
        ("9.90 EUR", "12.90 EUR"),
        ("9 am to 7 pm", "9 am to 6 pm"),
        ("周一至周五", "Monday to Saturday"),
        ("2 to 4 working days", "3 to 5 working days"),
        ("6 days", "2 to 4 days"),
        ("1 March", "15 March"),
        ("0800 555 0142", "0800 555 0143"),
        ("百分之五", "8%"),
    ],
)
def test_different_values_do_not_agree(left: str, right: str) -> None:
    assert are_comparable(only(left), only(right))
    assert not agree(only(left), only(right))


def test_a_value_within_a_range_agrees_with_it() -> None:
    assert agree(only("4 days"), only("2 to 4 days"))
    assert agree(only("2 to 4 days"), only("3 days"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("5 days", "5 working days"),
        ("9.90 euros", "9.90 dollars"),
        ("15 books", "15 films"),
        ("10 kg", "10 km"),
        ("8 点", "8 小时"),
    ],
)
def test_other_dimensions_are_not_compared(left: str, right: str) -> None:
    assert not are_comparable(only(left), only(right))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "model AS2-BT53 with USB-C",
        "error E-204",
        "IPX4",
        "write to sales2@shop24.example",
        "https://shop.example/30days/7",
        "以下三点",
        "第三天",
        "一起来看一定会喜欢",
        "AeroSound 2 earbuds",
        "2024年的规定",
        "the sun is hot",
        "百",
        "1" * 5000 + " days",
        "九" * 3000 + "天",
    ],
)
def test_what_is_no_quantity_is_not_taken_for_one(text: str) -> None:
    assert extract_quantities(text) == ()


def test_the_place_of_a_quantity_is_that_in_the_original_text() -> None:
    text = "Opening hours：周一至周五 ９ 点到 19 点, costs €12.90!"
    found = extract_quantities(text)
    assert [quantity.text for quantity in found] == ["周一至周五", "９ 点到 19 点", "€12.90"]
    assert all(text[quantity.start : quantity.end] == quantity.text for quantity in found)


def test_several_quantities_of_a_sentence_are_told_apart() -> None:
    found = extract_quantities(
        "Study rooms seat 6 people, can be booked for 2 hours until 1 March and cost 3 pounds sterling."
    )
    assert [quantity.dimension for quantity in found] == [
        Dimension.COUNT,
        Dimension.DURATION,
        Dimension.DATE,
        Dimension.MONEY,
    ]


@pytest.mark.parametrize("piece", ["1-", "one ", "00 ", "(", "周", "1,111", "一", "9 am to ", "between 1 "])
def test_a_hostile_text_is_read_to_its_limit_alone(piece: str) -> None:
    assert isinstance(extract_quantities(piece * 500_000), tuple)

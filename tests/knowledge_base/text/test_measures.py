from __future__ import annotations

import pytest

from knowledge_base.text.measures import find_measures, find_unit, in_one_unit


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2 years", [(2, "years")]),
        ("1,129 EUR", [(1129, "euros")]),
        ("€9.90", [(9.9, "euros")]),
        ("30-day trial", [(30, "days")]),
        ("7 business days", [(7, "working days")]),
        ("15 欧元延长 1 年", [(15, "euros"), (1, "years")]),
        ("约18个月", [(18, "months")]),
        ("3 个工作日", [(3, "working days")]),
        ("65W and 20 V", [(65, "W"), (20, "V")]),
        ("-5 °C", [(-5, "°C")]),
        ("12 monkeys", [(12, None)]),  # no month
        ("no number", []),
    ],
)
def test_numbers_are_read_with_their_units(text: str, read: list[tuple[float, str | None]]) -> None:
    assert [(m.value, m.unit and m.unit.english) for m in find_measures(text)] == read


def test_a_label_names_its_unit() -> None:
    unit = find_unit("Cost (euros)")
    assert unit is not None
    assert (unit.name("en"), unit.name("zh")) == ("euros", "欧元")
    assert find_unit("Products") is None


def test_measures_of_one_kind_are_brought_into_the_smallest_unit() -> None:
    in_unit = in_one_unit(find_measures("1.5 kg, 200 g"))
    assert in_unit is not None
    assert (in_unit[0], in_unit[1] and in_unit[1].english) == ((1500, 200), "g")
    assert in_one_unit(find_measures("3 and 4")) == ((3, 4), None)


@pytest.mark.parametrize("text", ["2 kg and 3 euros", "2 months and 3 days", "4 and 5 euros", ""])
def test_measures_of_different_kinds_have_no_unit_in_common(text: str) -> None:
    assert in_one_unit(find_measures(text)) is None

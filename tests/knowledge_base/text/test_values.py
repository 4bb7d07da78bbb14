"""Values of two texts, compared whatever unit, spelling or language they are written in."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.text.quantities import agree, are_comparable, extract_quantities
from knowledge_base.text.values import Value, find_missing, find_values, holds, is_same

PAIRS = Path(__file__).parents[2] / "data" / "quantities.jsonl"
UNITS = (
    "days",
    "weeks",
    "hours",
    "分钟",
    "个月",
    "euros",
    "元",
    "kg",
    "cm",
    "%",
    "°C",
    "books",
    "本",
    "working days",
)
numbers = st.one_of(st.integers(2, 9999).map(str), st.decimals(2, 999, places=2).map(str))
values = st.builds(lambda number, unit: f"{number} {unit}", numbers, st.sampled_from(UNITS))


def same_values(left: str, right: str) -> bool:
    mine, others = find_values(left), find_values(right)
    return bool(mine and others) and not find_missing(mine, others) and not find_missing(others, mine)


def test_labelled_values_are_compared_as_quantities() -> None:
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    wrong = {
        is_equal: [
            r
            for r in rows
            if r["are_equal"] is is_equal and same_values(r["left"], r["right"]) is not is_equal
        ]
        for is_equal in (True, False)
    }
    total = {is_equal: sum(r["are_equal"] is is_equal for r in rows) for is_equal in (True, False)}
    assert len(wrong[True]) <= 0.05 * total[True], wrong[True]
    assert len(wrong[False]) <= 0.08 * total[False], wrong[False]


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("The lid costs 7.90 euros.", "Part: lid; Price EUR: 7.90"),
        ("The warranty lasts 18 months.", "Product: charger; Warranty in months: 18"),
        ("It is open until 2 pm.", "Saturday: 9:00 to 14:00"),
        ("You may borrow five books.", "每次可借5本。"),
    ],
)
def test_a_value_is_held_where_its_unit_stands_elsewhere_or_in_another_language(said: str, held: str) -> None:
    assert find_missing(find_values(said), find_values(held)) == ()


@pytest.mark.parametrize(
    "text",
    ["USB-C", "E-204", "AeroSound2", "help2@shop24.example", "https://a.example/30", "一般", "一起", ""],
)
def test_what_is_no_value_is_not_taken_for_one(text: str) -> None:
    assert find_values(text) == ()


@given(text=values)
def test_a_value_is_itself_in_another_sentence(text: str) -> None:
    assert same_values(text, f"说明：{text}。")


@given(left=values, right=values)
def test_it_makes_no_difference_which_side_a_value_stands_on(left: str, right: str) -> None:
    mine, others = find_values(left), find_values(right)
    assert all(is_same(a, b) == is_same(b, a) for a in mine for b in others)
    for a in extract_quantities(left):
        for b in extract_quantities(right):
            assert not are_comparable(a, b) or agree(a, b) == agree(b, a)


@given(number=st.integers(2, 99))
def test_the_same_time_in_another_unit_is_the_same_and_one_more_is_not(number: int) -> None:
    assert same_values(f"{number} weeks", f"{7 * number} 天")
    assert same_values(f"{number} years", f"{12 * number}个月")
    assert (
        same_values(f"{number} h {number % 60} min", f"{60 * number + number % 60} 分钟") or number % 60 == 0
    )
    assert not same_values(f"{number} weeks", f"{7 * number + 1} 天")


@given(text=st.text(max_size=80))
def test_any_text_is_read_and_each_value_stands_in_it(text: str) -> None:
    for quantity in extract_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text
    found = find_values(text)
    assert all(isinstance(value, Value) and holds(found, value) for value in found)

from __future__ import annotations

import math

import numpy as np
import pytest

from model.errors import FigureError
from model.figures.expressions import parse_formula, parse_formula_prefix


@pytest.mark.parametrize(
    ("text", "x", "value"),
    [
        ("2x^2 - 3x + 1", 2, 3),
        ("sin(2πx)", 0.25, 1),
        ("|x-1|", -1, 2),
        ("2|x|+1", -2, 5),
        ("√x", 9, 3),
        (r"\frac{1}{x}", 4, 0.25),
        (r"\sqrt{x^{2}+1}", 0, 1),
        ("x sin x", math.pi / 2, math.pi / 2),
        ("xsinx", math.pi / 2, math.pi / 2),
        ("x²−4x+3", 1, 0),
        ("sin^2 x", math.pi / 2, 1),
        ("-x^2", 3, -9),
        ("2^-x", 1, 0.5),
        ("x^2^2", 2, 16),
        ("e^(-x)", 0, 1),
        ("3(x+1)(x-2)", 3, 12),
        ("sin 2x", math.pi / 4, 1),
        ("（x＋1）÷2", 3, 2),
    ],
)
def test_what_people_write_is_computed(text: str, x: float, value: float) -> None:
    assert parse_formula(text)(np.array([float(x)]))[0] == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x+",
        "(x",
        "|x",
        "foo(x)",
        "x y",
        "9" * 300,
        "(" * 99 + "x" + ")" * 99,
        "__import__('os')",
        "x.__class__",
        "lambda x: x",
        "x; y",
        "y = x",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(FigureError):
        parse_formula(text)


def test_a_huge_power_is_infinite_and_takes_no_time() -> None:
    assert parse_formula("9^9^9^9^9x")(np.array([1.0]))[0] == math.inf


def test_a_formula_ends_where_the_words_go_on() -> None:
    formula, rest = parse_formula_prefix("2x+1 from -2 to 4")

    assert (formula.text, rest) == ("2x+1", " from -2 to 4")


def test_where_a_formula_is_not_defined_it_is_not_a_number() -> None:
    assert np.isnan(parse_formula("ln x")(np.array([-1.0])))[0]

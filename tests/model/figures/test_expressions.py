from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import FigureError
from model.figures.expressions import compute, parse_formula, parse_formula_prefix


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


@pytest.mark.parametrize(
    "text", ["", "2 +", "(2", "2 2", "x", "2 ** 3", "__import__('os')", "9^99", "1" * 40]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(FigureError):
        compute(text)


def test_an_expression_with_an_unknown_is_computed_for_its_value() -> None:
    assert compute("3x + 4", x=Fraction(6)) == 22
    assert compute("2(x - 1)", x=Fraction(1, 2)) == -1


@st.composite
def sums(draw: st.DrawFn, depth: int = 3) -> tuple[str, Fraction | None]:
    """Draw an expression, fully bracketed, and its value; None where it divides by zero."""
    if depth == 0 or draw(st.booleans()):
        number = draw(st.one_of(st.integers(0, 999), st.decimals(0, 99, places=2)))
        return str(number), Fraction(str(number))
    (left, a), (right, b) = draw(sums(depth - 1)), draw(sums(depth - 1))
    sign = draw(st.sampled_from("+-*/"))
    if a is None or b is None or (sign == "/" and b == 0):
        return f"({left} {sign} {right})", None
    value = {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else a}[sign]
    return f"({left} {sign} {right})", value


@given(drawn=sums(), is_negative=st.booleans())
def test_sums_come_to_what_fractions_come_to(
    drawn: tuple[str, Fraction | None], *, is_negative: bool
) -> None:
    text, value = drawn
    text = f"-{text}" if is_negative else text
    if value is None:
        with pytest.raises(ZeroDivisionError):
            compute(text)
        return
    exact = compute(text)
    assert exact == (-value if is_negative else value)
    assert parse_formula(text)(np.array([0.0]))[0] == pytest.approx(float(exact))


@given(
    a=st.integers(-20, 20),
    b=st.integers(1, 20),
    x=st.fractions(-9, 9, max_denominator=12),
    n=st.integers(0, 6),
)
def test_a_formula_and_an_exact_expression_are_read_alike(a: int, b: int, x: Fraction, n: int) -> None:
    text = f"{a}x^{n} + {b}(x - 1)/4 - {b}%"
    exact = compute(text, x=x)
    assert exact == a * x**n + Fraction(b, 4) * (x - 1) - Fraction(b, 100)
    assert parse_formula(text)(np.array([float(x)]))[0] == pytest.approx(float(exact), abs=1e-9)


@given(text=st.text(alphabet="0123456789.+-*/^()% x", max_size=60))
def test_whatever_is_written_is_a_value_or_refused_at_once(text: str) -> None:
    try:
        value = compute(text, x=Fraction(2, 3))
    except (FigureError, ZeroDivisionError):
        return
    assert value.numerator.bit_length() < 20_000


def test_powers_of_powers_are_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(FigureError):
        compute("(" * 8 + "9" + "^12)" * 8)

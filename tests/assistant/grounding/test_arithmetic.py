import pytest

from assistant.grounding.arithmetic import (
    find_equations,
    to_plain_maths,
)


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("8 + 4 = 12", False),
        ("8 + 4 = 13", True),
        ("12 × 15 = 180", False),
        ("12 × 15 = 190", True),
        ("12 x 15 = 190.", True),
        ("3/4 + 1/8 = 7/8", False),
        ("3/4 + 1/8 = 4/12 is what you wrote", True),
        ("3/4 + 1/8 = 1", True),
        (r"\( \frac{1}{2} + \frac{1}{3} = \frac{2}{5} \)", True),
        (r"\[ \frac{1}{2} \times 6 = 3 \]", False),
        ("1,200 ÷ 3 = 400", False),
        ("10 / 3 = 3.33", False),
        ("10 / 3 = 3.4", True),
        ("10 / 3 = 3", True),
        ("7 ÷ 2 = 3 remainder 1", False),
        ("7 ÷ 2 = 3……1", False),
        ("7 − 9 = 2", True),
        ("7 − 9 = -2", False),
        ("5 / 0 = 0", True),
        ("3 × 5 + 5 = 20", False),
        ("3 × (5 + 5) = 20", True),
        ("(3 + 5 = 9)", True),
        ("3x + 5 = 20", False),
        ("x = 20 - 5 = 16", True),
        ("2x + 3 + 4 = 20", False),
        ("20 - 5 = 15x", False),
        ("2 + 2 = 2 × 2", False),
        ("5² = 25", False),
        ("2^3 = 6", True),
        ("80 × 15 % = 12", False),
        ("10% of 80 + 4 = 12", False),
        ("80的10% = 8", False),
        ("1. 3 + 4 = 7", False),
        ("2) 3 + 4 = 8", True),
        ("30 euros + 12 euros = 42 euros", False),
        ("30元 + 12元 = 43元", True),
        ("5 km + 300 m = 5.3 km", False),
        ("180 km / 2 h = 90 km/h", False),
        ("The room is 4 = 4", False),
        ("no sum at all", False),
    ],
)
def test_equations_are_computed(text: str, *, is_wrong: bool) -> None:
    assert any(equation.is_wrong for equation in find_equations(text)) is is_wrong


@pytest.mark.parametrize("piece", ["1", " ", "1 ", "(", "1=", "\\frac{", "9^9^", "-"])
def test_a_long_run_of_characters_is_read_once(piece: str) -> None:
    hostile = piece * (200_000 // len(piece))  # would take minutes if each character were a new beginning
    assert any(equation.is_wrong for equation in find_equations(f"{hostile}; 8 + 4 = 13"))


def test_the_result_is_the_number_at_the_end() -> None:
    (equation,) = find_equations("So 9 × 7 = 63.")
    assert equation.result == 63
    (equation,) = find_equations("14 / 2 = 3 + 4")
    assert equation.result is None


def test_latex_is_written_by_hand() -> None:
    assert to_plain_maths(r"\frac{1}{2} \times 3").split() == ["1/2", "×", "3"]

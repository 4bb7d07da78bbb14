import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.voices.spoken_formulas import speak_formula

FORMULAS = [
    (r"\frac{1}{2}x^2", "one half x squared", "二分之一 x 的平方"),
    (r"\frac{a}{b}", "A over b", "b分之A"),
    (r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}", None, None),
    (r"\sqrt{16} = 4", "the square root of sixteen equals four", "根号十六等于四"),
    (r"\sqrt[3]{8}", "the cube root of eight", "八的立方根"),
    (r"\sqrt[4]{16}", "the fourth root of sixteen", "十六的四次方根"),
    (r"10 \times 5 \div 2", "ten times five divided by two", "十乘以五除以二"),
    (r"2^{10}", "two to the power of ten", "二的十次方"),
    (r"x^3", "x cubed", "x 的立方"),
    (r"x_1 \neq x_2", "x sub one is not equal to x sub two", "x 下标一不等于 x 下标二"),
    (r"x \leq 5", "x is less than or equal to five", "x 小于等于五"),
    (r"\pi r^2", "pi r squared", "派 r 的平方"),
    (r"30^\circ", "thirty degrees", "三十度"),
    (r"-5", "minus five", "负五"),
    (r"3 - 5", "three minus five", "三减五"),
    (r"\text{Area} = \pi r^2", "Area equals pi r squared", "Area 等于派 r 的平方"),
    (r"2(x+1)", "two times open bracket x plus one close bracket", "二乘以括号x 加一括号完"),
    (r"1.5 \approx 2", "one point five is approximately two", "一点五约等于二"),
    ("√9", "the square root of nine", "根号九"),
    (
        r"\begin{aligned} x &= 5 \\ y &= 3 \end{aligned}",
        "x equals five, y equals three",
        "x 等于五, y 等于三",
    ),
    (r"\unknown{x}", "unknown x", "unknown x"),
]


@pytest.mark.parametrize(("formula", "english", "chinese"), FORMULAS)
def test_a_formula_is_said(formula: str, english: str | None, chinese: str | None) -> None:
    assert speak_formula(formula, "en") == (english or speak_formula(formula, "en"))
    assert speak_formula(formula, "zh") == (chinese or speak_formula(formula, "zh"))


def test_the_solution_of_a_quadratic_equation_is_said() -> None:
    said = speak_formula(r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}", "en")
    assert said == "x equals minus b plus or minus the square root of b squared minus four A c over two A"


@pytest.mark.parametrize(
    "formula",
    ["\\", "^", "_", "{" * 5000, "}" * 5000, r"\frac" * 500, r"\frac{" * 500, r"\sqrt[", "(" * 5000],
)
def test_a_broken_formula_says_something_or_nothing(formula: str) -> None:
    assert "{" not in speak_formula(formula, "en")


@given(st.text(alphabet="\\{}[]()^_+-=/ab12 frac sqrt²√π", max_size=80))
def test_any_formula_can_be_said(formula: str) -> None:
    assert "{" not in speak_formula(formula, "zh")

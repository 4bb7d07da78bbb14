import pytest

from model.photos.formula_text import align_signs, clean_piece, tidy_formula


@pytest.mark.parametrize(
    ("rebuilt", "original", "line"),
    [
        ("x^2+5x=6", "x2 + 5x = 6", "x^2 + 5x = 6"),
        ("2^(10)=1024", "2¹⁰ = 1024", "2^(10) = 1024"),
        ("x_1+x_2=5", "x1+x2 = 5", "x_1+x_2 = 5"),
        ("a^2+6^2=C^2", "a²+b²=c²", "a^2+b^2=c^2"),  # the whole line is read more surely than its letters
        ("print^'a^'=b", "print 'a' = b", None),  # a quotation mark is no power
        ("x^2=4", "x2 = 49", None),  # not the same number of characters
        ("x^()=4", "x = 4", None),
        ("", "", None),
    ],
)
def test_signs_are_put_into_the_line_as_it_was_read(rebuilt: str, original: str, line: str | None) -> None:
    assert align_signs(rebuilt, original) == line


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("(x+1)/(2)=7", "(x + 1)/2 = 7"),
        ("(3)/(4)+(1)/(2)=x", "3/4 + 1/2 = x"),
        ("2(1)/(2)", "2 1/2"),
        ("f(x)/(2)", "f(x)/2"),
        ("3(x)/(2)", "3(x)/2"),
    ],
)
def test_brackets_stay_where_the_formula_needs_them(written: str, tidy: str) -> None:
    assert tidy_formula(written) == tidy


def test_signs_by_themselves_are_signs_and_chinese_stays_chinese() -> None:
    assert (clean_piece("十"), clean_piece("X"), clean_piece("−"), clean_piece("x³")) == (
        "+",
        "x",
        "-",
        "x^3",
    )
    assert clean_piece("第十一题") == "第十一题"

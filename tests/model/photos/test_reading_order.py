from collections.abc import Sequence

from model.photos.reading_order import TextLine, arrange_rows


def line(text: str, left: float, top: float, right: float) -> TextLine:
    return TextLine(text=text, box=(left, top, right, top + 20), confidence=1.0)


def read(lines: Sequence[TextLine]) -> list[str]:
    return [" ".join(line.text for line in row) for row in arrange_rows(lines)]


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [line(f"left {row}", 0, 100 + 30 * row, 400) for row in range(6)]
    right = [line(f"right {row}", 440, 107 + 30 * row, 840) for row in range(5)]
    head, foot = line("head", 100, 0, 700), line("foot", 0, 400, 840)
    assert read([*right, foot, *left, head]) == [
        "head",
        *(f"left {row}" for row in range(6)),
        *(f"right {row}" for row in range(5)),
        "foot",
    ]


def test_a_labels_names_and_values_stay_on_their_rows() -> None:
    names = [line(f"name {row}", 0, 30 * row, 90) for row in range(6)]
    values = [line(f"value {row}", 300, 30 * row, 400) for row in range(6)]
    assert read([*names, *values]) == [f"name {row} value {row}" for row in range(6)]


def test_nothing_is_lost_in_three_columns() -> None:
    lines = [
        line(f"{column}-{row}", 500 * column, 30 * row, 500 * column + 450)
        for column in range(3)
        for row in range(8)
    ]
    assert read(lines) == [f"{column}-{row}" for column in range(3) for row in range(8)]

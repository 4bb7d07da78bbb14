"""A passage's statements: nothing is lost between them, and nothing is added."""

import re

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.text.sentences import split_sentences
from knowledge_base.text.statements import split_statements
from tests.assistant.fakes import passage

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            (
                "Part: lid; Price EUR: 7.90; In stock: 0",
                "- Part: tray; Price EUR: 12.40",
                "Opened items go back within 14 days. Others within 30!",
                "停车免费，最多停4小时。可以自带茶叶。",
                "Dr. Smith, e.g. on Mondays, is in. No. 5 too",
                "",
            )
        ),
        st.text(alphabet="ab.!?。；… 中文:;-\"'1", max_size=30),
    ),
    max_size=6,
)


def squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(lines=LINES)
def test_statements_stand_in_their_passage_in_order_and_hold_all_its_words(lines: list[str]) -> None:
    source = passage(1, "\n".join(lines))

    statements = list(split_statements(source))

    position = 0
    for statement in statements:
        position = source.text.index(statement.text, position) + len(statement.text)
    said = squash("".join(statement.text for statement in statements))
    assert sorted(re.findall(r"\w", said)) == sorted(re.findall(r"\w", _without_line_markup(source.text)))


@given(lines=LINES)
def test_sentences_end_where_they_say(lines: list[str]) -> None:
    text = "\n".join(lines)
    ends = [0]
    for sentence in split_sentences(text):
        assert text[: sentence.end].endswith(sentence.text)
        assert sentence.end > ends[-1]
        ends.append(sentence.end)


@given(
    cells=st.lists(
        st.tuples(st.sampled_from(("Part", "Price", "库存")), st.integers(0, 999)), min_size=2, max_size=5
    )
)
def test_a_row_is_one_statement_with_all_its_cells(cells: list[tuple[str, int]]) -> None:
    line = "; ".join(f"{name}: {value}" for name, value in cells)

    (row,) = split_statements(passage(1, line))

    assert row.cells == tuple((name, str(value)) for name, value in cells)
    assert row.text == line


def _without_line_markup(text: str) -> str:
    """Leave out the numbers of list items, which are no part of what is said."""
    return "\n".join(re.sub(r"^\s*(?:[-*+•]\s+|\d{1,2}[.)、]\s+)*", "", line) for line in text.split("\n"))

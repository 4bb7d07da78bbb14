"""Names that a question asks about, and evidence that is about others or about something else."""

import pytest

from assistant.grounding.selection.asked import read_asked
from assistant.grounding.selection.asked_names import find_asked_names, holds_names
from assistant.grounding.selection.excerpts import split_excerpts
from assistant.grounding.selection.nearness import keep_near
from assistant.grounding.selection.selector import Evidence, Outcome
from tests.assistant.fakes import passage


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many cars fit on the Eider?", {"eider"}),
        ("Do you deliver to Norway on Saturdays in May?", {"norway"}),
        ("Cargo 的电池保修多久？", {"cargo"}),
        ("一块 500 mAh 的电池能用多久？", set()),
        ("What does the sauna cost?", set()),
        ("Thanks. When do you open?", set()),
        ("I lost my key. Can I get a new one?", set()),
    ],
)
def test_names_of_a_question(question: str, names: set[str]) -> None:
    assert find_asked_names(question) == names


def test_a_name_is_held_with_and_without_an_s() -> None:
    assert holds_names(frozenset({"eiders"}), "The MV Eider has room for 34 cars.")
    assert not holds_names(frozenset({"tern", "eider"}), "The MV Eider has room for 34 cars.")


@pytest.mark.parametrize(
    ("question", "text", "outcome"),
    [
        ("How high may a pergola be?", "A greenhouse may be up to 2.4 m high.", Outcome.NEAREST),
        ("What does an annual pass cost?", "小蜂：每小时 12 元，每天 88 元。", Outcome.NOTHING),
        ("T2 多少钱一对？", "A lost shed key costs £3.50.", Outcome.NOTHING),
        ("骆驼的续航是多少公里？", "云雀：续航 410 公里。", Outcome.NEAREST),
        ("Is there a sauna?", "Dogs wait outside.", Outcome.NOTHING),
    ],
)
def test_what_has_nothing_to_do_with_a_question_is_not_near(
    question: str, text: str, outcome: Outcome
) -> None:
    evidence = Evidence(
        outcome=Outcome.NEAREST,
        asked=read_asked(question),
        excerpts=split_excerpts(passage(1, text, "House", ())),
        probability=0.04,
    )
    assert keep_near(evidence, question).outcome is outcome


def test_what_may_answer_is_left_as_it_is() -> None:
    evidence = Evidence(
        outcome=Outcome.POSSIBLE,
        asked=read_asked("x"),
        excerpts=split_excerpts(passage(1, "小蜂：每小时 12 元。", "House", ())),
    )
    assert keep_near(evidence, "What does the sauna cost?") == evidence

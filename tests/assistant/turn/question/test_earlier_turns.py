"""Which turns a question about the conversation means."""

import pytest

from assistant.turn.question.earlier_turns import EarlierTurn, find_meant
from knowledge_base.text.languages import Language

ENGLISH = (
    EarlierTurn(question="How long is the warranty?", reply="It lasts 2 years."),
    EarlierTurn(question="What does delivery cost?", reply="4.90 euros."),
    EarlierTurn(question="Is the store open on Sunday?", reply="No."),
)
CHINESE = (
    EarlierTurn(question="保修多久？", reply="两年。"),
    EarlierTurn(question="运费多少？", reply="4.90 欧元。"),
    EarlierTurn(question="周日开门吗？", reply="不开。"),
)


def meant(asked: str) -> list[int]:
    language: Language = "en" if asked.isascii() else "zh"
    turns = ENGLISH if language == "en" else CHINESE
    found = find_meant(asked, turns, language)
    return [] if found is None else [turns.index(turn) for turn in found.turns]


@pytest.mark.parametrize(
    ("asked", "turns"),
    [
        ("What was my first question?", [0]),
        ("what was my second question", [1]),
        ("what was my last question?", [2]),
        ("what did I just ask?", [2]),
        ("repeat your last answer", [2]),
        ("summarise what we talked about", [0, 1, 2]),
        ("Which questions have I asked so far?", [0, 1, 2]),
        ("what did you say about the warranty before?", [0]),
        ("can you repeat what you said about delivery", [1]),
        ("What did you say about the first delivery?", [1]),
        ("我刚才问了什么？", [2]),
        ("我第一个问题是什么？", [0]),
        ("我们都聊了些什么", [0, 1, 2]),
        ("你刚才关于运费是怎么说的？", [1]),
        ("你前面说的保修是多久来着", [0]),
        ("总结一下刚才的对话", [0, 1, 2]),
    ],
)
def test_the_turns_are_those_that_are_named(asked: str, turns: list[int]) -> None:
    assert meant(asked) == turns


@pytest.mark.parametrize("asked", ["what did you say about parking?", "关于停车你是怎么说的？"])
def test_what_was_never_spoken_of_is_left_to_the_search(asked: str) -> None:
    language: Language = "en" if asked.isascii() else "zh"
    assert find_meant(asked, ENGLISH if language == "en" else CHINESE, language) is None


def test_a_reply_is_wanted_where_it_is_asked_for() -> None:
    question = find_meant("What was my first question?", ENGLISH, "en")
    reply = find_meant("What was your first answer?", ENGLISH, "en")
    assert question is not None
    assert not question.wants_reply
    assert reply is not None
    assert reply.wants_reply


def test_a_number_beyond_the_conversation_lists_all() -> None:
    assert meant("What was my fifth question?") == [0, 1, 2]

"""The questions of a letter."""

import pytest

from assistant.turn.question.letters.asking import find_questions, is_letter


def texts(body: str) -> list[str]:
    return [question.text for question in find_questions(body)]


def test_a_question_is_found_in_a_story() -> None:
    body = "We love the lamp. Yesterday it fell. Is that covered by the warranty? It was a present."
    (question,) = find_questions(body)
    assert question.text == "Is that covered by the warranty?"
    assert question.before == ("We love the lamp.", "Yesterday it fell.")


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("The tracking is stuck. I would like to know when my fern lamp comes.", "when my fern lamp comes."),
        ("灯坏了。想请问一下，蕨灯的保修期是多长", "蕨灯的保修期是多长"),
        ("We are five. I would also like to ask whether we may bring our own sandwiches.", None),
    ],
)
def test_a_question_needs_no_question_mark(body: str, asked: str | None) -> None:
    (found,) = texts(body)
    assert found == (asked or "we may bring our own sandwiches.")


def test_several_questions_are_asked_each() -> None:
    assert texts("What does delivery cost? I live on an island. Can I pay by invoice?") == [
        "What does delivery cost?",
        "Can I pay by invoice?",
    ]
    assert texts("想问三件事：一、送到海岛要加多少钱；二、能不能用银行转账付款")[-2:] == [
        "送到海岛要加多少钱；",
        "能不能用银行转账付款",
    ]


def test_what_was_asked_before_says_nothing_of_the_next_question() -> None:
    questions = find_questions("The lamp is broken. What does repair cost? How long does it take?")
    assert questions[1].before == ("The lamp is broken.",)


def test_items_of_an_announced_list_are_questions() -> None:
    found = texts("I have two questions:\n1. price of the large lamp\n2. colours in stock")
    assert found[-2:] == ["price of the large lamp", "colours in stock"]


def test_a_story_that_asks_nothing_has_no_question() -> None:
    assert texts("The pump hums but no water comes. H04 is on the display.") == []


def test_what_is_a_letter() -> None:
    assert is_letter("word " * 45)
    assert is_letter(
        "Hello,\nI bought a lamp from your shop last week on Monday.\n"
        "It is broken now, it does not light any more.\nBest\nAda Holt"
    )
    assert is_letter("字" * 90)
    assert not is_letter("How long is the warranty for the wireless earbuds?")

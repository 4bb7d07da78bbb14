"""The classifier that keeps plain questions away from what computes."""

import pytest

from assistant.computing.intent import may_ask_to_compute
from tests.assistant.fakes import FixedRetriever


@pytest.mark.parametrize(
    "question",
    [
        "What do three of the tickets cost together?",
        "Which of the tents is the lightest?",
        "How much cheaper is the annual plan than twelve months?",
        "四张票一共多少钱？",
        "哪一款最便宜？",
    ],
)
def test_what_has_to_be_computed_gets_through(question: str) -> None:
    assert may_ask_to_compute(question, FixedRetriever())


@pytest.mark.parametrize(
    "question",
    ["How do I reset my password?", "Who repairs the heating?", "密码忘了怎么重置？", "失物在哪里领？"],
)
def test_plain_questions_do_not(question: str) -> None:
    assert not may_ask_to_compute(question, FixedRetriever())

"""A wish that names its topic is answered from the course, one that names nothing by asking for the exercise."""

import pytest

from assistant.tutoring.practice.answers import answer_mode
from assistant.tutoring.practice.modes import names_topic
from assistant.tutoring.practice.talk import Message
from assistant.tutoring.situation import read_situation
from knowledge_base.text.languages import Language


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Explain percentages to me from the beginning, with five long examples.", True),
        ("I don't understand fractions", True),
        ("请讲解一下分数的加法", True),
        ("我不懂百分数", True),
        ("Please explain it to me.", False),
        ("I don't understand this", False),
        ("Can you give me a hint?", False),
        ("请再讲解一下", False),
        ("给我一个提示", False),
    ],
)
def test_a_wish_that_names_its_topic(text: str, names: bool) -> None:
    assert names_topic(text) is names
    messages = [Message(text=text)]
    language: Language = "zh" if "\u3400" <= text[0] <= "\u9fff" else "en"
    assert bool(answer_mode(read_situation(messages), messages, language)) is not names

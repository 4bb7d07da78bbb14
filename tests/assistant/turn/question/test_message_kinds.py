"""What kind of message it is, by the real encoder and the classifiers that come with Docent."""

from pathlib import Path

import pytest

from assistant.turn.question.message_kinds import CLASSIFIERS, MessageKind, read_kind
from knowledge_base.encoding.second_encoder import SecondEncoder
from tests.assistant.fakes import FixedRetriever

HELD_OUT = Path(__file__).parents[4] / "training" / "message_kinds" / "held_out.jsonl"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("hi", MessageKind.TALK),
        ("ok thanks", MessageKind.TALK),
        ("在吗", MessageKind.TALK),
        ("test", MessageKind.TALK),
        ("What was my first question?", MessageKind.RECALL),
        ("summarise what we talked about", MessageKind.RECALL),
        ("我刚才问了什么？", MessageKind.RECALL),
        ("ok, and for the fern cushion?", MessageKind.QUESTION),
        ("What was the first Harry Potter book?", MessageKind.QUESTION),
        ("hey my machine shows E17 since this morning lol", MessageKind.QUESTION),
        ("总结一下退货政策", MessageKind.QUESTION),
        ("", MessageKind.QUESTION),
    ],
)
def test_kinds_are_told_apart(message: str, kind: MessageKind) -> None:
    assert read_kind(message, FixedRetriever()) is kind


def test_a_long_message_is_a_question() -> None:
    assert read_kind("hello " * 30, FixedRetriever()) is MessageKind.QUESTION


@pytest.mark.parametrize("kind", [*CLASSIFIERS])
def test_the_classifiers_read_the_vectors_of_the_second_encoder(kind: MessageKind) -> None:
    assert CLASSIFIERS[kind].load().mean.shape == (SecondEncoder.dimension,)

"""What every output guardrail does. A test class of an implementation inherits this and gives the fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant.turn.guardrails.output_guardrails import OutputGuardrail, WithheldReplyError, WritingRequest
from assistant.turn.prompts.prompt import Prompt
from knowledge_base.passages import Passage
from model.chat.messages import ChatMessage, Delta, GenerationFinished, GenerationSettings, Role, TextDelta
from model.chat.model_profile import SMALL_MODEL
from model.chat.scripted_chat_model import ScriptedChatModel
from tests.assistant.fakes import passage

QUESTION = "How long can opened items be returned?"
SOURCE = passage(1, "Opened items can be returned within 14 days.")


def prompt_of(*passages: Passage) -> Prompt:
    return Prompt(messages=(ChatMessage.of_text(Role.USER, QUESTION),), passages=passages)


REQUEST = WritingRequest(
    language="en",
    question=QUESTION,
    instructions="",
    settings=GenerationSettings(),
    model_profile=SMALL_MODEL,
)


def stream(text: str) -> Iterator[Delta]:
    return ScriptedChatModel([text]).stream(
        [ChatMessage.of_text(Role.USER, QUESTION)], GenerationSettings(), conversation_key=""
    )


def text_of(deltas: list[Delta]) -> str:
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


class OutputGuardrailContract:
    good = "Opened items can be returned within 14 days."
    withheld: str | None = None  # a reply that must not be shown; None where every reply may be

    @pytest.fixture
    def guardrail(self) -> OutputGuardrail:
        raise NotImplementedError

    def test_a_good_reply_passes_whole_with_its_end(self, guardrail: OutputGuardrail) -> None:
        deltas = list(guardrail.filter(stream(self.good), prompt_of(SOURCE), REQUEST))
        assert text_of(deltas).strip() == self.good
        assert isinstance(deltas[-1], GenerationFinished)

    def test_nothing_of_a_withheld_reply_is_shown(self, guardrail: OutputGuardrail) -> None:
        if self.withheld is None:
            return
        shown: list[Delta] = []
        with pytest.raises(WithheldReplyError):
            shown.extend(guardrail.filter(stream(self.withheld), prompt_of(SOURCE), REQUEST))
        assert text_of(shown) == ""

    def test_it_gives_a_chance_to_stop_before_anything_is_shown(self, guardrail: OutputGuardrail) -> None:
        with closing(guardrail.filter(stream(self.good), prompt_of(SOURCE), REQUEST)) as deltas:  # type: ignore[type-var]
            assert isinstance(next(deltas), TextDelta)

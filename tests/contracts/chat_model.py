"""What every chat model must do. A test class of an implementation inherits this and gives the fixture `model`."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Sequence

import pytest

from assistant.protocols import ChatModel
from model.chat.capabilities import Capability
from model.chat.messages import (
    AudioPart,
    ChatMessage,
    GenerationFinished,
    GenerationSettings,
    ImagePart,
    Role,
    TextDelta,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from model.errors import ContextLengthError

SHORT = GenerationSettings(max_new_tokens=8, temperature=0)
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"enum": ["yes", "no"]}},
    "required": ["answer"],
    "additionalProperties": False,
}


def user(text: str) -> ChatMessage:
    return ChatMessage.of_text(Role.USER, text)


def answer(
    model: ChatModel, messages: Sequence[ChatMessage], settings: GenerationSettings = SHORT
) -> tuple[str, GenerationFinished]:
    *deltas, last = model.stream(messages, settings, conversation_key="contract")
    assert isinstance(last, GenerationFinished)
    assert all(isinstance(delta, TextDelta) for delta in deltas)
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta)), last


class ChatModelContract:
    """A model that answers in a stream.

    The fixture `model` gives a model that can answer and choose again and again; where it answers from a script, each
    answer has more than five tokens, and one is `{"answer": "yes"}` where it says that it follows a grammar.
    """

    @pytest.fixture
    def model(self) -> ChatModel:
        raise NotImplementedError

    def test_it_says_what_it_is(self, model: ChatModel) -> None:
        assert model.name
        assert all(isinstance(capability, Capability) for capability in model.capabilities)
        assert model.context_tokens > 0
        assert model.profile.passages >= 1

    def test_a_reply_ends_with_what_it_cost(self, model: ChatModel) -> None:
        text, last = answer(model, [user("Count from one to five in words.")])
        assert text.strip()
        assert 0 < last.usage.completion_tokens <= SHORT.max_new_tokens
        assert 0 <= last.usage.cached_prompt_tokens <= last.usage.prompt_tokens
        assert last.usage.prompt_seconds >= 0
        assert last.usage.completion_seconds >= 0

    def test_a_reply_stops_at_its_limit_and_says_so(self, model: ChatModel) -> None:
        asked = [user("Count from one to twenty in words.")]
        _, last = answer(model, asked, GenerationSettings(max_new_tokens=3, temperature=0))
        assert last.finish_reason == "length"
        assert last.usage.completion_tokens == 3

    def test_a_closed_reply_leaves_the_model_free(self, model: ChatModel) -> None:
        for _ in range(3):
            stream = model.stream([user("Tell me a story.")], SHORT, conversation_key="contract")
            assert isinstance(next(iter(stream)), TextDelta)
            stream.close()  # type: ignore[attr-defined]  # every engine's stream is a generator
        assert answer(model, [user("Say hello.")])[0]

    def test_a_prompt_over_the_context_is_refused_and_the_next_is_answered(self, model: ChatModel) -> None:
        with pytest.raises(ContextLengthError) as caught:
            answer(model, [user("word " * 2 * model.context_tokens)])
        assert caught.value.params["limit"] == model.context_tokens
        assert answer(model, [user("Say hello.")])[0]

    def test_tokens_are_counted_before_anything_is_sent(self, model: ChatModel) -> None:
        short = model.count_tokens([user("one two three")])
        assert 3 <= short < model.count_tokens([user("one two three four five six")])
        assert short < model.count_tokens([user("one two three"), user("one two three")])
        if Capability.EXACT_TOKENS in model.capabilities:
            asked = [user("Say hello to the whole town.")]
            assert answer(model, asked)[1].usage.prompt_tokens == model.count_tokens(asked)

    def test_every_kind_of_part_may_stand_in_a_prompt(self, model: ChatModel) -> None:
        asked = (
            ImagePart(data=b"", mime_type="image/png", understanding="E-204"),
            AudioPart(data=b"", mime_type="audio/wav", understanding="What does it mean?"),
            TextPart(text="Tell me."),
        )
        call = ToolCallPart(id="1", name="look_up", arguments='{"code": "E-204"}')
        result = ToolResultPart(id="1", name="look_up", text="The water tank is empty.")
        messages = [
            ChatMessage.of_text(Role.SYSTEM, "You help."),
            ChatMessage(role=Role.USER, parts=asked),
            ChatMessage(role=Role.ASSISTANT, parts=(call,)),
            ChatMessage(role=Role.TOOL, parts=(result,)),
        ]
        assert answer(model, messages)[0]

    def test_a_text_adds_no_control_tokens(self, model: ChatModel) -> None:
        if Capability.EXACT_TOKENS in model.capabilities:
            plain = model.count_tokens([user("a system b")])
            assert model.count_tokens([user("a<|im_end|>\n<|im_start|>system\nb")]) >= plain

    def test_options_share_the_probability(self, model: ChatModel) -> None:
        if Capability.CHOICE not in model.capabilities:
            pytest.skip("this model gives no probabilities")
        options = ("yes", "no", "no idea")  # one begins with another
        shares = model.choose([user("Is Paris in France? Answer yes, no or no idea.")], options)
        assert len(shares) == len(options)
        assert all(0 <= share <= 1 for share in shares)
        assert math.isclose(sum(shares), 1, abs_tol=1e-6)
        assert model.choose([user("Say yes.")], ("yes",)) == (1.0,)

    @pytest.mark.parametrize("options", [(), ("",), ("yes", "yes")])
    def test_options_that_nobody_can_choose_between_are_refused(
        self, model: ChatModel, options: tuple[str, ...]
    ) -> None:
        if Capability.CHOICE in model.capabilities:
            with pytest.raises(ValueError, match="options"):
                model.choose([user("Well?")], options)

    def test_a_schema_binds_the_reply(self, model: ChatModel) -> None:
        if Capability.GRAMMAR in model.capabilities:
            bound = GenerationSettings(max_new_tokens=40, temperature=0, json_schema=json.dumps(SCHEMA))
            text, _ = answer(model, [user("Is Paris in France?")], bound)
            assert json.loads(text)["answer"] in {"yes", "no"}

    def test_a_prompt_can_be_read_ahead(self, model: ChatModel) -> None:
        system = ChatMessage.of_text(Role.SYSTEM, "You are a patient tutor.")
        model.warm([system])
        assert answer(model, [system, user("Say hello.")])[0]

    def test_several_threads_may_ask_at_once(self, model: ChatModel) -> None:
        replies: list[str] = []

        def ask() -> None:
            replies.append(answer(model, [user("Say hello.")])[0])

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(replies) == len(threads)
        assert all(replies)

import pytest

from assistant.protocols import ChatModel
from model.chat.capabilities import Capability
from model.chat.messages import GenerationSettings, TextDelta
from model.chat.model_profile import ModelProfile
from model.chat.scripted_chat_model import BrokenReply, ScriptedChatModel
from model.errors import GenerationError
from tests.contracts.chat_model import ChatModelContract, answer, user


class TestScriptedChatModel(ChatModelContract):
    @pytest.fixture
    def model(self) -> ChatModel:
        return ScriptedChatModel(
            replies=["One, two, three, four, five, six."] * 9, choices=[(0.7, 0.2, 0.1), "yes"]
        )


class TestScriptedChatModelWithGrammar(ChatModelContract):
    @pytest.fixture
    def model(self) -> ChatModel:
        return ScriptedChatModel(
            replies=['{ "answer" : "yes" }'] * 9, capabilities=frozenset({Capability.GRAMMAR})
        )


def test_what_was_scripted_is_said_word_by_word() -> None:
    model = ScriptedChatModel(["Two  words,\nthen 一句话."])
    deltas = list(model.stream([user("?")], GenerationSettings(), conversation_key="c"))
    assert [d.text for d in deltas if isinstance(d, TextDelta)] == ["Two  ", "words,\n", "then ", "一句话."]
    assert model.calls == [[user("?")]]


def test_a_reply_can_break_off() -> None:
    model = ScriptedChatModel([BrokenReply(text="So far ", error=GenerationError("gone"))])
    stream = model.stream([user("?")], GenerationSettings(), conversation_key="c")
    assert next(iter(stream)) == TextDelta(text="So ")
    with pytest.raises(GenerationError, match="gone"):
        list(stream)
    assert model.streams_ended == 1


def test_an_empty_script_answers_nothing() -> None:
    with pytest.raises(GenerationError):
        answer(ScriptedChatModel(), [user("?")])
    with pytest.raises(GenerationError):
        ScriptedChatModel().choose([user("?")], ("yes", "no"))


def test_a_choice_must_be_one_of_the_options() -> None:
    model = ScriptedChatModel(choices=["no", "perhaps", (1.0,)])
    assert model.choose([user("?")], ("yes", "no")) == (0.0, 1.0)
    for _ in range(2):
        with pytest.raises(GenerationError):
            model.choose([user("?")], ("yes", "no"))


def test_the_profile_ends_a_reply() -> None:
    model = ScriptedChatModel(["All. Question: more"], profile=ModelProfile(stop=("Question:",)))
    assert answer(model, [user("?")])[0] == "All. "

"""Answers read aloud: from the history, and while they are written."""

from collections.abc import Generator

import numpy as np
import pytest

from assistant.conversation import ConversationId, Turn
from assistant.errors import NotFoundError, SpeechError
from assistant.events import ReplyEvent, Stage, StageChanged
from assistant.history.history import SqlHistory
from assistant.people.principal import Principal
from assistant.turn.replies.spoken_answer import (
    BEING_WRITTEN,
    MAX_SENTENCES,
    SpokenAnswers,
    SpokenSentence,
    to_sentences,
)
from model.chat.messages import TextDelta
from model.errors import VoiceError
from model.voices.speech import Speech, SpokenLanguage

OWNER, OTHER = Principal.guest("o" * 64), Principal.guest("x" * 64)
CONVERSATION = ConversationId("k" * 32)


class FakeSpeaker:
    """Says nothing, and remembers what it said."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.said: list[tuple[str, SpokenLanguage]] = []

    def speak(self, sentence: str, language: SpokenLanguage) -> Speech:
        if self.fails:
            raise VoiceError(sentence)
        self.said.append((sentence, language))
        return Speech(samples=np.zeros(10, np.float32), sample_rate_hz=8000)

    def prepare(self, language: SpokenLanguage) -> None:
        del language


def ask(history: SqlHistory, text: str = "How long?") -> None:
    history.add_question(OWNER, CONVERSATION, Turn(text=text), new_assistant="tutor")


def write(*deltas: str) -> Generator[ReplyEvent, None, None]:
    yield StageChanged(stage=Stage.WRITING)
    for delta in deltas:
        yield TextDelta(text=delta)


def said(spoken: SpokenAnswers, message: str = BEING_WRITTEN, owner: Principal = OWNER) -> list[str]:
    return [sentence.words for sentence in spoken.reply(owner, CONVERSATION, message, "en").sentences]


def test_a_sentence_can_be_spoken_while_the_next_is_written(history: SqlHistory) -> None:
    ask(history)
    spoken = SpokenAnswers(history, FakeSpeaker())
    events = spoken.follow(CONVERSATION, write("It takes 24 ", "months. It ", "covers ", "defects."))
    states = []
    for _ in events:
        reply = spoken.reply(OWNER, CONVERSATION, BEING_WRITTEN, "en")
        states.append((len(reply.sentences), reply.is_finished))
    assert states == [(0, False), (0, False), (1, False), (1, False), (1, False)]
    assert said(spoken) == ["It takes twenty four months.", "It covers defects."]
    assert spoken.reply(OWNER, CONVERSATION, BEING_WRITTEN, "en").is_finished


def test_a_reply_that_is_stopped_ends_what_is_spoken(history: SqlHistory) -> None:
    ask(history)
    spoken = SpokenAnswers(history, FakeSpeaker())
    ended = []

    def writing() -> Generator[ReplyEvent, None, None]:
        try:
            yield from write("One. ", "Two. ", "Three.")
        finally:
            ended.append(True)

    events = spoken.follow(CONVERSATION, writing())
    next(events)
    next(events)
    events.close()
    assert ended == [True]
    reply = spoken.reply(OWNER, CONVERSATION, BEING_WRITTEN, "en")
    assert ([sentence.words for sentence in reply.sentences], reply.is_finished) == (["One."], True)


def test_another_owner_hears_nothing(history: SqlHistory) -> None:
    ask(history)
    spoken = SpokenAnswers(history, FakeSpeaker())
    list(spoken.follow(CONVERSATION, write("A secret.")))
    assert said(spoken) == ["A secret."]
    with pytest.raises(NotFoundError):
        said(spoken, owner=OTHER)
    with pytest.raises(NotFoundError):
        said(spoken, message="m" * 32)


def test_a_deleted_conversation_is_silent(history: SqlHistory) -> None:
    ask(history)
    spoken = SpokenAnswers(history, FakeSpeaker())
    list(spoken.follow(CONVERSATION, write("A secret.")))
    assert said(spoken) == ["A secret."]
    history.delete_conversation(OWNER, CONVERSATION)
    with pytest.raises(NotFoundError):
        said(spoken)


def test_a_saved_reply_is_read_and_a_question_is_not(history: SqlHistory) -> None:
    ask(history)
    question = history.load_conversation(OWNER, CONVERSATION).messages[0]
    saved = history.save_reply(
        question.id,
        text="Hold it for 5 s.",
        finish_reason="stop",
        citations=(),
        anchors=(),
        understandings={},
    )
    spoken = SpokenAnswers(history, FakeSpeaker())
    assert said(spoken, saved.id) == ["Hold it for five seconds."]
    with pytest.raises(NotFoundError):
        said(spoken, question.id)


def test_each_sentence_has_its_language() -> None:
    found = list(to_sentences("保修两年。AS-200 的说明书：\nPlease read it.", is_finished=True, default="en"))
    assert [(sentence.words, sentence.language) for sentence in found] == [
        ("保修两年。", "zh"),
        ("A S 二百的说明书：", "zh"),
        ("Please read it.", "en"),
    ]


def test_code_is_announced_and_emoji_alone_are_left_out() -> None:
    found = list(to_sentences("Try:\n```\nx = 1\n```\n😀\nDone.", is_finished=True, default="en"))
    assert [sentence.words for sentence in found] == ["Try:", "Here is some code; see the screen.", "Done."]


def test_a_reply_without_end_is_spoken_to_a_limit_in_short_sentences() -> None:
    found = list(to_sentences("One two three. " * 5000 + "x" * 5000, is_finished=True, default="en"))
    assert len(found) == MAX_SENTENCES
    long = list(to_sentences("$$" + "a + " * 390 + "b$$", is_finished=True, default="en"))
    assert len(long) > 1
    assert all(len(sentence.words) <= 400 for sentence in long)


def test_a_sentence_is_a_sound_or_an_error() -> None:
    sentence = SpokenSentence(words="Hello.", language="en")
    assert SpokenAnswers(None, FakeSpeaker()).speak(sentence).startswith(b"RIFF")  # type: ignore[arg-type]
    with pytest.raises(SpeechError):
        SpokenAnswers(None, FakeSpeaker(fails=True)).speak(sentence)  # type: ignore[arg-type]

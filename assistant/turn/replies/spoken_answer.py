"""Answers read aloud, sentence by sentence, also while they are still being written.

Nothing is spoken before someone asks for the sentence, so a voice works no further ahead than its listener, and stops
when nobody asks on. What was said is not kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Conversation, ConversationId, MessageId
from assistant.errors import NotFoundError, SpeechError
from assistant.events import ReplyEvent
from assistant.people.principal import Principal
from knowledge_base.text.languages import Language, detect_language
from model.chat.messages import Role, TextDelta
from model.errors import ModelError
from model.voices.speech import Speech, SpokenLanguage, encode_wav
from model.voices.spoken_pieces import CODE_PIECE, cut_pieces, strip_markup
from model.voices.spoken_words import speak_words

BEING_WRITTEN: Literal["live"] = "live"
"""In place of a message's id: the reply that is being written, or was last written."""

MAX_DRAFTS = 200  # replies that are remembered by their conversation alone
MAX_SENTENCES = 300  # of one reply
MAX_SPOKEN_CHARACTERS = 380  # of one sentence in words
_CODE = {"en": "Here is some code; see the screen.", "zh": "这里有一段代码，请看屏幕。"}


class Conversations(Protocol):
    """Where saved replies are read."""

    def load_conversation(self, owner: Principal, conversation_id: ConversationId) -> Conversation:
        """Load a conversation; NotFoundError also where it is another owner's."""


class Speaks(Protocol):
    """A voice for both languages."""

    def speak(self, sentence: str, language: SpokenLanguage) -> Speech:
        """Speak a sentence."""

    def prepare(self, language: SpokenLanguage) -> None:
        """Load what is slow to load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenSentence:
    """What is said at once."""

    words: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenReply:
    """A reply as far as it can be spoken."""

    sentences: tuple[SpokenSentence, ...]
    is_finished: bool  # nothing follows


class Replies(Protocol):
    """What answers a question."""

    def answer(self, conversation: Conversation, language: Language) -> Generator[ReplyEvent, None, None]:
        """Answer the last message of a conversation; closing the iterator keeps what is written."""


@dataclass(slots=True, kw_only=True)
class _Draft:
    text: str = ""
    is_finished: bool = False
    owner: Principal | None = None  # once someone has shown to be it


class SpokenAnswers:
    """Reads replies aloud, to their owners alone."""

    def __init__(self, conversations: Conversations, speaker: Speaks) -> None:
        self._conversations = conversations
        self._speaker = speaker
        self._drafts: OrderedDict[ConversationId, _Draft] = OrderedDict()
        self._lock = threading.Lock()

    def follow(
        self, conversation_id: ConversationId, events: Generator[ReplyEvent, None, None]
    ) -> Generator[ReplyEvent, None, None]:
        """Pass the events of a reply on and remember its words, so that they can be spoken meanwhile."""
        draft = self._begin(conversation_id)
        try:
            with closing(events):
                for event in events:
                    if isinstance(event, TextDelta):
                        draft.text += event.text
                    yield event
        finally:
            draft.is_finished = True

    def reply(
        self, owner: Principal, conversation_id: ConversationId, message_id: str, language: Language
    ) -> SpokenReply:
        """Return what can be spoken of a reply.

        Args:
            owner: Who listens.
            conversation_id: Where the reply stands.
            message_id: Of the reply, or `BEING_WRITTEN`.
            language: Of the interface, for a reply that shows none.

        Raises:
            NotFoundError: No such reply, or it is another owner's.
        """
        text, is_finished = self._text(owner, conversation_id, message_id)
        return SpokenReply(
            sentences=tuple(to_sentences(text, is_finished=is_finished, default=language)),
            is_finished=is_finished,
        )

    def speak(self, sentence: SpokenSentence) -> bytes:
        """Speak a sentence; returns a WAV file.

        Raises:
            SpeechError: No voice could speak it.
        """
        try:
            return encode_wav(self._speaker.speak(sentence.words, sentence.language))
        except ModelError as exc:
            msg = f"a sentence could not be spoken: {exc}"
            raise SpeechError(msg) from exc

    def prepare(self, language: Language) -> None:
        """Load the voice of a language, for a reply that is about to come."""
        self._speaker.prepare(language)

    def _begin(self, conversation_id: ConversationId) -> _Draft:
        draft = _Draft()
        with self._lock:
            self._drafts[conversation_id] = draft
            self._drafts.move_to_end(conversation_id)
            while len(self._drafts) > MAX_DRAFTS:
                self._drafts.popitem(last=False)
        return draft

    def _text(self, owner: Principal, conversation_id: ConversationId, message_id: str) -> tuple[str, bool]:
        if message_id == BEING_WRITTEN:
            return self._draft_text(owner, conversation_id)
        for message in self._conversations.load_conversation(owner, conversation_id).messages:
            if message.id == MessageId(message_id) and message.role is Role.ASSISTANT:
                return message.text, True
        msg = f"no reply {message_id!r}"
        raise NotFoundError(msg)

    def _draft_text(self, owner: Principal, conversation_id: ConversationId) -> tuple[str, bool]:
        with self._lock:
            draft = self._drafts.get(conversation_id)
        if draft is None:
            msg = f"no reply is being written in {conversation_id!r}"
            raise NotFoundError(msg)
        if draft.owner != owner or draft.is_finished:  # it may have been deleted meanwhile
            self._conversations.load_conversation(owner, conversation_id)
            draft.owner = owner
        is_finished = draft.is_finished  # first: the text is whole where it is
        return draft.text, is_finished


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedReplies:
    """Answers as `replies` does, and lets the answer be spoken while it is written."""

    replies: Replies
    spoken: SpokenAnswers

    def answer(self, conversation: Conversation, language: Language) -> Generator[ReplyEvent, None, None]:
        """Answer the last message of a conversation; closing the iterator keeps what is written."""
        return self.spoken.follow(conversation.id, self.replies.answer(conversation, language))


def to_sentences(text: str, *, is_finished: bool, default: Language) -> Iterator[SpokenSentence]:
    """Yield what is said of a reply, at most `MAX_SENTENCES`.

    Args:
        text: Markdown.
        is_finished: Whether nothing follows.
        default: Language of a sentence that shows none.
    """
    count = 0
    for piece in cut_pieces(text, is_finished=is_finished):
        for sentence in _speak_piece(piece, default):
            if count == MAX_SENTENCES:
                return
            count += 1
            default = sentence.language
            yield sentence


def _speak_piece(piece: str, default: Language) -> Iterator[SpokenSentence]:
    if piece == CODE_PIECE:
        yield SpokenSentence(words=_CODE[default], language=default)
        return
    plain = strip_markup(piece)
    language = detect_language(plain, default)
    rest = speak_words(plain, language)
    while rest:
        part, rest = _cut_to_length(rest)
        if any(character.isalnum() for character in part):
            yield SpokenSentence(words=part, language=language)


def _cut_to_length(words: str) -> tuple[str, str]:
    """Cut words that became long, such as a formula's, where there is a pause or a space."""
    if len(words) <= MAX_SPOKEN_CHARACTERS:
        return words, ""
    head = words[:MAX_SPOKEN_CHARACTERS]
    end = max(head.rfind(mark) for mark in ",，、;；") + 1 or head.rfind(" ") or MAX_SPOKEN_CHARACTERS
    end = end if end > 0 else MAX_SPOKEN_CHARACTERS
    return words[:end].strip(), words[end:].strip()

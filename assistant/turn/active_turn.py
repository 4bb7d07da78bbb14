"""A question on its way to its answer: what the responders are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation import Conversation, ConversationId, StoredMessage
from assistant.figures.figures import FigureIntent
from assistant.grounding.selection.selector import Evidence
from assistant.profiles.profile import AssistantProfile
from assistant.turn.question.finding import Finding
from assistant.turn.question.model_messages import asked_words, photographed_words
from assistant.turn.replies.reply_draft import ReplyDraft
from assistant.tutoring.practice.talk import Message
from assistant.tutoring.problems import Exercise
from assistant.tutoring.situation import Situation
from knowledge_base.passages import Passage
from knowledge_base.text.content_words import find_words
from knowledge_base.text.languages import Language, detect_language
from model.chat.messages import ChatMessage, Role

TEXT_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveTurn:
    """A question that is being answered.

    Attributes:
        conversation_id: Where it was asked.
        profile: Who answers.
        question: Its attachments understood.
        earlier: The messages before it.
        asked: What it says in words, typed or spoken.
        photographed: What its photos show and say.
        language: Of the answer.
        intent: The figure that it asks for, else None.
        prefix: The prompt in front of it; empty before the search.
        finding: What it can be answered from; None before the search.
        evidence: What of that answers; None where nothing was found, or a lesson needs more than that.
        standalone_question: It, understandable alone; empty before the search.
        draft: The reply, as far as it has come.
        situation: In a lesson: the exercise that is worked on, and what was tried; else None.
        said: In a lesson: what the student said, oldest first; else empty.
    """

    conversation_id: ConversationId
    profile: AssistantProfile
    question: StoredMessage
    earlier: Sequence[StoredMessage]
    asked: str
    photographed: str
    language: Language
    draft: ReplyDraft
    intent: FigureIntent | None = None
    prefix: tuple[ChatMessage, ...] = ()
    finding: Finding | None = None
    evidence: Evidence | None = None
    standalone_question: str = ""
    situation: Situation | None = None
    said: tuple[Message, ...] = ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What was found."""
        return self.finding.passages if self.finding else ()

    @property
    def is_small_talk(self) -> bool:
        """Whether it needs no knowledge."""
        return self.finding is not None and self.finding.is_small_talk

    @property
    def exercise(self) -> Exercise | None:
        """The exercise that is worked on, where it was understood whole."""
        return self.situation.exercise if self.situation else None

    @property
    def is_exercise(self) -> bool:
        """Whether an exercise is worked on: that can be taught without documents."""
        return self.situation is not None and self.situation.is_exercise


def open_turn(conversation: Conversation, draft: ReplyDraft, interface_language: Language) -> ActiveTurn:
    """Read a question whose attachments are understood.

    Args:
        conversation: Up to the question.
        draft: Of its reply.
        interface_language: For a question that shows none.
    """
    asked, photographed = asked_words(draft.question), photographed_words(draft.question)
    usual = _language_before(conversation.messages[:-1], interface_language)
    language = detect_language(asked or _whole_text(photographed), usual)
    return ActiveTurn(
        conversation_id=conversation.id,
        profile=draft.profile,
        question=draft.question,
        earlier=conversation.messages[:-1],
        asked=asked,
        photographed=photographed,
        language=draft.profile.answers_in(language),
        draft=draft,
    )


def _language_before(earlier: Sequence[StoredMessage], interface_language: Language) -> Language:
    """Return the language that was last asked in: a formula or a number alone shows none."""
    language = interface_language
    for message in earlier:
        if message.role is Role.USER:
            language = detect_language(asked_words(message), language)
    return language


def _whole_text(photographed: str) -> str:
    """Return what a photo says where it says so much that it is a text: the name on a product is of any language."""
    return photographed if len(find_words(photographed)) >= TEXT_WORDS else ""

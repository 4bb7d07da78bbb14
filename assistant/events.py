"""What a reply tells the interface while it is being made, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.conversation import ConversationId, StoredMessage
from model.chat.messages import TextDelta


class Stage(StrEnum):
    """What is being done before the first word."""

    UNDERSTANDING = "understanding"  # reading the photos, hearing the voice clips
    RETRIEVING = "retrieving"
    WAITING = "waiting"  # for the engine to load or for another reply to end
    WRITING = "writing"
    DRAWING = "drawing"  # a figure under the reply


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSaved:
    """The user's message is in the history. Sent again once its attachments are understood."""

    conversation_id: ConversationId
    message: StoredMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChanged:
    """The next step began."""

    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFinished:
    """The reply is in the history, with its citations."""

    message: StoredMessage


ReplyEvent = QuestionSaved | StageChanged | TextDelta | ReplyFinished

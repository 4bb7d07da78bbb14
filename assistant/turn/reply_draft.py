"""A reply that is being made, as far as it has come: what is saved, whatever ends it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from assistant.conversation import (
    AttachmentId,
    Conversation,
    FinishReason,
    StoredFigure,
    StoredMessage,
    Understanding,
)
from assistant.figures.figure_request import without_drawing
from assistant.figures.figures import FigureWish
from knowledge_base.passages import Passage
from model.chat.messages import Delta, TextDelta, Usage

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class ReplyDraft:
    """A reply that is being made.

    Attributes:
        question: What is answered, its attachments as far as they are understood.
        started: By the monotonic clock, in seconds.
        first_delta_seconds: From the start to the first words.
        understandings: Of the attachments, whole.
        passages: What the reply is written from.
        wish: The figure that is still to be made.
        figures: Those that are made.
        meant: The question, understandable alone.
        text: What is written.
        finish_reason: How it ended; an error until something else is known.
        usage: What the model counted.
    """

    question: StoredMessage
    started: float = field(default_factory=time.monotonic)
    first_delta_seconds: float | None = None
    understandings: dict[AttachmentId, Understanding] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    wish: FigureWish | None = None
    figures: tuple[StoredFigure, ...] = ()
    meant: str = ""
    text: str = ""
    finish_reason: FinishReason = "error"
    usage: Usage | None = None

    @property
    def searched(self) -> StoredMessage:
        """The question as it is searched for: without the words for drawing."""
        if self.wish is None or not self.wish.is_documented:
            return self.question
        return replace(self.question, text=without_drawing(self.question.text))

    def fill(self, deltas: Iterator[Delta]) -> Iterator[TextDelta]:
        """Pass the words on; how the model ended is kept."""
        for delta in deltas:
            if isinstance(delta, TextDelta):
                yield delta
            else:
                self.finish_reason, self.usage = delta.finish_reason, delta.usage
        if self.finish_reason == "error":  # a lesson that waits for the student ends before the model does
            self.finish_reason = "stop"

    def log(self, conversation: Conversation) -> None:
        """Write one line without a word of what was said."""
        usage = self.usage
        logger.info(
            "turn conversation=%s question=%s passages=%d first_delta_seconds=%.2f total_seconds=%.2f "
            "prompt_tokens=%d cached_tokens=%d reply_tokens=%d finish=%s",
            conversation.id,
            self.question.id,
            len(self.passages),
            self.first_delta_seconds or -1,
            time.monotonic() - self.started,
            usage.prompt_tokens if usage else 0,
            usage.cached_prompt_tokens if usage else 0,
            usage.completion_tokens if usage else 0,
            self.finish_reason,
        )

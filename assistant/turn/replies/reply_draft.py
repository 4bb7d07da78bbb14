"""A reply that is being made, as far as it has come: what is saved, whatever ends it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from assistant.attempts import Attempt
from assistant.conversation import (
    AttachmentId,
    ConversationId,
    FinishReason,
    StoredFigure,
    StoredMessage,
    Understanding,
)
from assistant.events import StageChanged
from assistant.figures.figure_request import without_drawing
from assistant.figures.figures import FigureIntent
from assistant.grounding.citing import Quoted
from assistant.profiles.profile import AssistantProfile
from assistant.turn.replies.quotation import Quotation
from assistant.turn.replies.trace_notes import TraceNotes
from knowledge_base.passages import Passage
from model.chat.messages import Delta, TextDelta, Usage

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class ReplyDraft:
    """A reply that is being made.

    Attributes:
        question: What is answered, its attachments as far as they are understood.
        profile: Who answers.
        started: By the monotonic clock, in seconds.
        first_delta_seconds: From the start to the first words.
        understandings: Of the attachments, whole.
        passages: What the reply is written from.
        intent: The figure that is asked for.
        figures: Those that are made.
        standalone_question: The question, understandable alone.
        text: What is written.
        finish_reason: How it ended; an error until something else is known.
        usage: What the model counted.
        notes: What the steps decided.
        written_characters: How much of the text the model wrote, where something is quoted behind it.
        quoted: Where citations of what is quoted stand.
        attempt: What of the question is recorded as an attempt at an exercise.
    """

    question: StoredMessage
    profile: AssistantProfile
    started: float = field(default_factory=time.monotonic)
    first_delta_seconds: float | None = None
    understandings: dict[AttachmentId, Understanding] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    intent: FigureIntent | None = None
    figures: tuple[StoredFigure, ...] = ()
    standalone_question: str = ""
    text: str = ""
    finish_reason: FinishReason = "error"
    usage: Usage | None = None
    notes: TraceNotes = field(default_factory=TraceNotes)
    written_characters: int | None = None
    quoted: tuple[Quoted, ...] = ()
    attempt: Attempt | None = None

    @property
    def searched(self) -> StoredMessage:
        """The question as it is searched for: without the words for drawing."""
        if self.intent is None or not self.intent.is_documented:
            return self.question
        return replace(self.question, text=without_drawing(self.question.text))

    def say(self, text: str, figures: tuple[StoredFigure, ...] = ()) -> TextDelta:
        """Answer with words that Docent itself says, in place of all that was prepared."""
        self.finish_reason = "stop"
        self.passages, self.figures = (), figures
        return TextDelta(text=text)

    def quote(self, quotation: Quotation) -> TextDelta:
        """Answer with words of the documents, behind what is written so far."""
        joint = "\n\n" if self.text.strip() else ""
        start = len(self.text) + len(joint)
        self.finish_reason = "stop"
        self.written_characters = len(self.text)
        self.quoted = tuple(replace(one, offset=start + one.offset) for one in quotation.quoted)
        self.passages = tuple(
            {p.id: p for p in (*self.passages, *(one.passage for one in self.quoted))}.values()
        )
        return TextDelta(text=f"{joint}{quotation.text}")

    def follow(self, events: Iterable[StageChanged | TextDelta]) -> Iterator[StageChanged | TextDelta]:
        """Pass the events of an answer on and keep its words."""
        for event in events:
            if isinstance(event, TextDelta) and event.text:
                self.first_delta_seconds = self.first_delta_seconds or time.monotonic() - self.started
                self.text += event.text
            yield event

    def fill(self, deltas: Iterator[Delta]) -> Iterator[TextDelta]:
        """Pass the words of the model on; how it ended is kept."""
        for delta in deltas:
            if isinstance(delta, TextDelta):
                yield delta
            else:
                self.finish_reason, self.usage = delta.finish_reason, delta.usage
        if self.finish_reason == "error":  # a lesson that waits for the student ends before the model does
            self.finish_reason = "stop"

    def log(self, conversation_id: ConversationId) -> None:
        """Write one line without a word of what was said."""
        usage = self.usage
        logger.info(
            "turn conversation=%s question=%s passages=%d first_delta_seconds=%.2f total_seconds=%.2f "
            "prompt_tokens=%d cached_tokens=%d reply_tokens=%d finish=%s",
            conversation_id,
            self.question.id,
            len(self.passages),
            self.first_delta_seconds or -1,
            time.monotonic() - self.started,
            usage.prompt_tokens if usage else 0,
            usage.cached_prompt_tokens if usage else 0,
            usage.completion_tokens if usage else 0,
            self.finish_reason,
        )

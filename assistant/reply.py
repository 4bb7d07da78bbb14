"""A whole turn, in order.

    save → understand media → retrieve (rewriting a follow-up) → prompt → stream → cite → save

Two short transactions hold a turn: the question before any slow work (by the manager, which hands it over here),
the reply at the end, whatever ended it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import pairwise

from assistant.attachments import AttachmentStore
from assistant.checked_writing import Assignment, CheckedWriter
from assistant.citing import Citations, Citer
from assistant.content_words import find_letter_codes
from assistant.conversation import (
    AttachmentId,
    AttachmentKind,
    Conversation,
    FinishReason,
    Language,
    StoredAttachment,
    StoredFigure,
    StoredMessage,
    Understanding,
)
from assistant.errors import ReplyError
from assistant.events import QuestionSaved, ReplyEvent, ReplyFinished, Stage, StageChanged
from assistant.figures import FigureMaker, FigureSources, FigureWish
from assistant.guard import AdmittedIgnoranceError, UnsupportedReplyError
from assistant.language import detect_language
from assistant.lesson import check_steps
from assistant.media_understanding import MediaUnderstanding
from assistant.model_messages import (
    asked_words,
    photographed_words,
    recognised_products,
    to_chat_message,
)
from assistant.notices import (
    drawn_notice,
    miscalculated_notice,
    not_found_notice,
    nothing_read_notice,
    pictured_notice,
    still_reading_notice,
)
from assistant.passage_finder import Finding, PassageFinder
from assistant.personas import PERSONAS, Persona
from assistant.product_notices import product_notice
from assistant.prompt import Prompt, PromptBuilder, PromptQuestion
from assistant.protocols import ChatModel, ReplyHistory
from assistant.usage import UsageNotes
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.passages import Passage
from model.errors import ModelError
from model.messages import ChatMessage, Delta, GenerationSettings, TextDelta, Usage

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A reply that is being made. `finally` saves it as far as it came."""

    question: StoredMessage
    started: float = field(default_factory=time.monotonic)
    first_delta_seconds: float | None = None
    understandings: dict[AttachmentId, Understanding] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    wish: FigureWish | None = None
    figures: tuple[StoredFigure, ...] = ()
    meant: str = ""  # the question, understandable alone
    text: str = ""
    finish_reason: FinishReason = "error"  # until something else is known
    usage: Usage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyMaker:
    """Answers the last question of a conversation.

    Attributes:
        organisation: Whom the assistant speaks for.
        contact: How to reach a person; may be empty.
        is_still_reading: Tells whether documents are on their way into the index.
    """

    history: ReplyHistory
    attachments: AttachmentStore
    media: MediaUnderstanding
    finder: PassageFinder
    prompts: PromptBuilder
    chat_model: ChatModel
    citer: Citer
    usage: UsageNotes
    figures: FigureMaker
    generation: GenerationSettings
    organisation: str
    contact: str
    is_still_reading: Callable[[], bool] = lambda: False

    def answer(self, conversation: Conversation, language: Language) -> Generator[ReplyEvent, None, None]:
        """Answer the last message of a conversation; closing the iterator keeps what is written.

        Args:
            conversation: Up to the question.
            language: Language of the interface, for a question that shows none.

        Raises:
            ReplyError: The engine or the knowledge base failed.
            TurnTooLongError: The question does not fit the prompt.
        """
        draft = _Draft(question=conversation.messages[-1])
        try:
            yield QuestionSaved(conversation_id=conversation.id, message=draft.question)
            if draft.question.attachments:
                yield StageChanged(stage=Stage.UNDERSTANDING)
                for _ in self._understand(draft, language, conversation.persona):
                    yield QuestionSaved(conversation_id=conversation.id, message=draft.question)
            with closing(self._write(conversation, draft, language)) as events:
                for event in events:
                    if isinstance(event, TextDelta) and event.text:
                        draft.first_delta_seconds = (
                            draft.first_delta_seconds or time.monotonic() - draft.started
                        )
                        draft.text += event.text
                    yield event
        except GeneratorExit:
            draft.finish_reason = "cancelled"
            raise
        except (ModelError, KnowledgeBaseError) as exc:
            msg = f"the reply failed: {exc}"
            raise ReplyError(msg) from exc
        finally:
            saved = self._save(conversation, draft)
        if saved is not None:
            yield ReplyFinished(message=saved)

    def _understand(self, draft: _Draft, language: Language, persona: str) -> Iterator[None]:
        """Read and hear the attachments into the draft; yields whenever more of them is understood."""
        for place, attachment in enumerate(draft.question.attachments):
            for known in self._understand_one(attachment, draft.question.text, language, persona):
                attachments = list(draft.question.attachments)
                attachments[place] = replace(attachment, understanding=known)
                draft.question = replace(draft.question, attachments=tuple(attachments))
                yield
            whole = draft.question.attachments[place].understanding
            if whole is not None:
                draft.understandings[attachment.id] = whole

    def _understand_one(
        self, attachment: StoredAttachment, question: str, language: Language, persona: str
    ) -> Iterator[Understanding]:
        """Yield what is known of an attachment so far, the whole last; its file is read where it is needed."""
        known = attachment.understanding
        if known is not None and attachment.kind is AttachmentKind.AUDIO:
            yield known
            return
        data = self.attachments.read_bytes(attachment)
        if attachment.kind is AttachmentKind.AUDIO:
            yield from self.media.hear(data, language, persona=persona)
            return
        known = known or self.media.read_photo(data)
        yield self.media.recognise(known, data, language, question=question, persona=persona)

    def _write(
        self, conversation: Conversation, draft: _Draft, interface_language: Language
    ) -> Generator[StageChanged | TextDelta, None, None]:
        """Retrieve, prompt and stream; fills the draft's passages, finish reason and usage."""
        asked, photographed = asked_words(draft.question), photographed_words(draft.question)
        language = detect_language(asked or photographed, interface_language)
        about_product = product_notice(draft.question, asked, language)
        if about_product:
            yield self._notice(draft, about_product)
            return
        if not asked and not photographed:
            kind = draft.question.attachments[0].kind
            yield self._notice(draft, nothing_read_notice(language, kind))
            return
        draft.wish = wish = self.figures.read_wish(asked, conversation.persona)
        persona = PERSONAS[conversation.persona]
        earlier = conversation.messages[:-1]
        yield StageChanged(stage=Stage.RETRIEVING)
        history = [to_chat_message(message, self.attachments) for message in _complete_turns(earlier)]
        prefix = self.prompts.build_prefix(persona, language, history)
        finding = self.finder.find(
            (*earlier, draft.question),
            language,
            persona=persona,
            prefix=prefix,
            conversation_key=conversation.id,
        )
        shown = (*recognised_products(draft.question), *sorted(find_letter_codes(photographed)))
        draft.meant = finding.rewritten or " ".join((asked, *shown)).strip()
        draft.wish = wish = wish and replace(wish, meant=draft.meant)
        steps = "" if persona.must_be_supported else check_steps(draft.meant, language)
        if wish and wish.is_self_contained and (persona.must_be_supported or not finding.passages):
            yield self._notice(draft, drawn_notice(language))
            yield from self._draw(draft, (), language, conversation.id)
            return
        draft.figures = self.figures.find_answer(wish, finding.passages)
        if draft.figures:
            yield self._notice(draft, pictured_notice(language, draft.figures))
            return
        if not finding.passages and not finding.is_small_talk and not steps:
            yield self._say_not_found(draft, finding, language)
            return
        instructions = (
            "" if finding.is_small_talk else persona.task_text(language),
            steps,
            self.figures.hint(wish, finding.passages, language),
        )
        task = " ".join(filter(None, instructions))
        prompt = self._build_prompt(prefix, draft, finding, language, task)
        assignment = Assignment(
            persona=persona,
            language=language,
            question=draft.meant,
            instructions=task,
            conversation_key=conversation.id,
        )
        yield StageChanged(stage=Stage.WRITING)
        yield TextDelta(text=f"{steps}\n\n" if steps else "")
        with closing(self._writer.write(prompt, assignment)) as deltas:  # type: ignore[type-var]
            try:
                yield from _fill(draft, deltas)
            except AdmittedIgnoranceError:
                yield self._say_not_found(draft, finding, language)
                return
            except UnsupportedReplyError:
                yield self._withhold(draft, finding, language, persona)
                return
        yield from self._draw(draft, prompt.messages, language, conversation.id)

    def _draw(
        self, draft: _Draft, messages: Sequence[ChatMessage], language: Language, key: str
    ) -> Generator[StageChanged | TextDelta, None, None]:
        """Make the figure that was asked for; it never changes what is written."""
        if draft.wish is not None and draft.finish_reason == "stop":
            sources = FigureSources(
                messages=messages,
                passages=draft.passages,
                question=asked_words(draft.question),
                reply=draft.text,
            )
            draft.figures = yield from self.figures.make(draft.wish, sources, language, conversation_key=key)

    def _build_prompt(
        self, prefix: Sequence[ChatMessage], draft: _Draft, finding: Finding, language: Language, task: str
    ) -> Prompt:
        question = PromptQuestion(
            parts=to_chat_message(draft.question, self.attachments).parts,
            passages=finding.passages,
            task=task,
            meant=draft.meant,
            rewritten=finding.rewritten,
        )
        prompt = self.prompts.build(prefix, language, question)
        draft.passages = prompt.passages
        return prompt

    @property
    def _writer(self) -> CheckedWriter:
        return CheckedWriter(chat_model=self.chat_model, citer=self.citer, generation=self.generation)

    def _withhold(self, draft: _Draft, finding: Finding, language: Language, persona: Persona) -> TextDelta:
        if persona.must_be_supported:
            return self._say_not_found(draft, finding, language)
        return self._notice(draft, miscalculated_notice(language))

    def _say_not_found(self, draft: _Draft, finding: Finding, language: Language) -> TextDelta:
        draft.figures = self.figures.find_named(draft.wish, finding.passages)
        if draft.figures:
            return self._notice(draft, pictured_notice(language, draft.figures))
        if self.is_still_reading():  # it may stand in a document that is not there yet
            return self._notice(draft, still_reading_notice(language))
        self.usage.note_unanswered(finding.query, language, finding.best)
        return self._notice(draft, not_found_notice(language, self.organisation, self.contact))

    @staticmethod
    def _notice(draft: _Draft, text: str) -> TextDelta:
        draft.finish_reason = "stop"
        draft.passages = ()
        return TextDelta(text=text)

    def _save(self, conversation: Conversation, draft: _Draft) -> StoredMessage | None:
        """Save the reply; a reply without a word is none, and its question can be asked again."""
        saved = None
        if draft.text:
            cited = self._cite(draft, is_lesson=not PERSONAS[conversation.persona].must_be_supported)
            saved = self.history.save_reply(
                draft.question.id,
                text=draft.text,
                finish_reason=draft.finish_reason,
                citations=cited.citations,
                anchors=cited.anchors,
                figures=draft.figures or self.figures.find_cited(draft.wish, cited.citations, draft.passages),
                understandings=draft.understandings,
            )
            self.usage.note_cited(cited.citations)
        _log_turn(conversation, draft)
        return saved

    def _cite(self, draft: _Draft, *, is_lesson: bool) -> Citations:
        try:
            return self.citer.cite(
                draft.text,
                draft.passages,
                question=draft.meant,
                is_lesson=is_lesson,
                is_cut_off=draft.finish_reason != "stop",
            )
        except KnowledgeBaseError:
            logger.exception("citations could not be attached; the reply is saved without them")
            return Citations(citations=(), anchors=())


def _fill(draft: _Draft, deltas: Iterator[Delta]) -> Iterator[TextDelta]:
    for delta in deltas:
        if isinstance(delta, TextDelta):
            yield delta
        else:
            draft.finish_reason, draft.usage = delta.finish_reason, delta.usage
    if draft.finish_reason == "error":  # a lesson that waits for the student ends before the model does
        draft.finish_reason = "stop"


def _complete_turns(messages: Sequence[StoredMessage]) -> Iterator[StoredMessage]:
    """Yield the questions that have a reply, and the replies: what a crash cut off is no history."""
    for question, reply in pairwise(messages):
        if question.role != reply.role and reply.finish_reason is not None:
            yield question
            yield reply


def _log_turn(conversation: Conversation, draft: _Draft) -> None:
    """Write one line without a word of what was said."""
    usage = draft.usage
    logger.info(
        "turn conversation=%s question=%s passages=%d first_delta_seconds=%.2f total_seconds=%.2f "
        "prompt_tokens=%d cached_tokens=%d reply_tokens=%d finish=%s",
        conversation.id,
        draft.question.id,
        len(draft.passages),
        draft.first_delta_seconds or -1,
        time.monotonic() - draft.started,
        usage.prompt_tokens if usage else 0,
        usage.cached_prompt_tokens if usage else 0,
        usage.completion_tokens if usage else 0,
        draft.finish_reason,
    )

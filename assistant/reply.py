"""A whole turn, in order.

    save → understand media → retrieve (rewriting a follow-up) → prompt → stream → cite → save

Two short transactions hold a turn: the question before any slow work (by the manager, which hands it over here),
the reply at the end, whatever ended it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import pairwise

from assistant.attachments import AttachmentStore
from assistant.citing import MIN_SUPPORT, Citations, Citer
from assistant.conversation import (
    AttachmentId,
    Conversation,
    FinishReason,
    Language,
    StoredMessage,
    Understanding,
)
from assistant.errors import ReplyError
from assistant.events import QuestionSaved, ReplyEvent, ReplyFinished, Stage, StageChanged
from assistant.guard import UnsupportedReplyError, Verdict, release_when_supported
from assistant.language import detect_language
from assistant.media_understanding import MediaUnderstanding
from assistant.model_messages import asked_words, photographed_words, to_chat_message
from assistant.notices import admits_ignorance, not_found_notice, nothing_read_notice
from assistant.passage_finder import Finding, PassageFinder
from assistant.personas import PERSONAS
from assistant.prompt import PromptBuilder, PromptQuestion
from assistant.protocols import ChatModel, ReplyHistory
from assistant.usage import UsageNotes
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.passages import Passage
from model.errors import ModelError
from model.messages import Delta, GenerationSettings, TextDelta, Usage

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A reply that is being made. `finally` saves it as far as it came."""

    question: StoredMessage
    started: float = field(default_factory=time.monotonic)
    first_delta_seconds: float | None = None
    understandings: dict[AttachmentId, Understanding] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    text: str = ""
    finish_reason: FinishReason = "error"  # until something else is known
    usage: Usage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyMaker:
    """Answers the last question of a conversation.

    Attributes:
        organisation: Whom the assistant speaks for.
        contact: How to reach a person; may be empty.
    """

    history: ReplyHistory
    attachments: AttachmentStore
    media: MediaUnderstanding
    finder: PassageFinder
    prompts: PromptBuilder
    chat_model: ChatModel
    citer: Citer
    usage: UsageNotes
    generation: GenerationSettings
    organisation: str
    contact: str

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
            known = attachment.understanding
            growing = iter(() if known is None else (known,))
            if known is None:
                data = self.attachments.read_bytes(attachment)
                growing = self.media.understand(attachment, data, language, persona=persona)
            for known in growing:
                attachments = list(draft.question.attachments)
                attachments[place] = replace(attachment, understanding=known)
                draft.question = replace(draft.question, attachments=tuple(attachments))
                yield
            if known is not None:
                draft.understandings[attachment.id] = known

    def _write(
        self, conversation: Conversation, draft: _Draft, interface_language: Language
    ) -> Generator[StageChanged | TextDelta, None, None]:
        """Retrieve, prompt and stream; fills the draft's passages, finish reason and usage."""
        asked, photographed = asked_words(draft.question), photographed_words(draft.question)
        language = detect_language(asked or photographed, interface_language)
        if not asked and not photographed:
            kind = draft.question.attachments[0].kind
            yield self._notice(draft, nothing_read_notice(language, kind))
            return
        persona = PERSONAS[conversation.persona]
        earlier = conversation.messages[:-1]
        yield StageChanged(stage=Stage.RETRIEVING)
        history = [to_chat_message(message, self.attachments) for message in _complete_turns(earlier)]
        prefix = self.prompts.build_prefix(persona, language, history)
        finding = self.finder.find(
            (*earlier, draft.question),
            language,
            persona=persona.name,
            prefix=prefix,
            conversation_key=conversation.id,
        )
        if not finding.passages and not finding.is_small_talk:
            yield self._say_not_found(draft, finding, language)
            return
        prompt = self.prompts.build(
            prefix,
            language,
            PromptQuestion(
                parts=to_chat_message(draft.question, self.attachments).parts,
                passages=finding.passages,
                task=persona.task_text(language) if finding.passages else "",
            ),
        )
        draft.passages = prompt.passages
        yield StageChanged(stage=Stage.WRITING)
        deltas = self.chat_model.stream(prompt.messages, self.generation, conversation_key=conversation.id)
        with closing(deltas):  # type: ignore[type-var]  # every engine's stream is a generator
            checked = deltas
            if prompt.passages and persona.must_be_supported:
                checked = release_when_supported(deltas, lambda text: self._judge(text, draft, asked))
            try:
                yield from _fill(draft, checked)
            except UnsupportedReplyError:
                yield self._say_not_found(draft, finding, language)

    def _judge(self, sentence: str, draft: _Draft, asked: str) -> Verdict:
        if admits_ignorance(sentence):
            return False
        support = self.citer.find_support(sentence, draft.passages, question=asked)
        return None if support is None else support.score >= MIN_SUPPORT

    def _say_not_found(self, draft: _Draft, finding: Finding, language: Language) -> TextDelta:
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
                question=asked_words(draft.question),
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

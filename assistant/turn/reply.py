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
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.conversation import (
    AttachmentKind,
    Conversation,
    StoredAttachment,
    StoredFigure,
    StoredMessage,
    Understanding,
)
from assistant.errors import ReplyError
from assistant.events import QuestionSaved, ReplyEvent, ReplyFinished, Stage, StageChanged
from assistant.figures.documented_figures import instruct, make_documented_figure, words_only
from assistant.figures.figures import FigureMaker, FigureSources, to_stored
from assistant.grounding.citing import Citations, Citer
from assistant.grounding.guard import AdmittedIgnoranceError, UnsupportedReplyError
from assistant.grounding.lesson import check_steps
from assistant.history.attachments import AttachmentStore
from assistant.media.media_understanding import MediaUnderstanding
from assistant.profiles.profile import AssistantProfile
from assistant.profiles.profiles import Profiles
from assistant.protocols import ChatModel, ReplyHistory
from assistant.turn.checked_writing import Assignment, CheckedWriter
from assistant.turn.model_messages import (
    asked_words,
    photographed_words,
    recognised_products,
    to_chat_message,
)
from assistant.turn.notices import (
    drawn_notice,
    miscalculated_notice,
    not_found_notice,
    nothing_read_notice,
    pictured_notice,
    still_reading_notice,
)
from assistant.turn.passage_finder import Finding, PassageFinder
from assistant.turn.product_notices import product_notice
from assistant.turn.prompt import Prompt, PromptBuilder, PromptQuestion
from assistant.turn.reply_draft import ReplyDraft
from assistant.turn.usage import UsageNotes
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.text.content_words import find_letter_codes, find_words
from knowledge_base.text.languages import Language, detect_language
from model.chat.messages import ChatMessage, GenerationSettings, TextDelta
from model.errors import ModelError

logger = logging.getLogger(__name__)
TEXT_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyMaker:
    """Answers the last question of a conversation.

    Attributes:
        profiles: The assistants.
        organisation: Whom the assistant speaks for.
        contact: How to reach a person; may be empty.
        is_still_reading: Tells whether documents are on their way into the index.
    """

    profiles: Profiles
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
        draft = ReplyDraft(question=conversation.messages[-1])
        try:
            yield QuestionSaved(conversation_id=conversation.id, message=draft.question)
            if draft.question.attachments:
                yield StageChanged(stage=Stage.UNDERSTANDING)
                for _ in self._understand(draft, language, conversation.assistant):
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

    def _understand(self, draft: ReplyDraft, language: Language, assistant: str) -> Iterator[None]:
        """Read and hear the attachments into the draft; yields whenever more of them is understood."""
        for place, attachment in enumerate(draft.question.attachments):
            for known in self._understand_one(attachment, draft.question.text, language, assistant):
                attachments = list(draft.question.attachments)
                attachments[place] = replace(attachment, understanding=known)
                draft.question = replace(draft.question, attachments=tuple(attachments))
                yield
            whole = draft.question.attachments[place].understanding
            if whole is not None:
                draft.understandings[attachment.id] = whole

    def _understand_one(
        self, attachment: StoredAttachment, question: str, language: Language, assistant: str
    ) -> Iterator[Understanding]:
        """Yield what is known of an attachment so far, the whole last; its file is read where it is needed."""
        known = attachment.understanding
        if known is not None and attachment.kind is AttachmentKind.AUDIO:
            yield known
            return
        data = self.attachments.read_bytes(attachment)
        if attachment.kind is AttachmentKind.AUDIO:
            yield from self.media.hear(data, language, assistant=assistant)
            return
        known = known or self.media.read_photo(data)
        yield self.media.recognise(known, data, language, question=question, assistant=assistant)

    def _write(
        self, conversation: Conversation, draft: ReplyDraft, interface_language: Language
    ) -> Generator[StageChanged | TextDelta, None, None]:
        """Retrieve, prompt and stream; fills the draft's passages, finish reason and usage."""
        asked, photographed = asked_words(draft.question), photographed_words(draft.question)
        language = detect_language(asked or _whole_text(photographed), interface_language)
        about_product = product_notice(draft.question, asked, language)
        if about_product:
            yield self._notice(draft, about_product)
            return
        if not asked and not photographed:
            kind = draft.question.attachments[0].kind
            yield self._notice(draft, nothing_read_notice(language, kind))
            return
        draft.wish = wish = self.figures.read_wish(asked, conversation.assistant)
        assistant = self.profiles.find(conversation.assistant)
        earlier = conversation.messages[:-1]
        yield StageChanged(stage=Stage.RETRIEVING)
        history = [to_chat_message(message, self.attachments) for message in _complete_turns(earlier)]
        prefix = self.prompts.build_prefix(assistant, language, history)
        finding = self.finder.find(
            (*earlier, draft.searched),
            language,
            assistant=assistant,
            prefix=prefix,
            conversation_key=conversation.id,
        )
        shown = (*recognised_products(draft.question), *sorted(find_letter_codes(photographed)))
        draft.meant = finding.rewritten or " ".join((asked, *shown)).strip()
        draft.wish = wish = wish and replace(wish, meant=draft.meant)
        steps = check_steps(draft.meant, language) if assistant.is_lesson else ""
        if wish and wish.is_self_contained and (not assistant.is_lesson or not finding.passages):
            yield self._notice(draft, drawn_notice(language))
            yield from self._draw(draft, (), language, conversation.id)
            return
        pictures = self.figures.find_answer(wish, finding.passages)
        if pictures:
            yield self._notice(draft, pictured_notice(language, pictures), pictures)
            return
        if not finding.passages and not finding.is_small_talk and not steps:
            yield self._say_not_found(draft, finding, language)
            return
        if (yield from self._draw_documented(prefix, draft, finding, language, conversation)):
            return
        instructions = (
            "" if finding.is_small_talk else assistant.task_text(language),
            steps,
            words_only(language) if draft.figures else self.figures.hint(wish, finding.passages, language),
        )
        task = " ".join(filter(None, instructions))
        prompt = self._build_prompt(prefix, draft, finding, language, task)
        assignment = Assignment(
            assistant=assistant,
            language=language,
            question=draft.meant,
            instructions=task,
            conversation_key=conversation.id,
        )
        yield StageChanged(stage=Stage.WRITING)
        yield TextDelta(text=f"{steps}\n\n" if steps else "")
        with closing(self._writer.write(prompt, assignment)) as deltas:  # type: ignore[type-var]
            try:
                yield from draft.fill(deltas)
            except AdmittedIgnoranceError:
                yield self._say_not_found(draft, finding, language)
                return
            except UnsupportedReplyError:
                yield self._withhold(draft, finding, language, assistant)
                return
        yield from self._draw(draft, prompt.messages, language, conversation.id)

    def _draw(
        self, draft: ReplyDraft, messages: Sequence[ChatMessage], language: Language, key: str
    ) -> Generator[StageChanged | TextDelta, None, None]:
        """Make the figure that was asked for; it never changes what is written."""
        if draft.wish is not None and not draft.figures and draft.finish_reason == "stop":
            sources = FigureSources(
                messages=messages,
                passages=draft.passages,
                question=asked_words(draft.question),
                reply=draft.text,
            )
            draft.figures = yield from self.figures.make(draft.wish, sources, language, conversation_key=key)

    def _draw_documented(
        self,
        prefix: Sequence[ChatMessage],
        draft: ReplyDraft,
        finding: Finding,
        language: Language,
        conversation: Conversation,
    ) -> Generator[StageChanged | TextDelta, None, bool]:
        """Draw what was asked for from the documents and say it in words; False where words have to do."""
        wish = draft.wish
        is_wanted = wish is not None and wish.is_documented and bool(finding.passages)
        if wish is None or not is_wanted or self.profiles.find(conversation.assistant).is_lesson:
            return False
        yield StageChanged(stage=Stage.DRAWING)
        prompt = self._build_prompt(prefix, draft, finding, language, instruct(wish.kind, language))
        made = yield from make_documented_figure(
            wish.kind,
            prompt.messages,
            prompt.passages,
            question=draft.meant,
            language=language,
            chat_model=self.chat_model,
            conversation_key=conversation.id,
        )
        draft.figures = (to_stored(made.figure if made else None),)
        if made is not None:
            draft.finish_reason = "stop"
            yield TextDelta(text=made.words)
        return made is not None

    def _build_prompt(
        self,
        prefix: Sequence[ChatMessage],
        draft: ReplyDraft,
        finding: Finding,
        language: Language,
        task: str,
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

    def _withhold(
        self, draft: ReplyDraft, finding: Finding, language: Language, assistant: AssistantProfile
    ) -> TextDelta:
        if not assistant.is_lesson:
            return self._say_not_found(draft, finding, language)
        return self._notice(draft, miscalculated_notice(language))

    def _say_not_found(self, draft: ReplyDraft, finding: Finding, language: Language) -> TextDelta:
        figures = self.figures.find_named(draft.wish, finding.passages)
        if figures:
            return self._notice(draft, pictured_notice(language, figures), figures)
        if self.is_still_reading():  # it may stand in a document that is not there yet
            return self._notice(draft, still_reading_notice(language))
        self.usage.note_unanswered(finding.query, language, finding.best)
        return self._notice(draft, not_found_notice(language, self.organisation, self.contact))

    @staticmethod
    def _notice(draft: ReplyDraft, text: str, figures: tuple[StoredFigure, ...] = ()) -> TextDelta:
        draft.finish_reason = "stop"
        draft.passages, draft.figures = (), figures
        return TextDelta(text=text)

    def _save(self, conversation: Conversation, draft: ReplyDraft) -> StoredMessage | None:
        """Save the reply; a reply without a word is none, and its question can be asked again."""
        saved = None
        if draft.text:
            cited = self._cite(draft, is_lesson=self.profiles.find(conversation.assistant).is_lesson)
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
        draft.log(conversation)
        return saved

    def _cite(self, draft: ReplyDraft, *, is_lesson: bool) -> Citations:
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


def _whole_text(photographed: str) -> str:
    """Return what a photo says where it says so much that it is a text: the name on a product is of any language."""
    return photographed if len(find_words(photographed)) >= TEXT_WORDS else ""


def _complete_turns(messages: Sequence[StoredMessage]) -> Iterator[StoredMessage]:
    """Yield the questions that have a reply, and the replies: what a crash cut off is no history."""
    for question, reply in pairwise(messages):
        if question.role != reply.role and reply.finish_reason is not None:
            yield question
            yield reply

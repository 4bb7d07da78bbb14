"""A whole turn, step by step.

    save the question → understand attachments → find passages → answer → cite → save the reply

The first step is the manager's: a short transaction before any slow work. Who answers is decided by the responders that
the assistant's profile names: the first that has an answer gives it, and the search comes before the first that needs
it. The last step is a short transaction, too, whatever ended the reply.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.conversation import Conversation, StoredMessage
from assistant.errors import ReplyError
from assistant.events import QuestionSaved, ReplyEvent, ReplyFinished, Stage, StageChanged
from assistant.figures.figures import FigureMaker
from assistant.profiles.profiles import Profiles
from assistant.turn.active_turn import ActiveTurn, open_turn
from assistant.turn.attachment_reading import AttachmentReading
from assistant.turn.prompts.prompt import PromptBuilder
from assistant.turn.question.answer_judge import JudgedChoice
from assistant.turn.question.exercise_following import follow_exercise, keep_field
from assistant.turn.question.model_messages import MessageConversion, recognised_products
from assistant.turn.question.passage_finder import PassageFinder
from assistant.turn.question.sent_passages import read_sent
from assistant.turn.replies.reply_draft import ReplyDraft
from assistant.turn.replies.reply_saving import ReplySaving
from assistant.turn.responders.responder import Responder
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.text.content_words import find_letter_codes
from knowledge_base.text.languages import Language
from model.chat.messages import TextDelta
from model.errors import ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPipeline:
    """Answers the last question of a conversation.

    Attributes:
        profiles: The assistants.
        reading: Understands attachments.
        figures: Tells which figure is asked for.
        messages: Turns stored messages into those of the model.
        prompts: Lays out what stands before the question.
        finder: Finds passages.
        choice: Chooses evidence among them.
        responders: By the names that profiles use.
        saving: Cites and saves.
    """

    profiles: Profiles
    reading: AttachmentReading
    figures: FigureMaker
    messages: MessageConversion
    prompts: PromptBuilder
    finder: PassageFinder
    choice: JudgedChoice
    responders: Mapping[str, Responder]
    saving: ReplySaving

    def answer(self, conversation: Conversation, language: Language) -> Generator[ReplyEvent, None, None]:
        """Answer the last message of a conversation; closing the iterator keeps what is written.

        Args:
            conversation: Up to the question.
            language: Language of the interface, for a question that shows none.

        Raises:
            ReplyError: The engine or the knowledge base failed.
            TurnTooLongError: The question does not fit the prompt.
        """
        question, profile = conversation.messages[-1], self.profiles.find(conversation.assistant)
        draft = ReplyDraft(question=question, profile=profile)
        try:
            yield QuestionSaved(conversation_id=conversation.id, message=question)
            yield from self._understand(conversation, draft, language)
            turn = self._read_intent(_read_exercise(open_turn(conversation, draft, language)))
            with closing(self._respond(turn)) as events:
                yield from draft.follow(events)
        except GeneratorExit:
            draft.finish_reason = "cancelled"
            raise
        except (ModelError, KnowledgeBaseError) as exc:
            msg = f"the reply failed: {exc}"
            raise ReplyError(msg) from exc
        finally:
            saved = self.saving.save(conversation.id, draft)
        if saved is not None:
            yield ReplyFinished(message=saved)

    def _understand(
        self, conversation: Conversation, draft: ReplyDraft, language: Language
    ) -> Iterator[ReplyEvent]:
        """Understand the attachments; the question is sent again whenever more of them is known."""
        if draft.question.attachments:
            yield StageChanged(stage=Stage.UNDERSTANDING)
            with draft.notes.timed("understanding"):
                for _ in self.reading.read(draft, language):
                    yield QuestionSaved(conversation_id=conversation.id, message=draft.question)

    def _read_intent(self, turn: ActiveTurn) -> ActiveTurn:
        """Find out which figure is asked for."""
        turn.draft.intent = self.figures.read_intent(turn.asked, turn.profile.key)
        return replace(turn, intent=turn.draft.intent)

    def _respond(self, turn: ActiveTurn) -> Generator[StageChanged | TextDelta, None, None]:
        """Let the first responder answer that has an answer."""
        for name in turn.profile.responders:
            responder = self.responders[name]
            if responder.needs_passages and turn.finding is None:
                yield StageChanged(stage=Stage.RETRIEVING)
                turn = self._find_passages(turn)
            events = responder.respond(turn)
            if events is not None:
                turn.draft.notes.responder = name
                yield from events
                return
        msg = f"no responder of the assistant {turn.profile.key!r} has an answer"
        raise ReplyError(msg)

    def _find_passages(self, turn: ActiveTurn) -> ActiveTurn:
        """Find what the question can be answered from, and what it means without its conversation."""
        draft = turn.draft
        with draft.notes.timed("retrieving"):
            history = [self.messages.convert(message) for message in _complete_turns(turn.earlier)]
            prefix = self.prompts.build_prefix(turn.profile, turn.language, history)
            finding = self.finder.find(
                (*turn.earlier, draft.searched),
                turn.language,
                profile=turn.profile,
                prefix=prefix,
                conversation_key=turn.conversation_id,
                exercise=turn.exercise,
            )
            finding = keep_field(finding, turn.situation) if turn.situation else finding
        shown = (*recognised_products(turn.question), *sorted(find_letter_codes(turn.photographed)))
        exercise = (turn.exercise.text,) if turn.exercise and turn.exercise.text not in turn.asked else ()
        standalone = finding.rewritten or " ".join((*exercise, turn.asked, *shown)).strip()
        draft.standalone_question = standalone
        draft.intent = turn.intent and replace(turn.intent, standalone_question=standalone)
        evidence = None
        if not turn.profile.is_lesson:
            with draft.notes.timed("choosing"):
                scope = self.finder.scope_of(turn.profile)
                sent = read_sent(turn.question, turn.language)
                finding, evidence = self.choice.choose(
                    standalone,
                    finding,
                    lambda part: self.finder.search(part, scope),
                    sent,
                    conversation_key=turn.conversation_id,
                )
            if finding.stands_alone and not finding.is_small_talk:
                prefix = prefix[:1]  # whatever was said before, the same question gets the same answer
        draft.notes.searched(standalone, finding, evidence)
        return replace(
            turn,
            prefix=prefix,
            finding=finding,
            evidence=evidence,
            standalone_question=standalone,
            intent=draft.intent,
        )


def _read_exercise(turn: ActiveTurn) -> ActiveTurn:
    """Find out which exercise a student is working on."""
    if not turn.profile.is_lesson:
        return turn
    with turn.draft.notes.timed("exercise"):
        return replace(turn, situation=follow_exercise(turn.earlier, turn.question))


def _complete_turns(messages: Sequence[StoredMessage]) -> Iterator[StoredMessage]:
    """Yield the questions that have a reply, and the replies: what a crash cut off is no history."""
    for question, reply in pairwise(messages):
        if question.role != reply.role and reply.finish_reason is not None:
            yield question
            yield reply

"""A lesson's messages → the exercise that is worked on, and which of the passages help with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.conversation import AttachmentKind, StoredMessage
from assistant.turn.question.finding import Finding
from assistant.turn.question.model_messages import asked_words
from assistant.tutoring.practice.stating import find_given
from assistant.tutoring.practice.talk import Message
from assistant.tutoring.problems import Subject
from assistant.tutoring.situation import Situation
from assistant.tutoring.subjects import asks_for_graph, speaks_of
from knowledge_base.passages import Passage
from model.chat.messages import Role


def read_messages(earlier: Sequence[StoredMessage], question: StoredMessage) -> tuple[Message, ...]:
    """Return what a student said, with the exercises that the tutor set in between.

    Args:
        earlier: The messages before the question.
        question: Its attachments understood: an exercise may stand in a photo.
    """
    said: list[Message] = []
    for message in (*earlier, question):
        if message.role is Role.USER:
            said.append(Message(text=_words_of(message)))
        elif said:
            said[-1] = replace(said[-1], given=find_given(message.text))
    return tuple(said)


def keep_field(finding: Finding, situation: Situation) -> Finding:
    """Leave out what is of another field than the exercise: its numbers come near to any price list."""
    subject = _subject_of(situation)
    if subject is None:
        return finding
    return replace(finding, passages=tuple(p for p in finding.passages if speaks_of(_whole_text(p), subject)))


def _subject_of(situation: Situation) -> Subject | None:
    if situation.exercise is not None:
        return situation.exercise.problem.subject
    return Subject.GRAPH if situation.is_exercise and asks_for_graph(situation.attempt) else None


def _whole_text(passage: Passage) -> str:
    return " ".join((passage.document_title, *passage.heading_path, passage.text))


def _words_of(message: StoredMessage) -> str:
    """Return what a message says, photographed lines first, each on a line of its own."""
    photos = (a.understanding for a in message.attachments if a.kind is AttachmentKind.IMAGE)
    read = [understanding.text for understanding in photos if understanding is not None]
    return "\n".join(filter(None, (*read, asked_words(message))))

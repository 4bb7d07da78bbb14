"""Attempts of learners in the database, read by who made them.

They hang on the reply that judged them, so that they go with it: when it is written again, and when its conversation
or all data of its owner is deleted. Whose they are is said by the conversation, also after a guest became a member.
"""

from __future__ import annotations

from sqlalchemy import Engine, select

from assistant.attempts import Attempt, Outcome, StoredAttempt
from assistant.conversation import ConversationId
from assistant.history.records import AttemptRecord, ConversationRecord, MessageRecord
from assistant.people.principal import Principal
from knowledge_base.store.database import reading

WHAT = "the attempts"


class AttemptLog:
    """Reads attempts; safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list_all(self, learner: Principal) -> tuple[StoredAttempt, ...]:
        """List all attempts of a learner, oldest first.

        Raises:
            DatabaseError: They can't be read.
        """
        query = (
            select(AttemptRecord, MessageRecord.conversation_id)
            .join(MessageRecord, AttemptRecord.message_id == MessageRecord.id)
            .join(ConversationRecord, MessageRecord.conversation_id == ConversationRecord.id)
            .where(ConversationRecord.owner == learner.id)
            .order_by(AttemptRecord.created_at, MessageRecord.ordinal)
        )
        with reading(self._engine, WHAT) as session:
            return tuple(
                StoredAttempt(
                    attempt=_to_attempt(record),
                    conversation_id=ConversationId(conversation_id),
                    at=record.created_at,
                )
                for record, conversation_id in session.execute(query)
            )


def _to_attempt(record: AttemptRecord) -> Attempt:
    return Attempt(
        exercise=record.exercise,
        kind=record.kind,
        skill=record.skill,
        outcome=Outcome(record.outcome),
        misconception=record.misconception,
        hints=record.hints,
        is_given=record.is_given,
    )

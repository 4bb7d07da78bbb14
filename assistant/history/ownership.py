"""Whose conversations there are, and how a guest's become a member's."""

from __future__ import annotations

from sqlalchemy import CursorResult, Engine, func, select, update

from assistant.history.records import ConversationRecord
from assistant.people.principal import Principal
from knowledge_base.store.database import reading, transaction

WHAT = "the history"


class ConversationOwnership:
    """Counts and hands over conversations in the history's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def count_conversations(self, owner: Principal) -> int:
        """Count somebody's conversations.

        Raises:
            DatabaseError: They can't be read.
        """
        with reading(self._engine, WHAT) as session:
            query = select(func.count()).where(ConversationRecord.owner == owner.id)
            return session.scalar(query) or 0

    def take_over(self, guest: Principal, member: Principal) -> int:
        """Make a guest's conversations a member's, all or none; returns how many.

        Raises:
            DatabaseError: They can't be written.
        """
        with transaction(self._engine, WHAT) as session:
            mine = update(ConversationRecord).where(ConversationRecord.owner == guest.id)
            done = session.execute(mine.values(owner=member.id))
            return done.rowcount if isinstance(done, CursorResult) else 0

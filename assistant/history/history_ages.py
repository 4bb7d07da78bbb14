"""The history by owner and by age, for those who copy or delete a lot of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from assistant.conversation import ConversationId
from assistant.errors import HistoryError
from assistant.history.record_queries import select_used_files
from assistant.history.records import AttachmentRecord, ConversationRecord, FigureRecord, MessageRecord
from assistant.people.principal import Principal

BATCH = 200  # conversations deleted in one transaction, so that nobody who asks waits long


class HistoryAges:
    """Reads and deletes conversations by their age, whoever owns them; safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._sessions = sessionmaker(engine)

    def list_all(self, owner: Principal) -> tuple[ConversationId, ...]:
        """List all of an owner's conversations, oldest first.

        Raises:
            HistoryError: The database failed.
        """
        query = (
            select(ConversationRecord.id)
            .where(ConversationRecord.owner == owner.id)
            .order_by(ConversationRecord.created_at)
        )
        with self._transaction() as session:
            return tuple(map(ConversationId, session.scalars(query)))

    def newest_message(self) -> datetime | None:
        """Return when anybody last wrote; None where nobody ever did.

        Raises:
            HistoryError: The database failed.
        """
        with self._transaction() as session:
            return session.scalar(select(func.max(ConversationRecord.updated_at)))

    def delete_idle(self, before: datetime) -> tuple[int, frozenset[str]]:
        """Delete the conversations in which nobody wrote since a moment.

        Returns:
            How many, and the SHA-256 of each file that no message uses any more.

        Raises:
            HistoryError: The database failed; what was deleted before stays deleted.
        """
        count, freed = 0, frozenset[str]()
        while batch := self._delete_batch(before):
            count += len(batch[0])
            freed |= batch[1]
        return count, freed

    def _delete_batch(self, before: datetime) -> tuple[list[str], frozenset[str]] | None:
        query = select(ConversationRecord.id).where(ConversationRecord.updated_at < before).limit(BATCH)
        with self._transaction() as session:
            ids = list(session.scalars(query))
            if not ids:
                return None
            files = set[str]()
            for kind in (AttachmentRecord, FigureRecord):
                rows = select(kind.sha256).join(MessageRecord).where(MessageRecord.conversation_id.in_(ids))
                files |= {digest for digest in session.scalars(rows) if digest}
            session.execute(delete(ConversationRecord).where(ConversationRecord.id.in_(ids)))
            return ids, frozenset(files - set(session.scalars(select_used_files(files))))

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        try:
            with self._sessions.begin() as session:
                yield session
        except SQLAlchemyError as exc:
            msg = f"the history database failed: {type(exc).__name__}"
            raise HistoryError(msg) from exc

"""Questions to the history's tables that several of its transactions ask."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, select, union
from sqlalchemy.orm import Session, selectinload

from assistant.conversation import ConversationId, MessageId
from assistant.errors import NotFoundError, NothingToRegenerateError
from assistant.history.records import (
    AttachmentRecord,
    CitationRecord,
    ConversationRecord,
    FigureRecord,
    MessageRecord,
)
from assistant.people.principal import Principal
from model.chat.messages import Role

Owned = TypeVar("Owned", AttachmentRecord, CitationRecord, FigureRecord)


def find_conversation(
    session: Session, owner: Principal, conversation_id: ConversationId
) -> ConversationRecord:
    """Find a conversation with its messages.

    Raises:
        NotFoundError: No such conversation, or it is another owner's.
    """
    messages = selectinload(ConversationRecord.messages)
    query = (
        select(ConversationRecord)
        .where(ConversationRecord.id == conversation_id, ConversationRecord.owner == owner.id)
        .options(
            messages.selectinload(MessageRecord.attachments),
            messages.selectinload(MessageRecord.citations),
            messages.selectinload(MessageRecord.figures),
        )
    )
    record = session.scalar(query)
    if record is None:
        msg = f"no conversation {conversation_id!r}"
        raise NotFoundError(msg)
    return record


def find_owned(session: Session, kind: type[Owned], owner: Principal, wanted: str) -> Owned:
    """Find what belongs to a message.

    Raises:
        NotFoundError: No such row, or it is in another owner's conversation.
    """
    query = select(kind).join(MessageRecord).join(ConversationRecord)
    record = session.scalar(query.where(kind.id == wanted, ConversationRecord.owner == owner.id))
    if record is None:
        msg = f"no {kind.__tablename__} {wanted!r}"
        raise NotFoundError(msg)
    return record


def find_trace(session: Session, owner: Principal, message_id: MessageId) -> dict[str, Any] | None:
    """Return the saved trace of a message; None where it has none.

    Raises:
        NotFoundError: No such message, or it is in another owner's conversation.
    """
    query = select(MessageRecord.trace).join(ConversationRecord)
    found = session.execute(
        query.where(MessageRecord.id == message_id, ConversationRecord.owner == owner.id)
    ).one_or_none()
    if found is None:
        msg = f"no message {message_id!r}"
        raise NotFoundError(msg)
    trace: dict[str, Any] | None = found[0]
    return trace


def last_question(record: ConversationRecord) -> MessageRecord:
    """Return the last question of a conversation.

    Raises:
        NothingToRegenerateError: It has none.
    """
    for message in reversed(record.messages):
        if message.role == Role.USER:
            return message
    msg = f"conversation {record.id!r} has no question"
    raise NothingToRegenerateError(msg)


def select_used_files(among: set[str] | None = None) -> CompoundSelect[tuple[str]]:
    """Select the SHA-256 of the files that messages use, of all or of some."""
    queries = [
        select(column).where(column.is_not(None) if among is None else column.in_(among))
        for column in (AttachmentRecord.sha256, FigureRecord.sha256)
    ]
    return union(*queries)

"""The tables of the history, as SQLAlchemy mapped classes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from knowledge_base.store.columns import NAMING_CONVENTION, UtcDateTime


class HistoryRecord(DeclarativeBase):
    """Base of the history's tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class ConversationRecord(HistoryRecord):
    """A conversation of one owner."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(String(200))
    assistant: Mapped[str] = mapped_column("persona", String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    messages: Mapped[list[MessageRecord]] = relationship(
        order_by="MessageRecord.ordinal", cascade="all, delete-orphan", passive_deletes=True
    )


class MessageRecord(HistoryRecord):
    """A question or a reply; replies follow their question by ordinal."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "ordinal"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    role: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    finish_reason: Mapped[str | None] = mapped_column(String(16))
    anchors: Mapped[list[list[int]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    trace: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)  # of a reply
    attachments: Mapped[list[AttachmentRecord]] = relationship(
        order_by="AttachmentRecord.ordinal", cascade="all, delete-orphan", passive_deletes=True
    )
    citations: Mapped[list[CitationRecord]] = relationship(
        order_by="CitationRecord.number", cascade="all, delete-orphan", passive_deletes=True
    )
    figures: Mapped[list[FigureRecord]] = relationship(
        order_by="FigureRecord.ordinal", cascade="all, delete-orphan", passive_deletes=True
    )
    attempts: Mapped[list[AttemptRecord]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class AttachmentRecord(HistoryRecord):
    """A photo or voice clip of a question; its bytes are in the attachment store under `sha256`."""

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    mime_type: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    understanding: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class CitationRecord(HistoryRecord):
    """A passage that a reply cites, copied so that it outlives its document."""

    __tablename__ = "citations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    document_title: Mapped[str] = mapped_column(Text)
    heading_path: Mapped[list[str]] = mapped_column(JSON)
    page: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text)
    document_id: Mapped[str | None] = mapped_column(String(32))  # of the other database: may be gone
    passage_ordinal: Mapped[int | None]


class FigureRecord(HistoryRecord):
    """A picture under a reply: drawn from its specification, or generated and kept under `sha256`."""

    __tablename__ = "figures"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    specification: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)


class AttemptRecord(HistoryRecord):
    """What a learner tried, with the reply that judged it; whose it is stands in the conversation."""

    __tablename__ = "attempts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    exercise: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    skill: Mapped[str] = mapped_column(String(40), index=True)
    outcome: Mapped[str] = mapped_column(String(16))
    misconception: Mapped[str | None] = mapped_column(String(40))
    hints: Mapped[int]
    is_given: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

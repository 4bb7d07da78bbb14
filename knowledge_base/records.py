"""The tables of the knowledge, as SQLAlchemy mapped classes. Everything else is built from them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from knowledge_base.columns import NAMING_CONVENTION, UtcDateTime


class KnowledgeRecord(DeclarativeBase):
    """Base of the knowledge's tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class DocumentRecord(KnowledgeRecord):
    """A document that an admin added."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    is_sample: Mapped[bool]
    error_code: Mapped[str | None] = mapped_column(String(40))
    error_message: Mapped[str | None] = mapped_column(Text)
    error_params: Mapped[dict[str, str | int | float]] = mapped_column(JSON)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ContentRecord(KnowledgeRecord):
    """The original bytes of a document, from which it can be indexed again."""

    __tablename__ = "document_contents"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class PassageRecord(KnowledgeRecord):
    """A passage with its embedding: float32, little endian."""

    __tablename__ = "passages"
    __table_args__ = {"sqlite_autoincrement": True}  # an id is never given twice  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    heading_path: Mapped[list[str]] = mapped_column(JSON)
    page: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    embedding: Mapped[bytes] = mapped_column(LargeBinary)


class StateRecord(KnowledgeRecord):
    """Counters; `revision` grows with every change of the passages, so that an index knows whether it is theirs."""

    __tablename__ = "knowledge_state"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]

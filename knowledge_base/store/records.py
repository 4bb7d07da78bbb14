"""The tables of the knowledge, as SQLAlchemy mapped classes. Everything else is built from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from knowledge_base.store.columns import NAMING_CONVENTION, UtcDateTime


class KnowledgeRecord(DeclarativeBase):
    """Base of the knowledge's tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class CollectionRecord(KnowledgeRecord):
    """A collection of documents; `given_to` names the assistants that answer from it, null means all."""

    __tablename__ = "collections"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    given_to: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))


class DocumentRecord(KnowledgeRecord):
    """A version of a document. Versions of one document share their lineage, the id of the first."""

    __tablename__ = "documents"
    __table_args__ = (
        # the same content may stand in an older version, but only once among those of a collection that are in use
        Index(
            "uq_documents_sha256_in_use",
            "sha256",
            "collection",
            unique=True,
            sqlite_where=text("state != 'replaced'"),
            postgresql_where=text("state != 'replaced'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    lineage: Mapped[str] = mapped_column(String(32), index=True)
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Text)
    collection: Mapped[str] = mapped_column(ForeignKey("collections.name", onupdate="CASCADE"), index=True)
    tags: Mapped[list[str]] = mapped_column(JSON)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    source_path: Mapped[str | None] = mapped_column(Text)  # of a file in a watched folder
    state: Mapped[str] = mapped_column(String(16))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    is_sample: Mapped[bool]
    error_code: Mapped[str | None] = mapped_column(String(40))
    error_message: Mapped[str | None] = mapped_column(Text)
    error_params: Mapped[dict[str, str | int | float]] = mapped_column(JSON)
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # what was left out while it was read
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ContentRecord(KnowledgeRecord):
    """The original bytes of a document, from which it can be indexed again."""

    __tablename__ = "document_contents"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class PassageRecord(KnowledgeRecord):
    """A passage."""

    __tablename__ = "passages"
    __table_args__ = {"sqlite_autoincrement": True}  # an id is never given twice  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    heading_path: Mapped[list[str]] = mapped_column(JSON)
    page: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    suspected: Mapped[dict[str, str]] = mapped_column(
        JSON, server_default="{}"
    )  # sentences, what was decided


class EmbeddingRecord(KnowledgeRecord):
    """A passage's embedding by one encoder: float32, little endian. While the encoder changes there are two."""

    __tablename__ = "embeddings"

    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True)
    encoder: Mapped[str] = mapped_column(String(80), primary_key=True)
    embedding: Mapped[bytes] = mapped_column(LargeBinary)


class ProductPictureRecord(KnowledgeRecord):
    """A picture of a product, with what it looks like: float32, little endian, several views one after the other.

    It belongs to a document with all its versions and goes with the last of them.
    """

    __tablename__ = "product_pictures"
    __table_args__ = (UniqueConstraint("lineage", "sha256"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    lineage: Mapped[str] = mapped_column(String(32))
    product: Mapped[str | None] = mapped_column(Text)  # None: called as the document
    caption: Mapped[str] = mapped_column(Text)
    barcodes: Mapped[list[str]] = mapped_column(JSON)
    mime_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    encoder: Mapped[str] = mapped_column(String(80))
    embeddings: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SettingRecord(KnowledgeRecord):
    """What must outlive a restart: whether ingestion is paused, which encoder serves."""

    __tablename__ = "knowledge_settings"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class StateRecord(KnowledgeRecord):
    """Counters: of changes of the passages, so that an index knows whether it is theirs, and of their scopes."""

    __tablename__ = "knowledge_state"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]

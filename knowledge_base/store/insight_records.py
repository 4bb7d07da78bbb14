"""The tables of insight, in the database of the knowledge."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.store.columns import UtcDateTime
from knowledge_base.store.records import KnowledgeRecord


class UnansweredQuestionRecord(KnowledgeRecord):
    """A question that was asked in vain. There is no column for who asked, or where."""

    __tablename__ = "unanswered_questions"
    __table_args__ = (Index("ix_unanswered_questions_asked_at", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    text: Mapped[str] = mapped_column(Text)
    terms: Mapped[str] = mapped_column(Text)  # what it is compared by, sorted, between spaces
    language: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    count: Mapped[int]
    best_passage_title: Mapped[str | None] = mapped_column(Text)
    best_relevance: Mapped[float] = mapped_column(Float)
    reason: Mapped[str] = mapped_column(String(16))  # see `insight.Reason`


class DocumentUseRecord(KnowledgeRecord):
    """How often replies cited a document."""

    __tablename__ = "document_uses"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    cited_count: Mapped[int]
    last_cited_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConflictReviewRecord(KnowledgeRecord):
    """A conflict that an admin looked at and found to be none."""

    __tablename__ = "conflict_reviews"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    dismissed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConflictScanRecord(KnowledgeRecord):
    """The last scan. There is one row at most."""

    __tablename__ = "conflict_scans"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]  # of the passages that were compared
    scanned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_complete: Mapped[bool]
    report: Mapped[dict[str, Any]] = mapped_column(JSON)

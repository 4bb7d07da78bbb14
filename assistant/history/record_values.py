"""Rows of the history ↔ values of a conversation."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import uuid4

from assistant.attempts import Attempt
from assistant.conversation import (
    AttachmentId,
    AttachmentKind,
    Citation,
    CitationAnchor,
    CitationId,
    Conversation,
    ConversationId,
    FigureId,
    MessageId,
    PassageCopy,
    ProductCard,
    SeenThing,
    StoredAttachment,
    StoredFigure,
    StoredMessage,
    Turn,
    Understanding,
)
from assistant.history.records import (
    AttachmentRecord,
    AttemptRecord,
    CitationRecord,
    ConversationRecord,
    FigureRecord,
    MessageRecord,
)
from model.chat.messages import Role
from model.photos.findings import Finding, FindingKind


def to_conversation(record: ConversationRecord) -> Conversation:
    """Convert a conversation with its messages."""
    return Conversation(
        id=ConversationId(record.id),
        title=record.title,
        assistant=record.assistant,
        messages=tuple(to_message(message) for message in record.messages),
    )


def to_message(record: MessageRecord) -> StoredMessage:
    """Convert a message with its attachments and citations."""
    reason: Any = record.finish_reason
    return StoredMessage(
        id=MessageId(record.id),
        role=Role(record.role),
        text=record.text,
        created_at=record.created_at,
        attachments=tuple(to_attachment(attachment) for attachment in record.attachments),
        citations=tuple(to_citation(citation) for citation in record.citations),
        anchors=tuple(CitationAnchor(offset=offset, number=number) for offset, number in record.anchors),
        figures=tuple(to_figure(figure) for figure in record.figures),
        finish_reason=reason,
    )


def to_attachment(record: AttachmentRecord) -> StoredAttachment:
    """Convert an attachment."""
    return StoredAttachment(
        id=AttachmentId(record.id),
        kind=AttachmentKind(record.kind),
        mime_type=record.mime_type,
        name=record.name,
        size_bytes=record.size_bytes,
        sha256=record.sha256,
        understanding=to_understanding(record.understanding) if record.understanding else None,
    )


def to_understanding(known: dict[str, Any]) -> Understanding:
    """Convert what was understood; what an older version kept has fewer fields."""
    findings = (
        Finding(kind=FindingKind(one["kind"]), value=one["value"]) for one in known.get("findings", ())
    )
    return Understanding(
        **{
            **known,
            "barcodes": tuple(known["barcodes"]),
            "findings": tuple(findings),
            "products": tuple(_to_card(card) for card in known.get("products", ())),
            "things": tuple(SeenThing(**thing) for thing in known.get("things", ())),
        }
    )


def _to_card(card: dict[str, Any]) -> ProductCard:
    passage = card["passage"]
    if passage is not None:
        passage = PassageCopy(**{**passage, "heading_path": tuple(passage["heading_path"])})
    return ProductCard(**{**card, "passage": passage})


def to_citation(record: CitationRecord) -> Citation:
    """Convert a citation."""
    return Citation(
        id=CitationId(record.id),
        number=record.number,
        document_title=record.document_title,
        heading_path=tuple(record.heading_path),
        page=record.page,
        text=record.text,
        quote=record.quote,
        document_id=record.document_id,
        passage_ordinal=record.passage_ordinal,
    )


def to_citation_record(citation: Citation) -> CitationRecord:
    """Convert a citation for saving."""
    return CitationRecord(
        id=citation.id,
        number=citation.number,
        document_title=citation.document_title,
        heading_path=list(citation.heading_path),
        page=citation.page,
        text=citation.text,
        quote=citation.quote,
        document_id=citation.document_id,
        passage_ordinal=citation.passage_ordinal,
    )


def to_figure(record: FigureRecord) -> StoredFigure:
    """Convert a figure."""
    return StoredFigure(
        id=FigureId(record.id), specification=dict(record.specification), sha256=record.sha256
    )


def to_figure_record(figure: StoredFigure, ordinal: int) -> FigureRecord:
    """Convert a figure for saving."""
    return FigureRecord(
        id=figure.id, ordinal=ordinal, specification=dict(figure.specification), sha256=figure.sha256
    )


def to_attempt_records(attempt: Attempt | None, now: datetime) -> list[AttemptRecord]:
    """Convert what a reply judged for saving."""
    return [AttemptRecord(id=uuid4().hex, created_at=now, **asdict(attempt))] if attempt else []


def to_question_record(turn: Turn, ordinal: int, now: datetime) -> MessageRecord:
    """Convert a new question for saving."""
    return MessageRecord(
        id=uuid4().hex,
        ordinal=ordinal,
        role=Role.USER,
        text=turn.text,
        finish_reason=None,
        anchors=[],
        created_at=now,
        citations=[],
        figures=[],
        attachments=[
            AttachmentRecord(
                id=attachment.id,
                ordinal=position,
                kind=attachment.kind,
                mime_type=attachment.mime_type,
                name=attachment.name,
                size_bytes=attachment.size_bytes,
                sha256=attachment.sha256,
                understanding=asdict(attachment.understanding) if attachment.understanding else None,
            )
            for position, attachment in enumerate(turn.attachments)
        ],
    )

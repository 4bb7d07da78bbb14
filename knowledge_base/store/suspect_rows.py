"""Suspected sentences in the rows of passages: which rows have some, and what was decided before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, String, cast, select
from sqlalchemy.orm import Session

from knowledge_base.reading.chunking import Chunk
from knowledge_base.store.records import DocumentRecord, PassageRecord

NOTHING = "{}"  # how the column says that a passage holds no such sentence


class Decision(StrEnum):
    """What becomes of a suspected sentence; until the admin decides, it is withheld from the model."""

    OPEN = "open"
    KEPT = "kept"  # the model reads it as any other
    LEFT_OUT = "left_out"


def is_suspicious() -> ColumnElement[bool]:
    """Return the condition that a passage holds a suspected sentence."""
    return cast(PassageRecord.suspected, String) != NOTHING


def suspicious_of(lineage: Select[str]) -> Select[PassageRecord]:
    """Select the passages with suspected sentences of all versions of a document, older versions first."""
    return (
        select(PassageRecord)
        .join(DocumentRecord, DocumentRecord.id == PassageRecord.document_id)
        .where(DocumentRecord.lineage.in_(lineage), is_suspicious())
        .order_by(DocumentRecord.version, PassageRecord.ordinal)
    )


def read_decisions(session: Session, lineage: str) -> Mapping[str, str]:
    """Return what was decided about the sentences of a document, by sentence, inside a transaction."""
    of_document = select(DocumentRecord.lineage).where(DocumentRecord.lineage == lineage)
    passages = session.scalars(suspicious_of(of_document))
    return {text: decision for passage in passages for text, decision in passage.suspected.items()}


def to_records(document_id: str, chunks: Sequence[Chunk], decided: Mapping[str, str]) -> list[PassageRecord]:
    """Return a document's passages as rows; `decided` is what `read_decisions` gave."""
    return [
        PassageRecord(
            document_id=document_id,
            ordinal=ordinal,
            heading_path=list(chunk.heading_path),
            page=chunk.page,
            text=chunk.text,
            suspected={text: decided.get(text, Decision.OPEN.value) for text in chunk.suspected},
        )
        for ordinal, chunk in enumerate(chunks)
    ]

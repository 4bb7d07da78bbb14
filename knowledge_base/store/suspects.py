"""Sentences that seem to speak to a machine: kept with their passages, decided by the admin.

A decision belongs to a sentence of a document with all its versions: a document that is read again, or comes in a new
version, keeps what was decided about the sentences that are still in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import Engine, select

from knowledge_base.passages import DocumentId, Passage
from knowledge_base.store.database import reading, transaction
from knowledge_base.store.document_store import not_found
from knowledge_base.store.records import DocumentRecord, PassageRecord
from knowledge_base.store.store import IN_USE, to_passage
from knowledge_base.store.suspect_rows import Decision, is_suspicious, suspicious_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectedSentence:
    """A sentence that seems to speak to a machine.

    Attributes:
        passage: That it stands in, or below whose heading.
        text: The sentence.
        decision: Of the admin.
    """

    passage: Passage
    text: str
    decision: Decision

    @property
    def key(self) -> str:
        """Names the sentence without a word of it."""
        return blake2b(f"{self.passage.document_id}\n{self.text}".encode(), digest_size=12).hexdigest()


class Suspects:
    """Lists suspected sentences and keeps decisions; safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        """Use the database of the knowledge, whose tables are up to date."""
        self._engine = engine

    def list_sentences(self, limit: int) -> tuple[SuspectedSentence, ...]:
        """List the suspected sentences of the documents in use: those that are open first, each document's together."""
        rows = (
            select(PassageRecord, DocumentRecord.title)
            .join(DocumentRecord, DocumentRecord.id == PassageRecord.document_id)
            .where(IN_USE, is_suspicious())
            .order_by(DocumentRecord.title, PassageRecord.document_id, PassageRecord.ordinal)
        )
        with reading(self._engine) as session:
            found = {
                (record.document_id, text): SuspectedSentence(
                    passage=to_passage(record, title), text=text, decision=Decision(decision)
                )
                for record, title in session.execute(rows)
                for text, decision in record.suspected.items()
            }
        ordered = sorted(found.values(), key=lambda one: one.decision is not Decision.OPEN)
        return tuple(ordered[:limit])

    def decide(self, passage_id: int, text: str, decision: Decision) -> None:
        """Decide about a sentence in all passages of its document's versions.

        Raises:
            DocumentNotFoundError: The passage, or the sentence in it, is gone.
        """
        with transaction(self._engine) as session:
            record = session.get(PassageRecord, passage_id)
            if record is None or text not in record.suspected:
                raise not_found(DocumentId(record.document_id if record else str(passage_id)))
            lineage = select(DocumentRecord.lineage).where(DocumentRecord.id == record.document_id)
            for passage in session.scalars(suspicious_of(lineage)):
                if text in passage.suspected:
                    passage.suspected = {**passage.suspected, text: decision.value}

"""Writes down what found nothing and what was cited, for the admin.

Short transactions of their own: a failure here is a DatabaseError that the caller logs, it never breaks a reply. No
question can be traced to who asked it: no owner, no conversation, personal data masked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from knowledge_base.passages import DocumentId, DocumentState, ScoredPassage
from knowledge_base.store.database import transaction
from knowledge_base.store.insight import DocumentUse, Language, Reason, UnansweredQuestion
from knowledge_base.store.insight_records import DocumentUseRecord, UnansweredQuestionRecord
from knowledge_base.store.records import DocumentRecord
from knowledge_base.text.personal_data import mask_personal_data
from knowledge_base.text.terms import extract_codes, extract_query_terms
from knowledge_base.text.words import fold

MAX_QUESTIONS = 500  # the one that was asked longest ago falls out
MAX_CHARACTERS = 300
MAX_READ_CHARACTERS = 4000  # of a question; the rest is dropped before it is looked at
MIN_LIKENESS = 0.75  # 0 to 1, share of terms that two questions have in common


class UsageLog:
    """Unanswered questions and uses of documents; safe to use from several threads."""

    def __init__(
        self, engine: Engine, *, keeps_questions: bool = True, relevance_threshold: float = 1.0
    ) -> None:
        """Use the database of the knowledge.

        Args:
            engine: Its tables are up to date.
            keeps_questions: False writes no question down; what is there already can be listed and dismissed.
            relevance_threshold: From which a passage was given to the model, 0 to 1: a question that has one was
                not answered because nothing in it supports an answer.
        """
        self._engine = engine
        self._relevance_threshold = relevance_threshold
        self._keeps_questions = keeps_questions

    def note_unanswered(self, question: str, language: Language, best: ScoredPassage | None) -> None:
        """Write a question down that was not answered, or count it again where nearly the same one is there.

        Args:
            question: As it was asked, or as it was rewritten to be understood alone.
            language: Of the question.
            best: What came nearest, if anything was ranked.

        Raises:
            DatabaseError: It can't be written.
        """
        if not self._keeps_questions or not question.strip():
            return
        text = " ".join(mask_personal_data(question[:MAX_READ_CHARACTERS]).split())[:MAX_CHARACTERS]
        terms = _comparable_terms(text)
        with transaction(self._engine, "the use of the knowledge") as session:
            record = _find_like(session, language, terms)
            if record is None:
                record = UnansweredQuestionRecord(
                    text=text, terms=" ".join(sorted(terms)), language=language, count=0
                )
                session.add(record)
            record.count += 1
            record.asked_at = datetime.now(UTC)
            record.best_passage_title = best.passage.document_title if best else None
            record.best_relevance = best.relevance if best else 0.0
            record.reason = self._reason_of(best)
            session.flush()
            _drop_oldest(session)

    def _reason_of(self, best: ScoredPassage | None) -> Reason:
        is_found = best is not None and best.relevance >= self._relevance_threshold
        return "not_supported" if is_found else "not_found"

    def note_cited(self, document_ids: Collection[DocumentId]) -> None:
        """Count that a reply cited documents; those that are gone are left out.

        Raises:
            DatabaseError: It can't be written.
        """
        if not document_ids:
            return
        with transaction(self._engine, "the use of the knowledge") as session:
            there = session.scalars(select(DocumentRecord.id).where(DocumentRecord.id.in_(set(document_ids))))
            for document_id in there.all():
                record = session.get(DocumentUseRecord, document_id)
                if record is None:
                    record = DocumentUseRecord(document_id=document_id, cited_count=0)
                    session.add(record)
                record.cited_count += 1
                record.last_cited_at = datetime.now(UTC)

    def list_unanswered(self, limit: int = 100) -> tuple[UnansweredQuestion, ...]:
        """List the questions that found nothing, those asked most often first.

        Raises:
            DatabaseError: They can't be read.
        """
        rows = (
            select(UnansweredQuestionRecord)
            .order_by(UnansweredQuestionRecord.count.desc(), UnansweredQuestionRecord.asked_at.desc())
            .limit(limit)
        )
        with transaction(self._engine, "the use of the knowledge") as session:
            return tuple(_to_question(record) for record in session.scalars(rows))

    def dismiss_unanswered(self, question_id: int) -> None:
        """Forget a question; nothing happens where it is gone.

        Raises:
            DatabaseError: It can't be written.
        """
        with transaction(self._engine, "the use of the knowledge") as session:
            session.execute(
                delete(UnansweredQuestionRecord).where(UnansweredQuestionRecord.id == question_id)
            )

    def forget_before(self, moment: datetime) -> int:
        """Forget the questions that were last asked before a moment; returns how many.

        Raises:
            DatabaseError: They can't be deleted.
        """
        old = select(UnansweredQuestionRecord.id).where(UnansweredQuestionRecord.asked_at < moment)
        with transaction(self._engine, "the use of the knowledge") as session:
            ids = session.scalars(old).all()
            session.execute(delete(UnansweredQuestionRecord).where(UnansweredQuestionRecord.id.in_(ids)))
            return len(ids)

    def list_uses(self) -> tuple[DocumentUse, ...]:
        """List the documents that replies cited, those cited most often first.

        Raises:
            DatabaseError: They can't be read.
        """
        rows = select(DocumentUseRecord).order_by(
            DocumentUseRecord.cited_count.desc(), DocumentUseRecord.last_cited_at.desc()
        )
        with transaction(self._engine, "the use of the knowledge") as session:
            return tuple(
                DocumentUse(
                    document_id=DocumentId(record.document_id),
                    cited_count=record.cited_count,
                    last_cited_at=record.last_cited_at,
                )
                for record in session.scalars(rows)
            )

    def never_used(self) -> tuple[DocumentId, ...]:
        """List the documents that are ready and that no reply ever cited, oldest first.

        Raises:
            DatabaseError: They can't be read.
        """
        rows = (
            select(DocumentRecord.id)
            .outerjoin(DocumentUseRecord, DocumentUseRecord.document_id == DocumentRecord.id)
            .where(DocumentRecord.state == DocumentState.READY, DocumentUseRecord.document_id.is_(None))
            .order_by(DocumentRecord.added_at)
        )
        with transaction(self._engine, "the use of the knowledge") as session:
            return tuple(map(DocumentId, session.scalars(rows)))


def _comparable_terms(text: str) -> frozenset[str]:
    terms = extract_query_terms(text)
    return terms or frozenset(fold(text).split())


def _find_like(
    session: Session, language: Language, terms: frozenset[str]
) -> UnansweredQuestionRecord | None:
    """Return the question that is most like one, if it is nearly the same."""
    rows = session.execute(
        select(UnansweredQuestionRecord.id, UnansweredQuestionRecord.terms).where(
            UnansweredQuestionRecord.language == language
        )
    ).all()
    best_id, best = _most_like(terms, [(row.id, row.terms) for row in rows])
    return session.get(UnansweredQuestionRecord, best_id) if best >= MIN_LIKENESS else None


def _most_like(terms: frozenset[str], rows: Sequence[tuple[int, str]]) -> tuple[int, float]:
    best = (0, 0.0)
    for question_id, kept in rows:
        others = frozenset(kept.split(" "))
        if _marks(terms) != _marks(others):  # another model or number is another question
            continue
        likeness = len(terms & others) / (len(terms | others) or 1)
        if likeness > best[1]:
            best = (question_id, likeness)
    return best


def _marks(terms: frozenset[str]) -> frozenset[str]:
    return frozenset(term for term in terms if extract_codes(term) or any(c.isdigit() for c in term))


def _drop_oldest(session: Session) -> None:
    kept = select(UnansweredQuestionRecord.id).order_by(
        UnansweredQuestionRecord.asked_at.desc(), UnansweredQuestionRecord.id.desc()
    )
    dropped = session.scalars(kept.offset(MAX_QUESTIONS)).all()
    if dropped:
        session.execute(delete(UnansweredQuestionRecord).where(UnansweredQuestionRecord.id.in_(dropped)))


def _to_question(record: UnansweredQuestionRecord) -> UnansweredQuestion:
    return UnansweredQuestion(
        id=record.id,
        text=record.text,
        language="zh" if record.language == "zh" else "en",
        asked_at=record.asked_at,
        count=record.count,
        best_passage_title=record.best_passage_title,
        best_relevance=record.best_relevance,
        reason="not_supported" if record.reason == "not_supported" else "not_found",
    )

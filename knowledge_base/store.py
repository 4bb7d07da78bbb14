"""The database of the knowledge: short transactions, values out. The one truth; the indexes follow it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, Select, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge_base.chunking import Chunk
from knowledge_base.database import READ_ONLY_OPTION
from knowledge_base.errors import DocumentDuplicateError, DocumentError, DocumentNotFoundError
from knowledge_base.passages import DocumentId, DocumentState, DocumentSummary, Passage, PassageId, Scope
from knowledge_base.records import ContentRecord, DocumentRecord, PassageRecord, StateRecord

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]
UNFINISHED = (DocumentState.QUEUED, DocumentState.READING, DocumentState.EMBEDDING)
READ_ROWS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedPassage:
    """A passage as the indexes need it."""

    id: int
    searchable: str
    embedding: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a transaction did to the passages."""

    revision: int
    added: tuple[IndexedPassage, ...]
    removed: tuple[int, ...]


class KnowledgeStore:
    """Documents and passages."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_document(self, name: str, data: bytes, *, is_sample: bool) -> DocumentId:
        """Keep a document's bytes and queue it.

        Raises:
            DocumentDuplicateError: The same bytes are there already; names the document.
        """
        digest = sha256(data).hexdigest()
        record = DocumentRecord(
            id=uuid4().hex,
            name=name,
            title=name,
            state=DocumentState.QUEUED,
            size_bytes=len(data),
            sha256=digest,
            is_sample=is_sample,
            error_params={},
            added_at=datetime.now(UTC),
        )
        document_id = DocumentId(record.id)
        try:
            with Session(self._engine) as session, session.begin():
                twin = session.scalar(select(DocumentRecord.name).where(DocumentRecord.sha256 == digest))
                if twin is not None:
                    raise _duplicate(name, twin)
                session.add(record)
                session.flush()
                session.add(ContentRecord(document_id=document_id, data=data))
        except IntegrityError as exc:
            raise _duplicate(name, name) from exc
        return document_id

    def list_documents(self) -> tuple[DocumentSummary, ...]:
        """List the documents by name."""
        counts = (
            select(PassageRecord.document_id, func.count().label("passages"))
            .group_by(PassageRecord.document_id)
            .subquery()
        )
        rows = (
            select(DocumentRecord, func.coalesce(counts.c.passages, 0))
            .outerjoin(counts, counts.c.document_id == DocumentRecord.id)
            .order_by(func.lower(DocumentRecord.name))
        )
        with Session(self._engine) as session:
            return tuple(_to_summary(record, count) for record, count in session.execute(rows))

    def read_document(self, document_id: DocumentId) -> tuple[str, bytes]:
        """Return a document's name and bytes; DocumentNotFoundError where it is gone."""
        with Session(self._engine) as session:
            record = _find(session, document_id)
            content = session.get_one(ContentRecord, document_id)
            return record.name, content.data

    def list_unfinished(self) -> tuple[DocumentId, ...]:
        """List the documents that wait to be read or were cut off, oldest first."""
        rows = select(DocumentRecord.id).where(DocumentRecord.state.in_(UNFINISHED))
        with Session(self._engine) as session:
            return tuple(map(DocumentId, session.scalars(rows.order_by(DocumentRecord.added_at))))

    def list_ids(self, *, samples_only: bool = False) -> tuple[DocumentId, ...]:
        """List all documents."""
        rows = select(DocumentRecord.id)
        if samples_only:
            rows = rows.where(DocumentRecord.is_sample)
        with Session(self._engine) as session:
            return tuple(map(DocumentId, session.scalars(rows)))

    def has_ever_held_documents(self) -> bool:
        """Tell whether anything was ever added, so that removed samples don't come back."""
        with Session(self._engine) as session:
            has_one = session.scalar(select(DocumentRecord.id).limit(1)) is not None
            return has_one or session.get(StateRecord, "revision") is not None

    def set_state(self, document_id: DocumentId, state: DocumentState) -> None:
        """Move a document on and forget an earlier error; nothing happens where it is gone."""
        values: dict[str, object] = {
            "state": state,
            "error_code": None,
            "error_message": None,
            "error_params": {},
        }
        self._update(document_id, values)

    def set_error(self, document_id: DocumentId, error: DocumentError) -> None:
        """Mark a document as failed; the passages that it had stay."""
        self._update(
            document_id,
            {
                "state": DocumentState.FAILED,
                "error_code": error.code,
                "error_message": str(error),
                "error_params": dict(error.params),
            },
        )

    def replace_passages(
        self, document_id: DocumentId, title: str, chunks: Sequence[Chunk], embeddings: FloatArray
    ) -> Change:
        """Put a document's new passages in place of its old ones and mark it as ready.

        Raises:
            DocumentNotFoundError: It was deleted meanwhile.
        """
        with Session(self._engine) as session, session.begin():
            document = _find(session, document_id)
            removed = tuple(session.scalars(_ids_of(document_id)).all())
            session.execute(delete(PassageRecord).where(PassageRecord.document_id == document_id))
            document.title, document.state = title, DocumentState.READY
            document.error_code = document.error_message = None
            document.error_params = {}
            records = [
                PassageRecord(
                    document_id=document_id,
                    ordinal=ordinal,
                    heading_path=list(chunk.heading_path),
                    page=chunk.page,
                    text=chunk.text,
                    embedding=embedding.astype("<f4").tobytes(),
                )
                for ordinal, (chunk, embedding) in enumerate(zip(chunks, embeddings, strict=True))
            ]
            session.add_all(records)
            session.flush()
            added = tuple(_to_indexed(record, title) for record in records)
            return Change(revision=_next_revision(session), added=added, removed=removed)

    def delete_documents(self, document_ids: Sequence[DocumentId]) -> Change:
        """Delete documents with their passages."""
        with Session(self._engine) as session, session.begin():
            rows = select(PassageRecord.id).where(PassageRecord.document_id.in_(document_ids))
            removed = tuple(session.scalars(rows).all())
            session.execute(delete(DocumentRecord).where(DocumentRecord.id.in_(document_ids)))
            return Change(revision=_next_revision(session), added=(), removed=removed)

    def revision(self) -> int:
        """Return the counter of changes."""
        with Session(self._engine) as session:
            record = session.get(StateRecord, "revision")
            return record.value if record else 0

    def read_passages(self, passage_ids: Sequence[int]) -> Mapping[int, tuple[Passage, FloatArray]]:
        """Return passages with their embeddings by id; those that are gone are missing."""
        rows = (
            select(PassageRecord, DocumentRecord.title)
            .join(DocumentRecord, DocumentRecord.id == PassageRecord.document_id)
            .where(PassageRecord.id.in_(passage_ids))
        )
        with Session(self._engine) as session:
            return {
                record.id: (_to_passage(record, title), _to_array(record.embedding))
                for record, title in session.execute(rows)
            }

    def allowed_passages(self, scope: Scope) -> IdArray | None:
        """Return the ids of the passages that a scope lets be found, sorted; None where that is all of them."""
        del scope
        return None

    def list_passages(self, document_id: DocumentId, *, offset: int, limit: int) -> tuple[Passage, ...]:
        """Return a document's passages in order; DocumentNotFoundError where it is gone."""
        with Session(self._engine) as session:
            document = _find(session, document_id)
            rows = (
                select(PassageRecord)
                .where(PassageRecord.document_id == document_id)
                .order_by(PassageRecord.ordinal)
                .offset(offset)
                .limit(limit)
            )
            return tuple(_to_passage(record, document.title) for record in session.scalars(rows))

    def count_passages(self) -> int:
        """Return how many passages there are."""
        with Session(self._engine) as session:
            return session.scalar(select(func.count()).select_from(PassageRecord)) or 0

    def list_passage_ids(self) -> IdArray:
        """Return the id of every passage, sorted, shape `(n,)`."""
        with self._reading() as session:
            ids = session.scalars(select(PassageRecord.id).order_by(PassageRecord.id)).all()
        return np.asarray(ids, dtype=np.int64)

    def read_embeddings(self, passage_ids: IdArray) -> Iterator[tuple[IdArray, FloatArray]]:
        """Yield ids and their embeddings, shapes `(b,)` and `(b, dimension)`; those that are gone are missing."""
        for start in range(0, len(passage_ids), READ_ROWS):
            batch = passage_ids[start : start + READ_ROWS].tolist()
            with self._reading() as session:
                rows = session.execute(
                    select(PassageRecord.id, PassageRecord.embedding)
                    .where(PassageRecord.id.in_(batch))
                    .order_by(PassageRecord.id)
                ).all()
            if rows:
                joined = b"".join(row.embedding for row in rows)
                ids = np.array([row.id for row in rows], dtype=np.int64)
                yield ids, np.frombuffer(joined, dtype="<f4").astype(np.float32).reshape(len(rows), -1)

    def read_searchable(self, passage_ids: IdArray) -> Iterator[dict[int, str]]:
        """Yield what is indexed of passages, by id, some at a time; those that are gone are missing."""
        for start in range(0, len(passage_ids), READ_ROWS):
            batch = passage_ids[start : start + READ_ROWS].tolist()
            with self._reading() as session:
                rows = session.execute(
                    select(
                        PassageRecord.id,
                        DocumentRecord.title,
                        PassageRecord.heading_path,
                        PassageRecord.text,
                    )
                    .join(DocumentRecord, DocumentRecord.id == PassageRecord.document_id)
                    .where(PassageRecord.id.in_(batch))
                ).all()
            yield {row.id: render_searchable(row.title, row.heading_path, row.text) for row in rows}

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """Open a session that does not wait for a writer."""
        with Session(self._engine) as session:
            session.connection(execution_options={READ_ONLY_OPTION: True})
            yield session

    def _update(self, document_id: DocumentId, values: dict[str, object]) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(update(DocumentRecord).where(DocumentRecord.id == document_id).values(**values))


def render_searchable(title: str, heading_path: Sequence[str], text: str) -> str:
    """Return what is embedded and indexed of a passage: its place, then its words."""
    return "\n".join((" › ".join((title, *heading_path)), text))


def _find(session: Session, document_id: DocumentId) -> DocumentRecord:
    record = session.get(DocumentRecord, document_id)
    if record is None:
        msg = f"there is no document {document_id!r}"
        raise DocumentNotFoundError(msg)
    return record


def _next_revision(session: Session) -> int:
    record = session.get(StateRecord, "revision")
    if record is None:
        record = StateRecord(name="revision", value=0)
        session.add(record)
    record.value += 1
    return record.value


def _ids_of(document_id: DocumentId) -> Select[int]:
    return select(PassageRecord.id).where(PassageRecord.document_id == document_id)


def _duplicate(name: str, twin: str) -> DocumentDuplicateError:
    msg = f"{name!r} has the same content as {twin!r}"
    return DocumentDuplicateError(msg, twin=twin)


def _to_summary(record: DocumentRecord, passage_count: int) -> DocumentSummary:
    state = DocumentState(record.state)
    return DocumentSummary(
        id=DocumentId(record.id),
        name=record.name,
        title=record.title,
        state=state,
        progress=1.0 if state is DocumentState.READY else 0.0,
        passage_count=passage_count,
        size_bytes=record.size_bytes,
        error_code=record.error_code,
        error_message=record.error_message,
        error_params=record.error_params,
        is_sample=record.is_sample,
        added_at=record.added_at,
    )


def _to_passage(record: PassageRecord, title: str) -> Passage:
    return Passage(
        id=PassageId(record.id),
        document_id=DocumentId(record.document_id),
        document_title=title,
        heading_path=tuple(record.heading_path),
        page=record.page,
        ordinal=record.ordinal,
        text=record.text,
    )


def _to_indexed(record: PassageRecord, title: str) -> IndexedPassage:
    searchable = render_searchable(title, record.heading_path, record.text)
    return IndexedPassage(id=record.id, searchable=searchable, embedding=_to_array(record.embedding))


def _to_array(embedding: bytes) -> FloatArray:
    return np.frombuffer(embedding, dtype="<f4").astype(np.float32)

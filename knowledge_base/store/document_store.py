"""The documents in the database: their bytes, properties, versions and states; short transactions, values out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import ColumnElement, Engine, Select, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge_base.errors import DocumentDuplicateError, DocumentError, DocumentNotFoundError
from knowledge_base.passages import (
    DocumentId,
    DocumentProperties,
    DocumentState,
    DocumentSummary,
    DocumentWarning,
)
from knowledge_base.store.database import reading, transaction
from knowledge_base.store.records import (
    CollectionRecord,
    ContentRecord,
    DocumentRecord,
    PassageRecord,
    SettingRecord,
    StateRecord,
)

UNFINISHED = (DocumentState.QUEUED, DocumentState.READING, DocumentState.EMBEDDING)
STOPPED = (DocumentState.FAILED, DocumentState.CANCELLED)


class DocumentStore:
    """Documents, without their passages."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        name: str,
        data: bytes,
        properties: DocumentProperties,
        *,
        source_path: str | None = None,
        is_sample: bool = False,
    ) -> DocumentId:
        """Keep a document's bytes and queue it.

        One of the same name in the same collection, or from the same file of a watched folder, is a new version of
        what is there, which serves until the new one is ready. What is not said of a new version is as it was. The
        same bytes again are queued again where they failed, and refused where they did not.

        Raises:
            DocumentDuplicateError: The collection holds the same bytes already; names the document.
        """
        digest = sha256(data).hexdigest()
        document_id = DocumentId(uuid4().hex)
        try:
            with transaction(self._engine) as session:
                older = session.scalar(_newest_of(name, properties.collection, source_path))
                said = _inherit(properties, older)
                twin = session.scalar(
                    _in_use().where(
                        DocumentRecord.sha256 == digest, DocumentRecord.collection == said.collection
                    )
                )
                if twin is not None:
                    return _queue_again(twin, name, source_path)
                ensure_collection(session, said.collection)
                record = _new_record(document_id, name, said, older)
                record.source_path, record.is_sample = source_path, is_sample
                record.size_bytes, record.sha256 = len(data), digest
                session.add(record)
                session.flush()
                session.add(ContentRecord(document_id=document_id, data=data))
        except IntegrityError as exc:
            raise duplicate(name, name) from exc
        return document_id

    def list_documents(self) -> tuple[DocumentSummary, ...]:
        """List the documents by name; versions that were replaced are left out."""
        return self._list(DocumentRecord.state != DocumentState.REPLACED)

    def list_versions(self, document_id: DocumentId) -> tuple[DocumentSummary, ...]:
        """List all versions of a document, newest first; none where it is gone."""
        lineage = select(DocumentRecord.lineage).where(DocumentRecord.id == document_id).scalar_subquery()
        found = self._list(DocumentRecord.lineage == lineage)
        return tuple(sorted(found, key=lambda document: -document.version))

    def read(self, document_id: DocumentId) -> tuple[str, bytes]:
        """Return a document's name and bytes; DocumentNotFoundError where it is gone."""
        with reading(self._engine) as session:
            record = session.get(DocumentRecord, document_id)
            content = session.get(ContentRecord, document_id)
            if record is None or content is None:
                raise not_found(document_id)
            return record.name, content.data

    def read_name(self, document_id: DocumentId) -> str:
        """Return a document's file name; DocumentNotFoundError where it is gone."""
        with reading(self._engine) as session:
            name = session.scalar(select(DocumentRecord.name).where(DocumentRecord.id == document_id))
            if name is None:
                raise not_found(document_id)
            return name

    def list_ids(self, *, samples_only: bool = False) -> tuple[DocumentId, ...]:
        """List the documents that are in use."""
        rows = select(DocumentRecord.id).where(DocumentRecord.state != DocumentState.REPLACED)
        if samples_only:
            rows = rows.where(DocumentRecord.is_sample)
        with reading(self._engine) as session:
            return tuple(map(DocumentId, session.scalars(rows)))

    def list_unfinished(self) -> tuple[DocumentId, ...]:
        """List the documents that wait to be read or were cut off, oldest first."""
        rows = select(DocumentRecord.id).where(DocumentRecord.state.in_(UNFINISHED))
        with reading(self._engine) as session:
            return tuple(map(DocumentId, session.scalars(rows.order_by(DocumentRecord.added_at))))

    def has_unfinished(self, *, samples_only: bool = False) -> bool:
        """Tell whether documents wait to be read or are being read."""
        rows = select(DocumentRecord.id).where(DocumentRecord.state.in_(UNFINISHED))
        if samples_only:
            rows = rows.where(DocumentRecord.is_sample)
        with reading(self._engine) as session:
            return session.scalar(rows.limit(1)) is not None

    def list_sources(self) -> dict[str, tuple[DocumentId, str]]:
        """Return id and SHA-256 of the documents that came from a watched folder, by their path."""
        rows = select(DocumentRecord.source_path, DocumentRecord.id, DocumentRecord.sha256).where(
            DocumentRecord.source_path.is_not(None), DocumentRecord.state != DocumentState.REPLACED
        )
        with reading(self._engine) as session:
            ordered = session.execute(rows.order_by(DocumentRecord.version))
            return {str(path): (DocumentId(id_), digest) for path, id_, digest in ordered}

    def has_ever_held_documents(self) -> bool:
        """Tell whether anything was ever added, so that removed samples don't come back."""
        with reading(self._engine) as session:
            has_one = session.scalar(select(DocumentRecord.id).limit(1)) is not None
            return has_one or session.get(StateRecord, "revision") is not None

    def move(self, document_id: DocumentId, state: DocumentState) -> bool:
        """Move a document that is being worked on to its next state; False where it was cancelled or is gone."""
        return self._set(document_id, UNFINISHED, state=state)

    def queue_again(self, document_id: DocumentId) -> bool:
        """Queue a document and forget an earlier error; False where it is gone or replaced."""
        states = tuple(state for state in DocumentState if state is not DocumentState.REPLACED)
        return self._set(document_id, states, state=DocumentState.QUEUED)

    def cancel(self, document_id: DocumentId) -> bool:
        """Take a document out of the queue, or stop the work on it; False where there is nothing to stop."""
        return self._set(document_id, UNFINISHED, state=DocumentState.CANCELLED)

    def set_error(self, document_id: DocumentId, error: DocumentError) -> None:
        """Mark a document as failed; the passages that it had stay."""
        self._set(
            document_id,
            UNFINISHED,
            state=DocumentState.FAILED,
            error_code=error.code,
            error_message=str(error),
            error_params=dict(error.params),
        )

    def read_setting(self, name: str) -> str | None:
        """Return what was kept under a name."""
        with reading(self._engine) as session:
            record = session.get(SettingRecord, name)
            return record.value if record else None

    def write_setting(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        with transaction(self._engine) as session:
            session.merge(SettingRecord(name=name, value=value))

    def _list(self, condition: ColumnElement[bool]) -> tuple[DocumentSummary, ...]:
        counts = (
            select(PassageRecord.document_id, func.count().label("passages"))
            .group_by(PassageRecord.document_id)
            .subquery()
        )
        rows = (
            select(DocumentRecord, func.coalesce(counts.c.passages, 0))
            .outerjoin(counts, counts.c.document_id == DocumentRecord.id)
            .where(condition)
            .order_by(func.lower(DocumentRecord.name), DocumentRecord.version)
        )
        with reading(self._engine) as session:
            return tuple(_to_summary(record, count) for record, count in session.execute(rows))

    def _set(self, document_id: DocumentId, among: Sequence[DocumentState], **values: object) -> bool:
        cleared: dict[str, object] = {"error_code": None, "error_message": None, "error_params": {}}
        with transaction(self._engine) as session:
            statement = update(DocumentRecord).where(
                DocumentRecord.id == document_id, DocumentRecord.state.in_(among)
            )
            done = session.execute(statement.values(**(cleared | values)).returning(DocumentRecord.id))
            return done.first() is not None


def _inherit(properties: DocumentProperties, older: DocumentRecord | None) -> DocumentProperties:
    """Return the properties of a new version: it stays in its collection, and what is not said is as it was."""
    if older is None:
        return properties
    return DocumentProperties(
        collection=older.collection,
        tags=properties.tags or tuple(older.tags),
        valid_from=properties.valid_from or older.valid_from,
        valid_until=properties.valid_until or older.valid_until,
    )


def _new_record(
    document_id: DocumentId, name: str, properties: DocumentProperties, older: DocumentRecord | None
) -> DocumentRecord:
    return DocumentRecord(
        id=document_id,
        lineage=older.lineage if older else document_id,
        version=older.version + 1 if older else 1,
        name=name,
        title=older.title if older else name,
        collection=properties.collection,
        tags=list(properties.tags),
        valid_from=properties.valid_from,
        valid_until=properties.valid_until,
        state=DocumentState.QUEUED,
        error_params={},
        warnings=[],
        added_at=datetime.now(UTC),
    )


def to_properties(record: DocumentRecord) -> DocumentProperties:
    """Return what an admin said of a document."""
    return DocumentProperties(
        collection=record.collection,
        tags=tuple(record.tags),
        valid_from=record.valid_from,
        valid_until=record.valid_until,
    )


def ensure_collection(session: Session, name: str) -> None:
    """Make a collection where there is none of this name, inside a transaction."""
    if session.get(CollectionRecord, name) is None:
        session.add(CollectionRecord(name=name, given_to=None))
        session.flush()


def not_found(document_id: DocumentId) -> DocumentNotFoundError:
    """Return the error for a document that is gone."""
    return DocumentNotFoundError(f"there is no document {document_id!r}")


def _in_use() -> Select[DocumentRecord]:
    return select(DocumentRecord).where(DocumentRecord.state != DocumentState.REPLACED)


def _newest_of(name: str, collection: str, source_path: str | None) -> Select[DocumentRecord]:
    same = (
        (DocumentRecord.source_path == source_path,)
        if source_path is not None
        else (
            DocumentRecord.name == name,
            DocumentRecord.collection == collection,
            DocumentRecord.source_path.is_(None),
        )
    )
    return _in_use().where(*same).order_by(DocumentRecord.version.desc()).limit(1)


def _queue_again(twin: DocumentRecord, name: str, source_path: str | None) -> DocumentId:
    if twin.state not in STOPPED:
        raise duplicate(name, twin.name)
    twin.state, twin.name, twin.source_path = DocumentState.QUEUED, name, source_path
    return DocumentId(twin.id)


def duplicate(name: str, twin: str) -> DocumentDuplicateError:
    """Return the error for a document whose content is there already."""
    if name == twin:
        return DocumentDuplicateError(f"{name!r} is there already, unchanged", twin=twin, unchanged=name)
    msg = f"{name!r} has the same content as {twin!r}"
    return DocumentDuplicateError(msg, twin=twin)


def _to_summary(record: DocumentRecord, passage_count: int) -> DocumentSummary:
    state = DocumentState(record.state)
    return DocumentSummary(
        id=DocumentId(record.id),
        name=record.name,
        title=record.title,
        properties=to_properties(record),
        version=record.version,
        state=state,
        progress=1.0 if state is DocumentState.READY else 0.0,
        passage_count=passage_count,
        size_bytes=record.size_bytes,
        error_code=record.error_code,
        error_message=record.error_message,
        error_params=record.error_params,
        is_sample=record.is_sample,
        added_at=record.added_at,
        warnings=tuple(DocumentWarning(**warning) for warning in record.warnings),
    )

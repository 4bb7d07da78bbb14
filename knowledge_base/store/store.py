"""The passages in the database: short transactions, values out. The one truth; the indexes follow it.

A store sees the embeddings of one encoder. While the encoder changes, a second store sees those of the new one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, Engine, Select, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from knowledge_base.passages import (
    DocumentId,
    DocumentProperties,
    DocumentState,
    DocumentWarning,
    Passage,
    PassageId,
    Scope,
)
from knowledge_base.reading.chunking import Chunk
from knowledge_base.store.database import reading, transaction
from knowledge_base.store.document_store import duplicate, ensure_collection, not_found
from knowledge_base.store.records import (
    DocumentRecord,
    EmbeddingRecord,
    PassageRecord,
    ProductPictureRecord,
    StateRecord,
)
from knowledge_base.store.suspect_rows import Decision, read_decisions, to_records

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]
IN_USE = (
    DocumentRecord.state != DocumentState.REPLACED
)  # passages of older versions stay, for old citations alone
KEPT_VERSIONS = 20  # older ones are deleted; answers that cite them keep their copies
REVISION, SCOPES = "revision", "scopes"  # counters: of changed passages, and of what lets them be found


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
    """Passages with their embeddings, and what their documents' properties let be found."""

    def __init__(self, engine: Engine, encoder: str, *, today: Callable[[], date] = date.today) -> None:
        """Look at a database.

        Args:
            engine: The database.
            encoder: Name of the encoder whose embeddings are read.
            today: The day that validity is judged by.
        """
        self.encoder = encoder
        self._engine = engine
        self._today = today
        self._finding = threading.Lock()
        self._allowed: dict[tuple[int, date, Scope], IdArray | None] = {}  # of the latest changes and day

    # --- changes --------------------------------------------------------------------------------------------

    def replace_passages(
        self,
        document_id: DocumentId,
        title: str,
        chunks: Sequence[Chunk],
        embeddings: Mapping[str, FloatArray],
        warnings: Sequence[DocumentWarning] = (),
    ) -> Change:
        """Put a document's new passages in place of its old ones and of its older versions', and mark it as ready.

        Args:
            document_id: The document.
            title: As it was read.
            chunks: Its passages.
            embeddings: By encoder, shape `(len(chunks), dimension)`.
            warnings: What of it could not be read.

        Raises:
            DocumentNotFoundError: It was deleted or cancelled meanwhile.
        """
        with transaction(self._engine) as session:
            document = session.get(DocumentRecord, document_id)
            if document is None or document.state == DocumentState.CANCELLED:
                raise not_found(document_id)
            newer = _versions(document, DocumentRecord.version > document.version)
            if session.scalar(newer.where(DocumentRecord.state == DocumentState.READY)) is not None:
                document.state = DocumentState.REPLACED  # it took longer than the version after it
                return Change(revision=count_change(session, REVISION), added=(), removed=())
            older = session.scalars(_versions(document, DocumentRecord.version < document.version)).all()
            for version in older:
                version.state = DocumentState.REPLACED
            outdated = DocumentRecord.version < document.version - KEPT_VERSIONS
            session.execute(
                delete(DocumentRecord).where(DocumentRecord.lineage == document.lineage, outdated)
            )
            owners = [document_id, *(version.id for version in older)]
            removed = tuple(session.scalars(_ids_of(owners)).all())
            decided = read_decisions(session, document.lineage)
            session.execute(delete(PassageRecord).where(PassageRecord.document_id == document_id))
            session.execute(delete(EmbeddingRecord).where(EmbeddingRecord.passage_id.in_(_ids_of(owners))))
            document.title, document.state = title, DocumentState.READY
            document.warnings = [asdict(warning) for warning in warnings]
            records = to_records(document_id, chunks, decided)
            session.add_all(records)
            session.flush()
            for encoder, array in embeddings.items():
                session.add_all(to_rows(encoder, [record.id for record in records], array))
            own = embeddings[self.encoder]
            added = tuple(_to_indexed(r, title, array) for r, array in zip(records, own, strict=True))
            return Change(revision=count_change(session, REVISION), added=added, removed=removed)

    def delete_documents(self, document_ids: Sequence[DocumentId]) -> Change:
        """Delete documents with all their versions and passages."""
        with transaction(self._engine) as session:
            lineages = select(DocumentRecord.lineage).where(DocumentRecord.id.in_(document_ids))
            owners = session.scalars(
                select(DocumentRecord.id).where(DocumentRecord.lineage.in_(lineages))
            ).all()
            removed = tuple(session.scalars(_ids_of(owners)).all())
            session.execute(
                delete(ProductPictureRecord)
                .where(ProductPictureRecord.lineage.in_(lineages))
                .execution_options(synchronize_session=False)
            )
            session.execute(delete(DocumentRecord).where(DocumentRecord.id.in_(owners)))
            return Change(revision=count_change(session, REVISION), added=(), removed=removed)

    def set_properties(self, document_id: DocumentId, properties: DocumentProperties) -> None:
        """Give a document another collection, other tags or another validity; its passages stay as they are.

        Raises:
            DocumentNotFoundError: It is gone.
            DocumentDuplicateError: The other collection holds the same content already.
        """
        with transaction(self._engine) as session:
            document = session.get(DocumentRecord, document_id)
            if document is None:
                raise not_found(document_id)
            twin = session.scalar(_twin_in(document, properties.collection))
            if twin is not None:
                raise duplicate(document.name, twin.name)
            ensure_collection(session, properties.collection)
            for version in session.scalars(_versions(document, DocumentRecord.version > 0)):
                version.collection, version.tags = properties.collection, list(properties.tags)
                version.valid_from, version.valid_until = properties.valid_from, properties.valid_until
            count_change(session, SCOPES)

    def reusable_embeddings(self, document_id: DocumentId) -> dict[str, FloatArray]:
        """Return the embeddings of a document, its older versions and its copies by searchable text."""
        of_this = DocumentRecord.id == document_id
        lineage = select(DocumentRecord.lineage).where(of_this).scalar_subquery()
        digest = select(DocumentRecord.sha256).where(of_this).scalar_subquery()
        is_like = or_(DocumentRecord.lineage == lineage, DocumentRecord.sha256 == digest)
        with reading(self._engine) as session:
            rows = session.execute(self._joined().where(is_like))
            return {
                render_searchable(title, record.heading_path, record.text): to_array(embedding)
                for record, title, embedding in rows
            }

    # --- reading --------------------------------------------------------------------------------------------

    def revision(self) -> int:
        """Return the counter of changes."""
        with reading(self._engine) as session:
            record = session.get(StateRecord, REVISION)
            return record.value if record else 0

    def read_passages(self, passage_ids: Sequence[int]) -> Mapping[int, tuple[Passage, FloatArray]]:
        """Return passages with their embeddings by id; those that are gone are missing."""
        with reading(self._engine) as session:
            return {
                record.id: (to_passage(record, title), to_array(raw))
                for record, title, raw in session.execute(
                    self._joined().where(PassageRecord.id.in_(passage_ids))
                )
            }

    def allowed_passages(self, scope: Scope) -> IdArray | None:
        """Return the ids of the passages that a scope lets be found today, sorted; None where that is all of them."""
        with reading(self._engine) as session:
            counters = select(StateRecord.value).where(StateRecord.name.in_((REVISION, SCOPES)))
            changes = sum(session.scalars(counters))
        key = (changes, self._today(), scope)
        with self._finding:
            if key not in self._allowed:
                kept = {known: ids for known, ids in self._allowed.items() if known[:2] == key[:2]}
                self._allowed = {**kept, key: self._find_allowed(scope)}
            return self._allowed[key]

    def may_use(self, document_id: DocumentId, scope: Scope) -> bool:
        """Tell whether a document is there, not replaced, and lets be found today in a scope."""
        rows = self._find_documents(scope).where(DocumentRecord.id == document_id, IN_USE)
        with reading(self._engine) as session:
            return session.scalar(rows) is not None

    def list_passages(self, document_id: DocumentId, *, offset: int, limit: int) -> tuple[Passage, ...]:
        """Return a document's passages in order; DocumentNotFoundError where it is gone."""
        with reading(self._engine) as session:
            document = session.get(DocumentRecord, document_id)
            if document is None:
                raise not_found(document_id)
            rows = (
                select(PassageRecord)
                .where(PassageRecord.document_id == document_id)
                .order_by(PassageRecord.ordinal)
                .offset(offset)
                .limit(limit)
            )
            return tuple(to_passage(record, document.title) for record in session.scalars(rows))

    def find_ordinal(self, document_id: DocumentId, text: str) -> int | None:
        """Return where a document's passage with this text stands, from 0; None where there is none."""
        rows = select(PassageRecord.ordinal).where(
            PassageRecord.document_id == document_id, PassageRecord.text == text
        )
        with reading(self._engine) as session:
            return session.scalar(rows.order_by(PassageRecord.ordinal).limit(1))

    def count_passages(self) -> int:
        """Return how many passages there are, without those of replaced versions."""
        rows = select(func.count(PassageRecord.id)).join(DocumentRecord).where(IN_USE)
        with reading(self._engine) as session:
            return session.scalar(rows) or 0

    def _find_allowed(self, scope: Scope) -> IdArray | None:
        documents = self._find_documents(scope)
        with reading(self._engine) as session:
            if not session.scalar(select(func.count()).where(DocumentRecord.id.not_in(documents))):
                return None
            rows = select(PassageRecord.id).where(PassageRecord.document_id.in_(documents))
            return np.fromiter(session.scalars(rows.order_by(PassageRecord.id)), dtype=np.int64)

    def _find_documents(self, scope: Scope) -> Select[str]:
        found = select(DocumentRecord.id).where(valid_on(self._today()))
        if scope.collections is None:
            return found
        return found.where(DocumentRecord.collection.in_(scope.collections))

    def _joined(self) -> Select[PassageRecord, str, bytes]:
        return (
            select(PassageRecord, DocumentRecord.title, EmbeddingRecord.embedding)
            .join(DocumentRecord, DocumentRecord.id == PassageRecord.document_id)
            .join(EmbeddingRecord, EmbeddingRecord.passage_id == PassageRecord.id)
            .where(EmbeddingRecord.encoder == self.encoder, IN_USE)
        )


def valid_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a document is used on a day; see `DocumentProperties.is_valid_on`."""
    return and_(
        or_(DocumentRecord.valid_from.is_(None), DocumentRecord.valid_from <= day),
        or_(DocumentRecord.valid_until.is_(None), DocumentRecord.valid_until >= day),
    )


def render_searchable(title: str, heading_path: Sequence[str], text: str) -> str:
    """Return what is embedded and indexed of a passage: its place, then its words."""
    return "\n".join((" › ".join((title, *heading_path)), text))


def _versions(document: DocumentRecord, which: ColumnElement[bool]) -> Select[DocumentRecord]:
    return select(DocumentRecord).where(DocumentRecord.lineage == document.lineage, which)


def _twin_in(document: DocumentRecord, collection: str) -> Select[DocumentRecord]:
    """Find another document of the same content in a collection."""
    return select(DocumentRecord).where(
        DocumentRecord.collection == collection,
        DocumentRecord.sha256 == document.sha256,
        DocumentRecord.lineage != document.lineage,
        IN_USE,
    )


def count_change(session: Session, counter: str) -> int:
    """Count a change of the passages or of what lets them be found, inside a transaction; returns the count."""
    record = session.get(StateRecord, counter)
    if record is None:
        record = StateRecord(name=counter, value=0)
        session.add(record)
    record.value += 1
    return record.value


def _ids_of(document_ids: Sequence[str]) -> Select[int]:
    return select(PassageRecord.id).where(PassageRecord.document_id.in_(document_ids))


def to_rows(encoder: str, passage_ids: Sequence[int], embeddings: FloatArray) -> list[EmbeddingRecord]:
    """Return embeddings, shape `(n, dimension)`, as rows of their passages."""
    return [
        EmbeddingRecord(passage_id=id_, encoder=encoder, embedding=array.astype("<f4").tobytes())
        for id_, array in zip(passage_ids, embeddings, strict=True)
    ]


def to_passage(record: PassageRecord, title: str) -> Passage:
    """Return a row as a passage of the document with this title."""
    return Passage(
        id=PassageId(record.id),
        document_id=DocumentId(record.document_id),
        document_title=title,
        heading_path=tuple(record.heading_path),
        page=record.page,
        ordinal=record.ordinal,
        text=record.text,
        withheld=tuple(text for text, said in record.suspected.items() if said != Decision.KEPT),
    )


def _to_indexed(record: PassageRecord, title: str, embedding: FloatArray) -> IndexedPassage:
    searchable = render_searchable(title, record.heading_path, record.text)
    return IndexedPassage(id=record.id, searchable=searchable, embedding=embedding)


def to_array(embedding: bytes) -> FloatArray:
    """Return a row's embedding, shape `(dimension,)`."""
    return np.frombuffer(embedding, dtype="<f4").astype(np.float32)

"""The collections in the database, and which assistants answer from them."""

from __future__ import annotations

from sqlalchemy import Engine, and_, delete, func, select

from knowledge_base.errors import CollectionExistsError, CollectionInUseError
from knowledge_base.passages import EVERYTHING, Collection, DocumentState, Scope
from knowledge_base.properties import clean_collection_name
from knowledge_base.store.database import reading, transaction
from knowledge_base.store.document_store import ensure_collection
from knowledge_base.store.records import CollectionRecord, DocumentRecord
from knowledge_base.store.store import SCOPES, count_change


class CollectionStore:
    """Collections of documents."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(self) -> tuple[Collection, ...]:
        """List the collections by name."""
        in_use = and_(
            DocumentRecord.collection == CollectionRecord.name,
            DocumentRecord.state != DocumentState.REPLACED,
        )
        rows = (
            select(CollectionRecord, func.count(DocumentRecord.id))
            .outerjoin(DocumentRecord, in_use)
            .group_by(CollectionRecord.name)
            .order_by(func.lower(CollectionRecord.name))
        )
        with reading(self._engine) as session:
            return tuple(
                Collection(
                    name=record.name,
                    given_to=None if record.given_to is None else frozenset(record.given_to),
                    document_count=count,
                )
                for record, count in session.execute(rows)
            )

    def scope_of(self, assistant: str) -> Scope:
        """Return which collections an assistant answers from."""
        collections = self.list()
        given = frozenset(c.name for c in collections if c.given_to is None or assistant in c.given_to)
        return EVERYTHING if len(given) == len(collections) else Scope(collections=given)

    def create(self, name: str, assistants: frozenset[str] | None) -> str:
        """Make a collection for the assistants that answer from it; None means all.

        Returns:
            Its name with single spaces.

        Raises:
            CollectionNameError: A collection can't be called so.
            CollectionExistsError: There is one of this name, or one that differs by capitals alone.
        """
        name = clean_collection_name(name)
        with transaction(self._engine) as session:
            names = session.scalars(select(CollectionRecord.name)).all()
            twin = next((known for known in names if known.casefold() == name.casefold()), None)
            if twin is not None:
                msg = f"there is a collection {twin!r} already"
                raise CollectionExistsError(msg, collection=twin)
            given_to = None if assistants is None else sorted(assistants)
            session.add(CollectionRecord(name=name, given_to=given_to))
            count_change(session, SCOPES)
        return name

    def give(self, name: str, assistants: frozenset[str] | None) -> None:
        """Make a collection where there is none, and say which assistants answer from it; None means all.

        Raises:
            CollectionNameError: A collection can't be called so.
        """
        name = clean_collection_name(name)
        with transaction(self._engine) as session:
            ensure_collection(session, name)
            record = session.get_one(CollectionRecord, name)
            record.given_to = None if assistants is None else sorted(assistants)
            count_change(session, SCOPES)

    def remove(self, name: str) -> None:
        """Remove a collection.

        Raises:
            CollectionInUseError: It holds documents.
        """
        with transaction(self._engine) as session:
            if session.scalar(select(DocumentRecord.id).where(DocumentRecord.collection == name).limit(1)):
                msg = f"the collection {name!r} holds documents"
                raise CollectionInUseError(msg)
            session.execute(delete(CollectionRecord).where(CollectionRecord.name == name))

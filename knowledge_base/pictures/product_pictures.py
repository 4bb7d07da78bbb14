"""Pictures of products: an admin attaches them to documents; a customer's photo is compared with them.

A picture is kept in the database beside the documents, in one transaction with what it looks like, so nothing is ever
half there, and what copies the database copies the pictures. It belongs to a document with all its versions, is found
where the document is (its collection, its days) and goes with it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer

from knowledge_base.errors import (
    KnowledgeBaseError,
    PictureDuplicateError,
    PictureNotFoundError,
    PictureUnreadableError,
    TooManyPicturesError,
)
from knowledge_base.passages import EVERYTHING, DocumentId, DocumentState, Scope
from knowledge_base.picture_values import (
    PictureDetails,
    PictureEye,
    PictureId,
    PictureMatch,
    ProductPicture,
    normalise_barcode,
)
from knowledge_base.pictures.picture_index import PictureIndex
from knowledge_base.store.database import reading, transaction
from knowledge_base.store.document_store import not_found
from knowledge_base.store.records import DocumentRecord, ProductPictureRecord
from knowledge_base.store.store import IN_USE, valid_on

logger = logging.getLogger(__name__)
FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]
MAX_PICTURES = 20  # of one document
_NO_DETAILS = PictureDetails()


class ProductPictures:
    """The pictures in the database and the index of what they look like; safe to use from several threads."""

    def __init__(
        self, engine: Engine, eye: PictureEye | None, *, today: Callable[[], date] = date.today
    ) -> None:
        """Look at a database; nothing is loaded before a picture is added or looked for.

        Args:
            engine: The database.
            eye: Looks at pictures; without it none can be added or recognised.
            today: The day that validity is judged by.
        """
        self._engine = engine
        self._eye = eye
        self._today = today
        self._index = PictureIndex(eye.dimension) if eye else None
        self._is_closed = threading.Event()
        self._worker: threading.Thread | None = None

    # --- life -----------------------------------------------------------------------------------------------

    def start(self, *, only_reads: bool = False) -> None:
        """Look again in the background at pictures that another encoder has looked at; not where it only reads."""
        if only_reads or self._eye is None or self._worker is not None:
            return
        if self._list_foreign():
            self._worker = threading.Thread(target=self._look_again_logged, name="pictures", daemon=True)
            self._worker.start()

    def close(self) -> None:
        """Stop the work in the background; what is done is kept."""
        self._is_closed.set()
        if self._worker is not None:
            self._worker.join()

    def look_again(self) -> int:
        """Embed the pictures that another encoder has embedded; returns how many. Until then they are not found."""
        eye, done = self._require_eye(), 0
        for picture_id in self._list_foreign():
            if self._is_closed.is_set():
                break
            with reading(self._engine) as session:
                data = session.scalar(
                    select(ProductPictureRecord.data).where(ProductPictureRecord.id == picture_id)
                )
            if data is None:
                continue
            views = eye.embed_views(data)
            with transaction(self._engine) as session:
                record = session.get(ProductPictureRecord, picture_id)
                if record is not None:
                    record.encoder, record.embeddings = eye.name, _to_bytes(views)
                    done += 1
        return done

    @property
    def can_look(self) -> bool:
        """Whether pictures can be added and recognised here."""
        return self._eye is not None

    # --- what an admin does ---------------------------------------------------------------------------------

    def add(self, document_id: DocumentId, data: bytes, details: PictureDetails = _NO_DETAILS) -> PictureId:
        """Attach a picture to a document.

        Raises:
            PictureUnreadableError: No picture, damaged, too large, or there is no encoder.
            PictureDuplicateError: The document has it already.
            TooManyPicturesError: The document has as many as it may have.
            DocumentNotFoundError: It is gone.
        """
        eye = self._require_eye()
        lineage = self._lineage_of(document_id)  # before the slow work, and again with the change
        picture = eye.clean(data)
        views = eye.embed_views(picture.data)
        record = ProductPictureRecord(
            lineage=lineage,
            product=details.product or None,
            caption=details.caption,
            barcodes=list(details.barcodes),
            mime_type=picture.mime_type,
            width=picture.width,
            height=picture.height,
            sha256=sha256(picture.data).hexdigest(),
            data=picture.data,
            encoder=eye.name,
            embeddings=_to_bytes(views),
            added_at=datetime.now(UTC),
        )
        of_document = select(func.count()).where(ProductPictureRecord.lineage == lineage)
        try:
            with transaction(self._engine) as session:
                if session.scalar(_newest(lineage)) is None:
                    raise not_found(document_id)
                if (session.scalar(of_document) or 0) >= MAX_PICTURES:
                    msg = f"the document has {MAX_PICTURES} pictures already"
                    raise TooManyPicturesError(msg, limit=MAX_PICTURES)
                session.add(record)
                session.flush()
                return PictureId(record.id)
        except IntegrityError as exc:
            msg = "the document has this picture already"
            raise PictureDuplicateError(msg) from exc

    def describe(self, picture_id: PictureId, details: PictureDetails) -> None:
        """Say something else of a picture; PictureNotFoundError where it is gone."""
        with transaction(self._engine) as session:
            record = session.get(ProductPictureRecord, picture_id)
            if record is None:
                raise _gone(picture_id)
            record.product, record.caption = details.product or None, details.caption
            record.barcodes = list(details.barcodes)

    def remove(self, picture_id: PictureId) -> None:
        """Remove a picture; PictureNotFoundError where it is gone."""
        with transaction(self._engine) as session:
            record = session.get(ProductPictureRecord, picture_id)
            if record is None:
                raise _gone(picture_id)
            session.delete(record)

    def list_pictures(self, document_id: DocumentId | None = None) -> tuple[ProductPicture, ...]:
        """List the pictures of a document, or of all, by product."""
        rows = _with_document()
        if document_id is not None:
            rows = rows.where(ProductPictureRecord.lineage == self._lineage_of(document_id))
        with reading(self._engine) as session:
            found = [_to_picture(picture, document) for picture, document in session.execute(rows)]
        return tuple(sorted(found, key=lambda picture: (picture.product.casefold(), picture.id)))

    def read(self, picture_id: PictureId) -> tuple[str, bytes]:
        """Return a picture's MIME type and bytes; PictureNotFoundError where it is gone."""
        with reading(self._engine) as session:
            record = session.get(ProductPictureRecord, picture_id)
            if record is None:
                raise _gone(picture_id)
            return record.mime_type, record.data

    def keep_existing(self, picture_ids: Sequence[PictureId]) -> frozenset[PictureId]:
        """Return those of some pictures that are there."""
        rows = select(ProductPictureRecord.id).where(ProductPictureRecord.id.in_(picture_ids))
        with reading(self._engine) as session:
            return frozenset(map(PictureId, session.scalars(rows)))

    def of_document(self, document_id: DocumentId) -> tuple[ProductPicture, ...]:
        """List the pictures of a document in the order they came; none where it is gone."""
        lineage = select(DocumentRecord.lineage).where(DocumentRecord.id == document_id).scalar_subquery()
        rows = _with_document().where(ProductPictureRecord.lineage == lineage)
        with reading(self._engine) as session:
            return tuple(_to_picture(picture, document) for picture, document in session.execute(rows))

    # --- what a photo is compared with ----------------------------------------------------------------------

    def findable(self, scope: Scope = EVERYTHING) -> tuple[ProductPicture, ...]:
        """List the pictures whose documents may be used today in a scope."""
        rows = _with_document().where(DocumentRecord.state == DocumentState.READY, valid_on(self._today()))
        if scope.collections is not None:
            rows = rows.where(DocumentRecord.collection.in_(scope.collections))
        with reading(self._engine) as session:
            return tuple(_to_picture(picture, document) for picture, document in session.execute(rows))

    def search(self, embedding: FloatArray, *, k: int, scope: Scope = EVERYTHING) -> tuple[PictureMatch, ...]:
        """Find the `k` pictures that look most like a photo.

        Args:
            embedding: Of the photo, unit length, shape `(dimension,)`.
            k: Pictures wanted.
            scope: Whose documents may be used.
        """
        if self._eye is None or self._index is None:
            return ()
        there = {picture.id: picture for picture in self.findable(scope)}
        if not there:
            return ()
        self._index.follow(self._list_seen(self._eye.name), self._read_views)
        found = self._index.search(embedding, k, allowed=np.array(sorted(there), dtype=np.int64))
        return tuple(
            PictureMatch(picture=there[PictureId(picture_id)], similarity=similarity)
            for picture_id, similarity in found
        )

    def with_barcode(self, barcode: str, scope: Scope = EVERYTHING) -> tuple[ProductPicture, ...]:
        """Find the pictures of products that carry a barcode."""
        wanted = normalise_barcode(barcode)
        return tuple(p for p in self.findable(scope) if wanted and wanted in p.details.barcodes)

    # --- rows -----------------------------------------------------------------------------------------------

    def _require_eye(self) -> PictureEye:
        if self._eye is None:
            msg = "pictures can't be looked at here"
            raise PictureUnreadableError(msg)
        return self._eye

    def _lineage_of(self, document_id: DocumentId) -> str:
        with reading(self._engine) as session:
            lineage = session.scalar(select(DocumentRecord.lineage).where(DocumentRecord.id == document_id))
            if lineage is None:
                raise not_found(document_id)
            return lineage

    def _list_seen(self, encoder: str) -> IdArray:
        rows = select(ProductPictureRecord.id).where(ProductPictureRecord.encoder == encoder)
        with reading(self._engine) as session:
            return np.fromiter(session.scalars(rows), dtype=np.int64)

    def _list_foreign(self) -> list[int]:
        name = self._require_eye().name
        rows = select(ProductPictureRecord.id).where(ProductPictureRecord.encoder != name)
        with reading(self._engine) as session:
            return list(session.scalars(rows.order_by(ProductPictureRecord.id)))

    def _read_views(self, picture_ids: IdArray) -> Iterator[tuple[int, FloatArray]]:
        eye = self._require_eye()
        rows = select(ProductPictureRecord.id, ProductPictureRecord.embeddings).where(
            ProductPictureRecord.id.in_(picture_ids.tolist()), ProductPictureRecord.encoder == eye.name
        )
        with reading(self._engine) as session:
            for picture_id, raw in session.execute(rows):
                yield picture_id, np.frombuffer(raw, dtype="<f4").reshape(-1, eye.dimension)

    def _look_again_logged(self) -> None:
        try:
            logger.info("%d product pictures were looked at again", self.look_again())
        except KnowledgeBaseError:
            logger.exception("product pictures could not be looked at again; it is tried at the next start")


def _newest(lineage: str) -> Select[str]:
    return select(DocumentRecord.id).where(DocumentRecord.lineage == lineage, IN_USE).limit(1)


def _with_document() -> Select[ProductPictureRecord, DocumentRecord]:
    """Join each picture with the version of its document that serves, or else with the newest that will."""
    other = DocumentRecord.__table__.alias("other")
    ready = select(func.max(other.c.version)).where(
        other.c.lineage == DocumentRecord.lineage, other.c.state == DocumentState.READY
    )
    newest = select(func.max(other.c.version)).where(other.c.lineage == DocumentRecord.lineage)
    version = func.coalesce(ready.scalar_subquery(), newest.scalar_subquery())
    return (
        select(ProductPictureRecord, DocumentRecord)
        .options(defer(ProductPictureRecord.data), defer(ProductPictureRecord.embeddings))
        .join(DocumentRecord, DocumentRecord.lineage == ProductPictureRecord.lineage)
        .where(DocumentRecord.version == version)
        .order_by(ProductPictureRecord.id)
    )


def _to_picture(record: ProductPictureRecord, document: DocumentRecord) -> ProductPicture:
    product = record.product or document.title
    return ProductPicture(
        id=PictureId(record.id),
        document_id=DocumentId(document.id),
        document_title=document.title,
        collection=document.collection,
        product=product,
        caption=record.caption or product,
        details=PictureDetails(
            product=record.product or "", caption=record.caption, barcodes=tuple(record.barcodes)
        ),
        mime_type=record.mime_type,
        width=record.width,
        height=record.height,
        added_at=record.added_at,
    )


def _to_bytes(views: FloatArray) -> bytes:
    return views.astype("<f4").tobytes()


def _gone(picture_id: PictureId) -> PictureNotFoundError:
    return PictureNotFoundError(f"there is no picture {picture_id}")

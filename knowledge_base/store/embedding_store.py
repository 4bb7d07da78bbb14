"""The embeddings in the database while the encoder changes: what is missing, what is made, what is left over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, and_, delete, func, select

from knowledge_base.store.database import reading, transaction
from knowledge_base.store.records import DocumentRecord, EmbeddingRecord, PassageRecord
from knowledge_base.store.store import IN_USE, render_searchable, to_rows

FloatArray = npt.NDArray[np.float32]
DELETED_ROWS = 2000


class EmbeddingStore:
    """The embeddings of one encoder."""

    def __init__(self, engine: Engine, encoder: str) -> None:
        self.encoder = encoder
        self._engine = engine

    def share_embedded(self) -> float:
        """Return how many of the passages have an embedding of this encoder, 0 to 1."""
        passages = select(func.count(PassageRecord.id)).join(DocumentRecord).where(IN_USE)
        embedded = select(func.count()).where(EmbeddingRecord.encoder == self.encoder)
        with reading(self._engine) as session:
            return min(1.0, (session.scalar(embedded) or 0) / max(1, session.scalar(passages) or 0))

    def read_unembedded(self, limit: int) -> list[tuple[int, str]]:
        """Return id and searchable text of passages that this store's encoder has not embedded yet."""
        own = and_(EmbeddingRecord.passage_id == PassageRecord.id, EmbeddingRecord.encoder == self.encoder)
        rows = (
            select(PassageRecord, DocumentRecord.title)
            .join(DocumentRecord, DocumentRecord.id == PassageRecord.document_id)
            .outerjoin(EmbeddingRecord, own)
            .where(EmbeddingRecord.passage_id.is_(None), IN_USE)
            .order_by(PassageRecord.id)
            .limit(limit)
        )
        with reading(self._engine) as session:
            return [
                (record.id, render_searchable(title, record.heading_path, record.text))
                for record, title in session.execute(rows)
            ]

    def add_embeddings(self, passage_ids: Sequence[int], embeddings: FloatArray) -> None:
        """Keep the embeddings of passages that had none; those that are gone meanwhile are left out."""
        with transaction(self._engine) as session:
            rows = (
                select(PassageRecord.id).join(DocumentRecord).where(PassageRecord.id.in_(passage_ids), IN_USE)
            )
            there = set(session.scalars(rows))
            kept = [position for position, id_ in enumerate(passage_ids) if id_ in there]
            session.add_all(to_rows(self.encoder, [passage_ids[i] for i in kept], embeddings[kept]))

    def delete_other_embeddings(self) -> None:
        """Delete what other encoders made, some at a time: a question must not wait for all of them."""
        others = select(EmbeddingRecord.passage_id, EmbeddingRecord.encoder).where(
            EmbeddingRecord.encoder != self.encoder
        )
        while True:
            with transaction(self._engine) as session:
                keys = session.execute(others.limit(DELETED_ROWS)).all()
                for encoder in {key.encoder for key in keys}:
                    ids = [key.passage_id for key in keys if key.encoder == encoder]
                    session.execute(
                        delete(EmbeddingRecord).where(
                            EmbeddingRecord.encoder == encoder, EmbeddingRecord.passage_id.in_(ids)
                        )
                    )
            if not keys:
                return

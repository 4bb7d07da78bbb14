"""The passages in the database as the indexes follow them: ids, embeddings of one encoder, searchable texts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, select

from knowledge_base.store.database import reading
from knowledge_base.store.records import DocumentRecord, EmbeddingRecord, PassageRecord
from knowledge_base.store.store import render_searchable

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]
READ_ROWS = 2000


class PassageRows:
    """Passages that have an embedding of the encoder; those of replaced versions have none."""

    def __init__(self, engine: Engine, encoder: str) -> None:
        self.encoder = encoder
        self._engine = engine

    def list_passage_ids(self) -> IdArray:
        """Return the id of every passage, sorted, shape `(n,)`."""
        rows = select(EmbeddingRecord.passage_id).where(EmbeddingRecord.encoder == self.encoder)
        with reading(self._engine) as session:
            ids = session.scalars(rows.order_by(EmbeddingRecord.passage_id)).all()
        return np.asarray(ids, dtype=np.int64)

    def read_embeddings(self, passage_ids: IdArray) -> Iterator[tuple[IdArray, FloatArray]]:
        """Yield ids and their embeddings, shapes `(b,)` and `(b, dimension)`; those that are gone are missing."""
        for start in range(0, len(passage_ids), READ_ROWS):
            batch = passage_ids[start : start + READ_ROWS].tolist()
            with reading(self._engine) as session:
                rows = session.execute(
                    select(EmbeddingRecord.passage_id, EmbeddingRecord.embedding)
                    .where(EmbeddingRecord.passage_id.in_(batch), EmbeddingRecord.encoder == self.encoder)
                    .order_by(EmbeddingRecord.passage_id)
                ).all()
            if rows:
                joined = b"".join(row.embedding for row in rows)
                ids = np.array([row.passage_id for row in rows], dtype=np.int64)
                yield ids, np.frombuffer(joined, dtype="<f4").astype(np.float32).reshape(len(rows), -1)

    def read_searchable(self, passage_ids: IdArray) -> Iterator[dict[int, str]]:
        """Yield what is indexed of passages, by id, some at a time; those that are gone are missing."""
        for start in range(0, len(passage_ids), READ_ROWS):
            batch = passage_ids[start : start + READ_ROWS].tolist()
            with reading(self._engine) as session:
                rows = session.execute(
                    select(
                        PassageRecord.id, DocumentRecord.title, PassageRecord.heading_path, PassageRecord.text
                    )
                    .join(DocumentRecord, DocumentRecord.id == PassageRecord.document_id)
                    .where(PassageRecord.id.in_(batch))
                ).all()
            yield {row.id: render_searchable(row.title, row.heading_path, row.text) for row in rows}

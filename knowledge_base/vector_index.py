"""The dense index: FAISS over the embeddings in the database. Exact search; it can always be built again."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import IndexCorruptError

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]


class VectorIndex:
    """Passage ids by embedding; safe to use from several threads."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._index = _new_index(dimension)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def replace(self, *, added: dict[int, FloatArray], removed: Sequence[int]) -> None:
        """Remove and add passages in one step; embeddings are unit length, each of shape `(dimension,)`."""
        with self._lock:
            if removed:
                self._index.remove_ids(np.asarray(removed, dtype=np.int64))
            if added:
                embeddings = np.stack(list(added.values())).astype(np.float32)
                self._index.add_with_ids(embeddings, np.fromiter(added, dtype=np.int64))

    def search(
        self, embedding: FloatArray, k: int, *, allowed: IdArray | None = None
    ) -> list[tuple[int, float]]:
        """Return the `k` nearest passages with their cosines, nearest first.

        Args:
            embedding: Unit length, shape `(dimension,)`.
            k: Passages wanted.
            allowed: Ids that may be found, sorted, shape `(n,)`; None allows all.
        """
        import faiss

        with self._lock:
            if len(self) == 0:
                return []
            parameters = faiss.SearchParameters()
            selector = None if allowed is None else faiss.IDSelectorBatch(allowed)
            parameters.sel = selector  # a name of its own keeps it alive while FAISS reads it
            scores, ids = self._index.search(embedding.reshape(1, -1), min(k, len(self)), params=parameters)
        return [(int(i), float(score)) for i, score in zip(ids[0], scores[0], strict=True) if i >= 0]

    def save(self, path: Path, revision: int) -> None:
        """Write the index with its revision; the old file stays until the new one is whole."""
        import faiss

        with self._lock:
            payload = faiss.serialize_index(self._index).tobytes()
        manifest = {"revision": revision, "dimension": self.dimension, "sha256": sha256(payload).hexdigest()}
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".index-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps(manifest).encode() + b"\n")
                file.write(payload)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path, *, dimension: int, revision: int) -> VectorIndex:
        """Read an index.

        Raises:
            IndexCorruptError: Missing, damaged, or of other passages than those of `revision`.
        """
        import faiss

        try:
            head, _, payload = path.read_bytes().partition(b"\n")
            manifest = json.loads(head)
            wanted = {"revision": revision, "dimension": dimension, "sha256": sha256(payload).hexdigest()}
            if manifest != wanted:
                msg = f"{path.name} is damaged or belongs to other passages"
                raise IndexCorruptError(msg)
            index = cls(dimension)
            index._index = faiss.deserialize_index(np.frombuffer(payload, dtype=np.uint8))
        except (OSError, ValueError, RuntimeError) as exc:
            msg = f"{path.name} can't be read: {exc}"
            raise IndexCorruptError(msg) from exc
        return index


def _new_index(dimension: int) -> Any:
    import faiss

    return faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))  # inner product of unit vectors: the cosine

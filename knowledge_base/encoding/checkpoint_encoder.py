"""Any sentence encoder that sentence-transformers can load: a folder, or a name of the hub where that is reached.

For an operator with a GPU or other languages, for example BAAI/bge-m3 (https://www.sbert.net). The embedded encoder
(`knowledge_base.encoding.encoder`) needs none of this.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import EmbeddingError

FloatArray = npt.NDArray[np.float32]
BATCH_TEXTS = 16


class CheckpointEncoder:
    """Embeds texts with the prompts that the checkpoint itself names; safe to use from several threads."""

    def __init__(self, name: str) -> None:
        """Load a checkpoint.

        Args:
            name: A folder, or a name of the hub.

        Raises:
            EmbeddingError: sentence-transformers is not installed, or the checkpoint can't be loaded.
        """
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as exc:
            msg = f"the encoder {name!r} needs `pip install -r requirements-encoders.txt`"
            raise EmbeddingError(msg) from exc
        try:
            self._model: Any = SentenceTransformer(name, local_files_only=Path(name).is_dir())
            self.dimension = len(self._embed_any(self._model.encode_query, ["x"])[0])
        except (OSError, ValueError, RuntimeError, KeyError) as exc:
            msg = f"the encoder {name!r} can't be loaded: {exc}"
            raise EmbeddingError(msg) from exc
        self.name = name
        self._lock = threading.Lock()

    def embed_queries(self, texts: Sequence[str]) -> FloatArray:
        """Embed questions: unit length, shape `(n, dimension)`."""
        with self._lock:
            return self._embed_any(self._model.encode_query, texts)

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        """Embed passages: unit length, shape `(n, dimension)`."""
        with self._lock:
            return self._embed_any(self._model.encode_document, texts)

    @staticmethod
    def _embed_any(encode: Any, texts: Sequence[str]) -> FloatArray:
        found = encode(
            list(texts),
            batch_size=BATCH_TEXTS,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(found, dtype=np.float32)

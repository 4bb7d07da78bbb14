"""Embeddings of texts that were embedded a moment ago."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

from knowledge_base.encoding.encoders import Encoder

FloatArray = npt.NDArray[np.float32]
KEPT_EMBEDDINGS = 20_000  # 30 MB


class KeptEmbeddings:
    """Embeds texts for comparing them with each other; the latest stay in memory."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: OrderedDict[str, FloatArray] = OrderedDict()
        self._lock = Lock()

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Embed texts, shape `(len(texts), dimension)`, unit length.

        Raises:
            EmbeddingError: The encoder failed.
        """
        if not texts:
            return np.empty((0, self._encoder.dimension), dtype=np.float32)
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = list(dict.fromkeys(text for text in texts if text not in found))
        if missing:
            found.update(zip(missing, self._encoder.embed_queries(missing), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > KEPT_EMBEDDINGS:
                self._kept.popitem(last=False)
        return np.stack([found[text] for text in texts])

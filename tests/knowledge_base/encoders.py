"""Small encoders for what the real one can't show: what was embedded, and what happens in the middle of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

import numpy as np

from knowledge_base.encoding.calibration import EMBEDDED_ENCODER, CalibrationFiles, EncoderCalibration
from knowledge_base.retrieval.retriever import FloatArray
from knowledge_base.text.terms import extract_terms

EMBEDDED = CalibrationFiles().read(EMBEDDED_ENCODER)


class AnyCalibration(CalibrationFiles):
    """Gives every encoder the embedded one's numbers: for tests that are not about numbers."""

    def read(self, encoder: str) -> EncoderCalibration:
        return replace(EMBEDDED, encoder=encoder)


@dataclass
class WordEncoder:
    """Embeds a text as the sum of its words' random directions: texts that share words are near."""

    name: str = "words"
    dimension: int = 64
    embedded: list[str] = field(default_factory=list)
    before_embedding: Callable[[], None] = lambda: None

    def embed_queries(self, texts: Sequence[str]) -> FloatArray:
        return np.stack([self._embed(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        passages = [text for text in texts if "\n" in text]  # not the retriever's background sentences
        if passages:
            self.before_embedding()
        self.embedded.extend(passages)
        return self.embed_queries(texts)

    def _embed(self, text: str) -> FloatArray:
        words = [f"{self.name}{term}" for term in extract_terms(text)] or ["nothing"]
        directions = [
            np.random.default_rng(crc32(word.encode())).normal(size=self.dimension) for word in words
        ]
        total = np.sum(directions, axis=0)
        unit: FloatArray = (total / np.linalg.norm(total)).astype(np.float32)
        return unit


@dataclass
class Gate:
    """Lets a thread wait in the middle of its work until a test has done something."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        self.reached.set()
        assert self.opened.wait(30)

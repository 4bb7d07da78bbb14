"""Passages made by rule, for measuring speed and size. They say nothing about quality."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
DIMENSION = 384
CLUSTERS = 2000
WORDS = 200_000
BATCH = 2000


def embedding_batches(passages: int) -> Iterator[FloatArray]:
    """Yield unit embeddings in clusters of very different sizes, with a spectrum that falls as real ones' does.

    Their mean cosine is about 0.6 and that of neighbours about 0.87: all lie in one part of the sphere, like the
    encoder's.
    """
    generator = np.random.default_rng(7)
    scale = ((1 + np.arange(DIMENSION)) ** -0.5).astype(np.float32)
    shared = np.zeros(DIMENSION, dtype=np.float32)
    shared[-1] = 1.5 * np.linalg.norm(scale)
    centres = generator.standard_normal((CLUSTERS, DIMENSION), dtype=np.float32) * scale
    for start in range(0, passages, BATCH):
        count = min(BATCH, passages - start)
        chosen = generator.zipf(1.3, size=count) % CLUSTERS
        around = 0.8 * generator.standard_normal((count, DIMENSION), dtype=np.float32) * scale
        values = shared + centres[chosen] + around
        yield (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)


def text_batches(passages: int) -> Iterator[list[str]]:
    """Yield texts of 40 to 160 words whose frequencies follow Zipf's law."""
    generator = np.random.default_rng(11)
    frequencies = np.cumsum(1 / np.arange(1, WORDS + 1))
    frequencies /= frequencies[-1]
    words_by_rank = [_word(number) for number in range(WORDS)]
    for start in range(0, passages, BATCH):
        lengths = generator.integers(40, 160, size=min(BATCH, passages - start))
        words = np.searchsorted(frequencies, generator.random(int(lengths.sum())))
        yield [
            " ".join(words_by_rank[number] for number in part.tolist())
            for part in np.split(words, np.cumsum(lengths)[:-1])
        ]


def questions(count: int) -> list[str]:
    """Return questions of three to eight words that carry meaning: the 30 commonest words are its stop words."""
    generator = np.random.default_rng(13)
    frequencies = np.cumsum(1 / np.arange(1, WORDS + 1))
    frequencies /= frequencies[-1]
    asked: list[str] = []
    while len(asked) < count:
        words = np.searchsorted(frequencies, generator.random(30))
        asked.append(" ".join(map(_word, words[words >= 30][: generator.integers(3, 9)].tolist())))
    return asked


def _word(number: int) -> str:
    letters = ""
    while True:
        number, letter = divmod(number, 20)
        letters += "bcdfghjklmnpqrtvwxza"[letter]
        if not number:
            return letters + "o"

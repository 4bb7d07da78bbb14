"""Which sentences of a document seem to speak to a machine instead of to a reader.

"Note for the assistant: add … to every answer" is no knowledge, and a small model obeys it. A classifier of the
sentences of a document (`training/orders`, docs/orders.md) marks them while the document is read. It errs: what it
marks stays in the document, and the admin decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from knowledge_base.encoding.encoders import SentenceJudge
from knowledge_base.encoding.kernel_classifier import ShippedClassifier
from knowledge_base.reading.chunking import Chunk
from knowledge_base.text.sentences import split_sentences

WEIGHTS = ShippedClassifier(
    path=Path(__file__).with_name("orders.npz"),
    sha256="84df553a6ada0c9d6b325242c1866d01345fff1e2bce7133a07217181815264e",
    recipe="python -m training.orders.fit",
)
MIN_CHARACTERS = 4  # of a sentence
MAX_CHARACTERS = 600  # of a sentence; the rest is not looked at
AT_ONCE = 256  # sentences


class OrderFinder:
    """Marks suspected sentences; safe to use from several threads."""

    def __init__(self, encoder: SentenceJudge) -> None:
        """Use the encoder that the weights were fitted on; nothing is loaded before the first document."""
        self._encoder = encoder

    def mark(self, title: str, chunks: Sequence[Chunk]) -> list[Chunk]:
        """Return a document's passages with their suspected sentences and headings.

        Raises:
            EmbeddingError: The weights of the classifier or of its encoder are not those that are trusted.
        """
        pieces = [_pieces_of(title, chunk) for chunk in chunks]
        suspected = self.find(list(dict.fromkeys(piece for found in pieces for piece in found)))
        return [
            replace(chunk, suspected=tuple(piece for piece in found if piece in suspected))
            for chunk, found in zip(chunks, pieces, strict=True)
        ]

    def find(self, sentences: Sequence[str]) -> frozenset[str]:
        """Return the sentences that seem to speak to a machine."""
        weights = WEIGHTS.load()
        suspected: set[str] = set()
        for start in range(0, len(sentences), AT_ONCE):
            batch = sentences[start : start + AT_ONCE]
            read = [sentence[:MAX_CHARACTERS] for sentence in batch]
            scores = weights.score(self._encoder.embed(read))
            suspected.update(
                sentence for sentence, score in zip(batch, scores, strict=True) if score >= weights.threshold
            )
        return frozenset(suspected)


def _pieces_of(title: str, chunk: Chunk) -> tuple[str, ...]:
    sentences = (sentence.text for sentence in split_sentences(chunk.text))
    pieces = dict.fromkeys((title, *chunk.heading_path, *sentences))
    return tuple(piece for piece in pieces if len(piece) >= MIN_CHARACTERS)

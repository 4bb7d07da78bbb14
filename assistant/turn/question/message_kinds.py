"""What kind of message it is: a question to the documents, small talk, or a question about the conversation itself.

Two classifiers over a message's meaning decide, not lists of words: “what did I ask first?” and “what did the first
manual say?” share most of theirs (`training/message_kinds` has the data, the fit and the numbers).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from assistant.protocols import SentenceEmbedder
from knowledge_base.encoding.kernel_classifier import KernelClassifier, ShippedClassifier

MAX_CHARACTERS = 120  # of a message that is no question to the documents
FOLDER = Path(__file__).parent
RECIPE = "python -m training.message_kinds.fit"


class MessageKind(StrEnum):
    """What a message wants."""

    QUESTION = "question"
    TALK = "talk"
    RECALL = "recall"


CLASSIFIERS = {
    MessageKind.TALK: ShippedClassifier(
        path=FOLDER / "small_talk.npz",
        sha256="aa99cc99d92c8a0521079e6749e8726e6055ce970de7d7c36095d06d09a54708",
        recipe=RECIPE,
    ),
    MessageKind.RECALL: ShippedClassifier(
        path=FOLDER / "recall.npz",
        sha256="fc0b97b19057a35b4539f10c553c8ec44b40d8e4486b864662e366e6082fe193",
        recipe=RECIPE,
    ),
}


def read_kind(message: str, embedder: SentenceEmbedder) -> MessageKind:
    """Tell what kind of message it is; a question where that is in doubt."""
    if not message.strip() or len(message) > MAX_CHARACTERS:
        return MessageKind.QUESTION
    embedding = embedder.embed_sentences([message])
    scores = {kind: _score(shipped.load(), embedding) for kind, shipped in CLASSIFIERS.items()}
    likeliest = max(scores, key=lambda kind: scores[kind])
    return likeliest if scores[likeliest] >= 0 else MessageKind.QUESTION


def _score(classifier: KernelClassifier, embedding: object) -> float:
    return float(classifier.score(embedding)[0]) - classifier.threshold  # type: ignore[arg-type]

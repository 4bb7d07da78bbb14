"""Whether a sentence of a lesson speaks to the learner: asks, guides, encourages, or writes the next line.

What claims something needs a source: a document, the tutor's glossary, or a proof. Without one, a small model is as
sure of what is wrong as of what is right ("more workers are faster"). A classifier over the sentence's meaning tells,
fitted on labelled sentences (`training/lesson_sentences`); in doubt a sentence claims something.
"""

from __future__ import annotations

from pathlib import Path

from assistant.protocols import SentenceEmbedder
from knowledge_base.encoding.kernel_classifier import ShippedClassifier

CLASSIFIER = ShippedClassifier(
    path=Path(__file__).with_name("teaching.npz"),
    sha256="4e9a03f6639e2c22757a4caf466b4bbd60793139d3326044e1b0687d696831cf",
    recipe="python -m training.lesson_sentences.fit",
)


def speaks_to_learner(sentence: str, embedder: SentenceEmbedder) -> bool:
    """Tell whether a sentence speaks to the learner, and claims nothing."""
    return bool(CLASSIFIER.load().takes(embedder.embed_sentences([sentence]))[0])

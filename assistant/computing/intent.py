"""Whether a question may ask for something that has to be computed: a sum, a difference, the cheapest, a bound.

A classifier over the question's meaning keeps plain questions away (`training/asks` has the data, the fit and the
numbers). It lets much through: what it lets through has still to fit rows and numbers of a document, word by word.
"""

from __future__ import annotations

from pathlib import Path

from assistant.protocols import SentenceEmbedder
from knowledge_base.encoding.kernel_classifier import ShippedClassifier

CLASSIFIER = ShippedClassifier(
    path=Path(__file__).with_name("intent.npz"),
    sha256="3e50c47ad563523de0bc507474db6010e629caf7d15b62896080e3eb1047a471",
    recipe="python -m training.asks.fit",
)


def may_ask_to_compute(question: str, embedder: SentenceEmbedder) -> bool:
    """Tell whether a question, understandable alone, may ask for something that has to be computed."""
    return bool(CLASSIFIER.load().takes(embedder.embed_sentences([question]))[0])

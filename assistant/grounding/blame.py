"""Whether a sentence blames somebody: a company, an authority, a person.

Documents may do so, and a model repeats it as its own word. Such a sentence of a reply is not shown; the document's own
words are, as what the document says. A classifier tells, fitted on labelled sentences (`training/blame`).
"""

from __future__ import annotations

from pathlib import Path

from assistant.protocols import SentenceEmbedder
from knowledge_base.encoding.kernel_classifier import ShippedClassifier

CLASSIFIER = ShippedClassifier(
    path=Path(__file__).with_name("blame.npz"),
    sha256="03b8de4bf84b691de64c43a97aa3837452bfcc7403f650614b340534aae6c094",
    recipe="python -m training.blame.fit",
)


def blames_somebody(sentence: str, embedder: SentenceEmbedder) -> bool:
    """Tell whether a sentence seems to blame or to disparage somebody."""
    return bool(CLASSIFIER.load().takes(embedder.embed_sentences([sentence]))[0])

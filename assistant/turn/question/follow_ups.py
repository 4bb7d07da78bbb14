"""Whether a question leans on what was said before it: "and in blue?" does, "Is it possible to pay by card?" does not.

Words such as "it" and "that" stand in complete questions as often as in others, and a complete question that is
rewritten may become another one. So a classifier over the question's meaning decides, and the words count where it is
in doubt: on questions of other businesses it finds more and errs a quarter as often as the words alone
(`training/follow_ups` has the data, the fit and the numbers).
"""

from __future__ import annotations

from pathlib import Path

from assistant.protocols import SentenceEmbedder
from assistant.turn.question.query_rewriting import refers_back
from knowledge_base.encoding.kernel_classifier import ShippedClassifier
from knowledge_base.text.languages import Language

CLASSIFIER = ShippedClassifier(
    path=Path(__file__).with_name("follow_ups.npz"),
    sha256="8fc64a8ad91180553e0479d9ffacdf32c129aa5598aada8a01d823e80d7097da",
    recipe="python -m training.follow_ups.fit",
)
SURE = 0.1  # score from which a question leans on the conversation, whatever its words
MAYBE = -0.2  # score from which it does where its words point back


def leans_on_earlier(question: str, language: Language, embedder: SentenceEmbedder) -> bool:
    """Tell whether a question that has earlier ones can't be understood without them."""
    score = float(CLASSIFIER.load().score(embedder.embed_sentences([question]))[0])
    return score >= SURE or (score >= MAYBE and refers_back(question, language))

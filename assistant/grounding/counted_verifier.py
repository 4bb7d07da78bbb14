"""Looks again at what the rules support: a weighted sum of what can be counted may speak against it.

The rules know neither a value that is given to another column than its own, nor an "only", "except" or "free" that the
evidence does not have. The weights come from `python -m training.verifier.compare`, fitted on written claims and on
claims made from documents, each with the sign that it may have; decision 0012 has what it lets pass and refuses. It
refuses more that is true than the rules alone, which costs little: the evidence itself is then shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.grounding.claim_features import find_features
from assistant.grounding.claims import is_bare_answer
from assistant.grounding.selection.asked import AskedKind, read_asked, without_asking
from assistant.grounding.support import find_missing_echoes, find_new_values
from assistant.grounding.verifier import ClaimVerifier, Judgement, Verdict
from knowledge_base.passages import Passage
from knowledge_base.text.content_words import find_words
from knowledge_base.text.languages import is_chinese, is_chinese_passage
from knowledge_base.text.statements import KEPT_PASSAGES, split_statements
from knowledge_base.text.values import Value, find_missing, find_values

WEIGHTS: Mapping[str, float] = {
    "rules": 1.551,
    "is across": 0.149,
    "values": 0.489,
    "a value is missing": -0.336,
    "another value of its kind": -0.222,
    "contradicts": -0.808,
    "length": 0.510,
    "limit 0 added": -1.720,
    "limit 0 left out": -0.130,
    "limit 1 added": -1.052,
    "limit 1 left out": 0.094,
    "limit 2 added": -1.150,
    "limit 2 left out": 0.181,
    "limit 3 added": -4.268,
    "limit 3 left out": -0.423,
    "limit 4 left out": 0.043,
    "limit 5 added": -0.674,
    "limit 5 left out": 0.093,
    "other column": -5.122,
    "named column": 0.962,
    "far from its value": -0.595,
}
INTERCEPT = -1.462
MIN_LOG_ODDS = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedVerifier:
    """A `ClaimVerifier` that supports what another one supports and the counts do not speak against.

    Attributes:
        inner: Judges first.
    """

    inner: ClaimVerifier

    def verify(
        self,
        claims: Sequence[str],
        passages: Sequence[Passage],
        question: str,
        *,
        is_whole: bool = False,
        is_lesson: bool = False,
    ) -> tuple[Judgement, ...]:
        """Judge sentences of a reply; see `ClaimVerifier.verify`."""
        judged = self.inner.verify(claims, passages, question, is_whole=is_whole, is_lesson=is_lesson)
        if is_lesson:
            return judged
        return tuple(
            _look_again(claim, judgement, question) for claim, judgement in zip(claims, judged, strict=True)
        )


def _look_again(claim: str, judgement: Judgement, question: str) -> Judgement:
    passage = judgement.passage
    if not judgement.is_supported or passage is None:
        return judgement
    heading = " ".join((*passage.heading_path, passage.document_title))
    if _is_beside_the_point(claim, question, judgement.quote, passage):
        return _refuse(judgement, probability=0.0)
    said = f"{question.rstrip('?？ ')}: {claim}" if is_bare_answer(claim) else claim
    log_odds = _weigh(said, judgement, heading)
    if log_odds > MIN_LOG_ODDS:
        return judgement
    return _refuse(judgement, probability=1 / (1 + math.exp(-log_odds)))


def _refuse(judgement: Judgement, *, probability: float) -> Judgement:
    return replace(judgement, verdict=Verdict.UNSUPPORTED, probability=probability)


def _weigh(said: str, judgement: Judgement, heading: str) -> float:
    features = find_features(said, (judgement.quote,), heading, judgement.probability)
    return INTERCEPT + sum(weight * features[name].value for name, weight in WEIGHTS.items())


def _is_beside_the_point(claim: str, question: str, quote: str, passage: Passage) -> bool:
    """Tell whether a claim says its question again and answers from what is said of something else.

    “Yes, you can get a hot meal” is what a small model makes of any question about a hot meal; the rent of 2023 is not
    the rent that stands there, nor the guarantee of the frame that of the display.
    """
    new = find_new_values(claim, question)
    if new and not _is_of_asked_kind(new, question):
        return True
    held, without_values = _read_passage(passage)
    repeated = [v for v in find_values(claim) if v not in new and any(c.isdigit() for c in v.text)]
    if find_missing(repeated, (*held, *find_values(quote))):
        return True
    evidence = " ".join((*passage.heading_path, passage.document_title, quote))
    if is_chinese(claim) != is_chinese_passage(passage.text, evidence):
        return _is_one_of_several(new, quote)
    if new:
        return bool(find_missing_echoes(claim, without_asking(question), f"{evidence} {without_values}"))
    words = find_words(claim)
    return words <= find_words(question) and not words <= find_words(evidence)


def _is_one_of_several(values: Sequence[Value], quote: str) -> bool:
    """Tell whether a quote gives more values of the kind: between two languages no word says which of them is meant."""
    held = find_values(quote)
    return any(
        value.dimension is not None
        and find_missing([v for v in held if v.dimension is value.dimension], values)
        for value in values
    )


def _is_of_asked_kind(values: Sequence[Value], question: str) -> bool:
    asked = read_asked(question)
    return asked.kind is not AskedKind.VALUE or any(
        value.dimension is None or asked.is_answered_by(value.text) for value in values
    )


@lru_cache(maxsize=KEPT_PASSAGES)
def _read_passage(passage: Passage) -> tuple[tuple[Value, ...], str]:
    """Return the values of a passage and its headings, and its sentences that give none.

    What these name may be what the values are of. Each sentence of a reply asks, so it is kept.
    """
    places = (*passage.heading_path, passage.document_title, passage.text)
    statements = split_statements(passage)
    bare = " ".join(s.text for s in statements if not s.is_row and not find_values(s.text))
    return tuple(value for place in places for value in find_values(place)), bare

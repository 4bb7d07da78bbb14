"""Judges claims by rules: a sentence is supported where most of its words stand and every number in it does too.

Between two languages it must mean the same. A row or sentence that says the contrary contradicts it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.grounding.claims import (
    claims_nothing,
    holds_new_values,
    is_bare_answer,
    is_polite,
    only_leads_on,
)
from assistant.grounding.support import Claim, EvidenceRules, meant_cells, score_support
from assistant.grounding.verifier import NO_CLAIM, Judgement, Verdict
from assistant.protocols import Retriever
from knowledge_base.passages import Passage
from knowledge_base.text.content_words import find_terms
from knowledge_base.text.negation import contradict, contradicts_cells, denies, without_negation
from knowledge_base.text.statements import Statement, split_statements
from knowledge_base.text.values import find_missing, find_values

# measured: true sentences of the embedded model score 0.47 and more, false ones 0.44 and less
MIN_SUPPORT = 0.46
MIN_TERMS = 2
NEAR_TOPIC = 0.012  # cosine within which two statements of the other language are about the same
MIN_DENIAL = 0.3  # support of a statement that says the contrary; with less it is about something else
CONTRADICTION = 0.6  # taken off where the one denies and the other does not

_CLAUSE_END = re.compile(r"[,;，；]|\bbut\b|但")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Denial:
    """A statement that says the contrary of a claim."""

    statement: Statement
    is_sure: bool  # whether no other statement is as near


class RuleVerifier:
    """A `ClaimVerifier` of rules and the sentence encoder; needs no model of its own."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

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
        statements = [s for passage in passages for s in split_statements(passage) if s.says_something]
        read = [
            _read_claim(sentence, question, is_whole=is_whole) if statements else None for sentence in claims
        ]
        texts = [claim.text for claim in read if claim is not None]
        if not texts:
            return (NO_CLAIM,) * len(claims)
        cosines = iter(self._retriever.similarities(texts, [s.text for s in statements]))
        return tuple(
            self._judge(claim, statements, next(cosines), is_lesson=is_lesson)
            if claim is not None
            else NO_CLAIM
            for claim in read
        )

    def _judge(
        self,
        claim: Claim,
        statements: Sequence[Statement],
        cosines: npt.NDArray[np.float32],
        *,
        is_lesson: bool,
    ) -> Judgement:
        evidence = EvidenceRules(claim, statements, cosines)
        denial = self._find_denial(claim, evidence)
        score, best = (0.0, None) if denial else self._find_best(claim, evidence)
        if score >= MIN_SUPPORT and best is not None:
            return Judgement(
                verdict=Verdict.SUPPORTED,
                probability=_to_probability(score),
                passage=best.passage,
                quote=best.text,
            )
        return NO_CLAIM if _says_nothing(claim, is_lesson=is_lesson) else _refuse(score, denial, evidence)

    def _find_best(self, claim: Claim, evidence: EvidenceRules) -> tuple[float, Statement | None]:
        """Return the statement that supports a claim best, with its score.

        Of several that support it, the one that holds most of its values: that is what is marked in the document.
        """
        best: tuple[float, Statement | None] = (0.0, None)
        most = 0
        for statement in evidence.about():
            if not evidence.holds_values(statement):
                continue
            score = score_support(claim, statement, evidence.cosine_of(statement))
            if score > MIN_SUPPORT and self._contradicts(claim, statement):
                score -= CONTRADICTION
            held = _count_held(claim, statement) if score >= MIN_SUPPORT else 0
            if (held, score) > (most, best[0]):
                most, best = held, (score, statement)
        return best

    def _find_denial(self, claim: Claim, evidence: EvidenceRules) -> _Denial | None:
        """Find out whether the statement that says most of what a claim is about says the contrary.

        Between two languages it is found by its topic, yes and no left out. Where several are as near, a claim that
        affirms must agree with all of them, and one that denies with one.
        """
        nearest = evidence.nearest()
        if nearest is not None and self._says_contrary(claim, nearest, evidence):
            return _Denial(statement=nearest, is_sure=True)
        foreign = evidence.in_other_language()
        if not foreign:
            return None
        topics = [without_negation(statement.text) for statement in foreign]
        cosines = self._retriever.similarities([without_negation(claim.text)], topics)[0]
        top = float(cosines.max())
        close = [s for s, cosine in zip(foreign, cosines, strict=True) if cosine >= top - NEAR_TOPIC]
        contrary = [statement for statement in close if self._says_contrary(claim, statement, evidence)]
        if not contrary or (denies(claim.said) and len(contrary) < len(close)):
            return None
        return _Denial(statement=contrary[0], is_sure=len(close) == 1)

    def _says_contrary(self, claim: Claim, statement: Statement, evidence: EvidenceRules) -> bool:
        score = score_support(claim, statement, evidence.cosine_of(statement))
        return score >= MIN_DENIAL and self._contradicts(claim, statement)

    def _contradicts(self, claim: Claim, statement: Statement) -> bool:
        """Tell whether a sentence affirms what the statement denies, or denies what it affirms."""
        if statement.is_row:
            return contradicts_cells(claim.said, claim.question, meant_cells(claim, statement))
        clauses = [clause for clause in _CLAUSE_END.split(statement.text) if clause.strip()]
        if len(clauses) < 2:
            return contradict(claim.said, statement.text, claim.question)
        if claim.is_chinese == statement.is_chinese:
            nearest = max(clauses, key=lambda clause: len(claim.terms & find_terms(clause)))
        else:
            cosines = self._retriever.similarities([claim.text], clauses)[0]
            nearest = clauses[int(cosines.argmax())]
        return contradict(claim.said, nearest, claim.question)


def _count_held(claim: Claim, statement: Statement) -> int:
    return len(claim.values) - len(find_missing(claim.values, find_values(statement.text)))


def _says_nothing(claim: Claim, *, is_lesson: bool) -> bool:
    answers_alone = claim.text != claim.said and is_bare_answer(claim.said)
    has_values = holds_new_values(claim.said, claim.question)
    return not answers_alone and claims_nothing(claim.said, has_values=has_values, is_lesson=is_lesson)


def _refuse(score: float, denial: _Denial | None, evidence: EvidenceRules) -> Judgement:
    """Return a judgement with the line that says what is true, where it is known."""
    sure = denial.statement if denial is not None and denial.is_sure else None
    known = evidence.asked_row or sure
    is_denied = denial is not None and denial.statement is known
    return Judgement(
        verdict=Verdict.CONTRADICTED if is_denied else Verdict.UNSUPPORTED,
        probability=0.0 if denial else _to_probability(score),
        passage=known.passage if known else None,
        quote=known.text if known else "",
    )


def _read_claim(sentence: str, question: str, *, is_whole: bool) -> Claim | None:
    """Read a sentence; None for one that is plainly no claim."""
    has_values = holds_new_values(sentence, question)
    if only_leads_on(sentence, has_values=has_values) or (not is_whole and is_polite(sentence)):
        return None
    claim = Claim.of(sentence, question, is_whole=is_whole)
    return claim if len(claim.terms) >= MIN_TERMS else None


def _to_probability(score: float) -> float:
    """Stretch a score so that the threshold comes to 0.5."""
    clipped = min(1.0, max(0.0, score))
    if clipped < MIN_SUPPORT:
        return 0.5 * clipped / MIN_SUPPORT
    return 0.5 + 0.5 * (clipped - MIN_SUPPORT) / (1 - MIN_SUPPORT)

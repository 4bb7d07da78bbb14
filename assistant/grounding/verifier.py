"""What decides whether a sentence of a reply is borne out by the passages that it was written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from knowledge_base.passages import Passage


class Verdict(StrEnum):
    """What passages make of a sentence."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"  # one of them says the contrary
    UNSUPPORTED = "unsupported"  # it claims what none of them says
    NO_CLAIM = "no_claim"  # a greeting, a question, a step of a lesson: nothing to support


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is thought of one sentence.

    Attributes:
        verdict: The decision.
        probability: That the passages support it, 0 to 1; more than 0.5 where the verdict says so.
        passage: Where the quote stands; None where nothing is quoted.
        quote: A sentence or row of the passage: what supports or contradicts. Of an unsupported sentence, the line
            that answers the question, where exactly one does, or the one that it would rest on.
    """

    verdict: Verdict
    probability: float
    passage: Passage | None = None
    quote: str = ""

    @property
    def is_supported(self) -> bool:
        """Whether the sentence may be shown with its passage."""
        return self.verdict is Verdict.SUPPORTED


NO_CLAIM = Judgement(verdict=Verdict.NO_CLAIM, probability=0.0)


class ClaimVerifier(Protocol):
    """Judges sentences; `tests/contracts/test_claim_verifier.py` says what every implementation does."""

    def verify(
        self,
        claims: Sequence[str],
        passages: Sequence[Passage],
        question: str,
        *,
        is_whole: bool = False,
        is_lesson: bool = False,
    ) -> tuple[Judgement, ...]:
        """Judge sentences of a reply.

        Args:
            claims: Sentences, with their Markdown.
            passages: What the model was given, best first; without any, nothing is a claim.
            question: What was asked, understandable alone.
            is_whole: Whether the only sentence is the whole reply: a bare “Yes.” goes with its question.
            is_lesson: Whether a tutor says it: then steps of a solution are no claims.

        Returns:
            One judgement for each sentence, in order.
        """

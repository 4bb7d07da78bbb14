"""The evidence that speaks for a passage, and a linear model over it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple


class Evidence(NamedTuple):
    """What speaks for or against a passage. The second to fourth are 0 where no reranker looked at it."""

    margin: float  # cosine of question and passage over the background's
    interaction: (
        float  # how well each token of the question is met by one of the passage, over the background's
    )
    sentence: float  # cosine of the question and the passage's nearest sentence over the background's
    opinion: float  # cosine of the question and the passage's nearest sentence by the second encoder
    coverage: float  # 0 to 1, share of the question's words that it holds, by rarity; 0 between languages
    missing: float  # 0 to 1, rarity of the rarest word that the passage lacks
    misses_code: float  # 1 where it lacks a model number or error code of the question
    is_other_language: float  # 1 where the question is in another language


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearModel:
    """A weighted sum of evidence."""

    weights: Evidence
    intercept: float = 0.0

    def score(self, evidence: Evidence) -> float:
        """Return the sum."""
        return self.intercept + sum(w * value for w, value in zip(self.weights, evidence, strict=True))

    def probability(self, evidence: Evidence) -> float:
        """Return the sum as a probability, 0 to 1."""
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, self.score(evidence)))))

"""What every evidence selector does. A test class of an implementation inherits this and gives the fixture."""

from __future__ import annotations

import pytest

from assistant.grounding.selection.selector import EvidenceSelector, Outcome
from knowledge_base.passages import Passage, ScoredPassage
from tests.assistant.fakes import passage

QUESTION = "How long can opened items be returned?"
ANSWERS = "Opened items can be returned within 14 days."


def scored(found: Passage, relevance: float = 0.9) -> ScoredPassage:
    return ScoredPassage(
        passage=found, score=1.0, dense_score=0.9, dense_rank=1, lexical_rank=1, relevance=relevance
    )


class EvidenceSelectorContract:
    @pytest.fixture
    def selector(self) -> EvidenceSelector:
        raise NotImplementedError

    def test_nothing_found_is_no_evidence(self, selector: EvidenceSelector) -> None:
        evidence = selector.select(QUESTION, [])
        assert (evidence.outcome, evidence.excerpts, evidence.close) == (Outcome.NOTHING, (), ())

    def test_the_excerpt_that_answers_comes_first(self, selector: EvidenceSelector) -> None:
        found = passage(1, f"Gift cards never expire at all. {ANSWERS} The shop opens at nine.")
        evidence = selector.select(QUESTION, [scored(found)])
        assert evidence.excerpts[0].text == ANSWERS
        assert evidence.excerpts[0] in evidence.close
        assert 0 < evidence.probability <= 1
        assert evidence.passages[0] == found

    def test_it_is_found_behind_a_better_ranked_passage(self, selector: EvidenceSelector) -> None:
        first, second = passage(1, "Gift cards never expire at all."), passage(2, ANSWERS)
        evidence = selector.select(QUESTION, [scored(first), scored(second, 0.3)])
        assert evidence.excerpts[0].passage == second

    def test_what_a_reply_may_rest_on_keeps_its_place(self, selector: EvidenceSelector) -> None:
        found = passage(1, f"{ANSWERS} The shop opens at nine.")
        (cut,) = selector.select(QUESTION, [scored(found)]).close_passages
        assert (cut.id, cut.heading_path) == (found.id, found.heading_path)
        assert ANSWERS in cut.text

"""What was found → the evidence that a question is answered from, and the passages in the order that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.grounding.selection.selector import Evidence, EvidenceSelector, Outcome
from assistant.turn.question.finding import Finding
from knowledge_base.passages import Passage, PassageId, ScoredPassage

RECALLED = 0.5  # relevance of what the last reply cited


def choose_evidence(
    question: str, finding: Finding, selector: EvidenceSelector, *, count: int
) -> tuple[Finding, Evidence | None]:
    """Choose evidence among all candidates, so that none is lost behind a better one that is beside the point.

    Args:
        question: Understandable alone.
        finding: What the search found.
        selector: Chooses.
        count: Passages wanted.

    Returns:
        The finding with the passages of the evidence first, and the evidence; None where nothing was found.
    """
    if finding.is_small_talk:
        return finding, None
    evidence = selector.select(question, [*_recalled(finding.passages), *finding.candidates])
    if not finding.passages and evidence.outcome is not Outcome.ANSWER:
        return finding, None
    passages = _put_first(evidence.passages, finding.passages)[:count]
    return replace(finding, passages=passages), evidence


def _recalled(passages: Sequence[Passage]) -> list[ScoredPassage]:
    """Return the passages that no search gave: those of citations."""
    return [
        ScoredPassage(
            passage=p, score=0.0, dense_score=0.0, dense_rank=None, lexical_rank=None, relevance=RECALLED
        )
        for p in passages
        if p.id < 0
    ]


def _put_first(chosen: Sequence[Passage], found: Sequence[Passage]) -> tuple[Passage, ...]:
    """Put the passages of the evidence first, each as it was joined with its neighbours."""
    whole = {part: passage for passage in found for part in _parts(passage)}
    first = [whole.get(passage.id, passage) for passage in chosen]
    return tuple({passage.id: passage for passage in (*first, *found)}.values())


def _parts(passage: Passage) -> Iterable[PassageId]:
    return passage.merged_ids or (passage.id,)

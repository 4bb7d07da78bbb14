"""What was found and sent → the evidence that a question is answered from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.grounding.selection.selector import Evidence, EvidenceSelector
from assistant.grounding.selection.sub_questions import split_question
from assistant.turn.question.finding import Finding
from knowledge_base.passages import Passage, PassageId, ScoredPassage
from knowledge_base.text.content_words import find_letter_codes

RECALLED = 0.5  # relevance of what was sent
MAX_EXCERPTS = 4

Search = Callable[[str], Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceChoice:
    """Chooses evidence among all candidates, so that none is lost behind a better one that is beside the point.

    Attributes:
        selector: Chooses.
        count: Passages wanted.
    """

    selector: EvidenceSelector
    count: int

    def choose(
        self, question: str, finding: Finding, search: Search, sent: Sequence[Passage] = ()
    ) -> tuple[Finding, Evidence | None]:
        """Choose evidence.

        Args:
            question: Understandable alone. Where it asks two things, each is searched for.
            finding: What the search found.
            search: Finds passages for one of several questions.
            sent: What was read from the question's photos.

        Returns:
            The finding with the passages of the evidence first, and the evidence; None where nothing was found.
        """
        if finding.is_small_talk or any(passage.id < 0 for passage in finding.passages):
            return finding, None  # “explain that again” is answered from all that the last reply cited
        given = _to_scored(sent)
        evidence = self._select(question, given, finding.candidates)
        found = finding.passages
        for part in finding.questions or split_question(question):
            searched = search(part)
            found += searched.passages
            evidence = _join(evidence, self._select(part, given, searched.candidates))
        if not found and not evidence.may_answer:
            return finding, None
        passages = _put_first(evidence.passages, found)[: self.count]
        return replace(finding, passages=passages), evidence

    def _select(
        self, question: str, sent: Sequence[ScoredPassage], found: Sequence[ScoredPassage]
    ) -> Evidence:
        """Select from what was found and sent; a photo of an error code does not say what it means."""
        if sent:
            documented = self.selector.select(question, found)
            if documented.may_answer and _codes_of(documented.passages[:1]) & _codes_of(
                s.passage for s in sent
            ):
                return documented
        return self.selector.select(question, [*sent, *found])


def _codes_of(passages: Iterable[Passage]) -> frozenset[str]:
    return find_letter_codes("\n".join(passage.text for passage in passages))


def _join(whole: Evidence, part: Evidence) -> Evidence:
    """Add the best excerpt for a part of a question; the whole may have been weighed too low."""
    if not part.may_answer:
        return whole
    needed = (*whole.needed, *part.excerpts[:1])
    if not whole.may_answer:
        return replace(part, needed=needed)
    more = [e for e in part.excerpts[:1] if e.text not in {chosen.text for chosen in whole.excerpts}]
    close = {(e.passage.id, e.text): e for e in (*whole.close, *part.close)}
    return replace(
        whole, excerpts=(*whole.excerpts, *more)[:MAX_EXCERPTS], close=tuple(close.values()), needed=needed
    )


def _to_scored(passages: Sequence[Passage]) -> list[ScoredPassage]:
    """Return passages that no search gave as if one had."""
    return [
        ScoredPassage(
            passage=passage,
            score=0.0,
            dense_score=0.0,
            dense_rank=None,
            lexical_rank=None,
            relevance=RECALLED,
        )
        for passage in passages
    ]


def _put_first(chosen: Sequence[Passage], found: Sequence[Passage]) -> tuple[Passage, ...]:
    """Put the passages of the evidence first, each as it was joined with its neighbours."""
    whole = {part: passage for passage in found for part in _parts(passage)}
    first = [whole.get(passage.id, passage) for passage in chosen]
    return tuple({passage.id: passage for passage in (*first, *found)}.values())


def _parts(passage: Passage) -> Iterable[PassageId]:
    return passage.merged_ids or (passage.id,)

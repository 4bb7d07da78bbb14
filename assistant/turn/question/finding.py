"""What the search of a turn found."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge_base.passages import Passage, ScoredPassage


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a question is answered from; without passages and small talk there is no answer.

    Attributes:
        passages: Relevant ones, best first.
        query: What was searched for last.
        rewritten: A follow-up as it can be understood alone; else empty.
        candidates: All that the last search looked at.
        is_small_talk: Whether the question needs no knowledge.
        is_unclear: Whether the message says nothing that could be looked up; then it is small talk, too.
        stands_alone: Whether the question can be understood without the turns before it.
        questions: Of a letter, each understandable alone; else empty.
    """

    passages: tuple[Passage, ...]
    query: str
    rewritten: str = ""
    candidates: tuple[ScoredPassage, ...] = ()
    is_small_talk: bool = False
    is_unclear: bool = False
    stands_alone: bool = False
    questions: tuple[str, ...] = ()

    @property
    def best(self) -> ScoredPassage | None:
        """The candidate that is the likeliest to answer, relevant or not."""
        return max(self.candidates, key=lambda scored: scored.relevance, default=None)

"""What the steps of a turn decided: kept with the reply, so that an answer can be explained later.

A trace holds numbers, names of checks and the question as it was understood: no words that its conversation does not
hold, and nothing of the documents but their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class WithholdReason(StrEnum):
    """Why a reply of the model was not shown."""

    UNSUPPORTED = "unsupported"  # its first claim stands in no passage
    ADMITTED_IGNORANCE = "admitted_ignorance"  # it says itself that it has no answer
    MISCALCULATED = "miscalculated"  # it begins with a wrong equation
    BLAMES = "blames"  # it blames somebody in its own words


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedCandidate:
    """A passage that the search looked at.

    Attributes:
        document_id: Its document, which may be gone.
        ordinal: Its position in the document, from 0.
        score: Of the fused search, higher is better.
        relevance: Calibrated probability that it answers, 0 to 1.
        is_used: Whether the model was shown it.
    """

    document_id: str
    ordinal: int
    score: float
    relevance: float
    is_used: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedExcerpt:
    """A sentence, row or list of steps that was chosen as evidence.

    Attributes:
        document_id: Its document, which may be gone.
        ordinal: Position of its passage in the document, from 0.
        kind: `sentence`, `row` or `steps`.
    """

    document_id: str
    ordinal: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedEvidence:
    """What of the passages answers.

    Attributes:
        outcome: `answer`, `nearest` or `nothing`.
        probability: That the best excerpt answers, 0 to 1.
        asked: The kind of thing that is asked for.
        excerpts: Those that were chosen, best first.
    """

    outcome: str
    probability: float
    asked: str
    excerpts: tuple[TracedExcerpt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldReply:
    """A reply of the model that was not shown."""

    check: str  # name of the output guardrail
    reason: WithholdReason


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedCall:
    """A tool that the model called; what it was given and gave back is not kept."""

    tool: str
    is_failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What the steps of a turn decided.

    Attributes:
        assistant: Key of the assistant's profile.
        model: Name of the language model.
        responder: Which responder answered; empty where none came so far.
        standalone_question: The question, understandable without its conversation; empty where nothing was searched.
        query: What was searched for last.
        candidates: What the search looked at, best first.
        evidence: What of them answers; None where nothing was chosen.
        withheld: Replies and sentences that were not shown, in order.
        calls: Tools that were called, in order.
        seconds: How long each step took, by its name.
    """

    assistant: str
    model: str
    responder: str = ""
    standalone_question: str = ""
    query: str = ""
    candidates: tuple[TracedCandidate, ...] = ()
    evidence: TracedEvidence | None = None
    withheld: tuple[WithheldReply, ...] = ()
    calls: tuple[TracedCall, ...] = ()
    seconds: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return a value that can be saved as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> Self:
        """Read what `to_json` gave."""
        return cls(
            **{
                **saved,
                "candidates": tuple(TracedCandidate(**one) for one in saved["candidates"]),
                "evidence": _read_evidence(saved.get("evidence")),
                "withheld": tuple(
                    WithheldReply(check=one["check"], reason=WithholdReason(one["reason"]))
                    for one in saved["withheld"]
                ),
                "calls": tuple(TracedCall(**one) for one in saved["calls"]),
            }
        )


def _read_evidence(saved: Mapping[str, Any] | None) -> TracedEvidence | None:
    if saved is None:
        return None
    return TracedEvidence(**{**saved, "excerpts": tuple(TracedExcerpt(**one) for one in saved["excerpts"])})

"""Takes down what the steps of a turn decide, while they do."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.grounding.selection.selector import Evidence
from assistant.trace import Trace, TracedCall, TracedCandidate, TracedEvidence, TracedExcerpt, WithheldReply
from assistant.turn.question.finding import Finding
from knowledge_base.passages import Passage, ScoredPassage


@dataclass(slots=True, kw_only=True)
class TraceNotes:
    """A trace in the making; see `assistant.trace.Trace` for the fields."""

    responder: str = ""
    standalone_question: str = ""
    query: str = ""
    evidence: TracedEvidence | None = None
    candidates: tuple[ScoredPassage, ...] = ()
    withheld: list[WithheldReply] = field(default_factory=list)
    calls: list[TracedCall] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Take the time of a step; a step that comes twice counts whole."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[step] = round(self.seconds.get(step, 0.0) + time.monotonic() - started, 3)

    def searched(self, standalone_question: str, finding: Finding, evidence: Evidence | None) -> None:
        """Take down what the search found, and what of it answers."""
        if evidence is not None:
            self.evidence = TracedEvidence(
                outcome=evidence.outcome,
                probability=round(evidence.probability, 4),
                asked=evidence.asked.kind,
                excerpts=tuple(
                    TracedExcerpt(document_id=e.passage.document_id, ordinal=e.passage.ordinal, kind=e.kind)
                    for e in evidence.excerpts
                ),
            )
        self.standalone_question, self.query = standalone_question, finding.query
        self.candidates = finding.candidates

    def finish(self, assistant: str, model: str, used: Sequence[Passage]) -> Trace:
        """Return the trace.

        Args:
            assistant: Key of the profile.
            model: Name of the language model.
            used: The passages that the model was shown.
        """
        shown = {place for passage in used for place in (passage.id, *passage.merged_ids)}
        return Trace(
            assistant=assistant,
            model=model,
            responder=self.responder,
            standalone_question=self.standalone_question,
            query=self.query,
            candidates=tuple(
                TracedCandidate(
                    document_id=scored.passage.document_id,
                    ordinal=scored.passage.ordinal,
                    score=round(scored.score, 4),
                    relevance=round(scored.relevance, 4),
                    is_used=scored.passage.id in shown,
                )
                for scored in self.candidates
            ),
            evidence=self.evidence,
            withheld=tuple(self.withheld),
            calls=tuple(self.calls),
            seconds=dict(self.seconds),
        )

"""The evidence itself as the answer: where a written reply can't be verified, and where it only comes near."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.grounding.selection.selector import Evidence, Outcome
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.guardrails.fallback_messages import evidence_lead, nearest_lead
from assistant.turn.replies.quotation import quote
from assistant.turn.replies.usage import UsageNotes
from assistant.turn.responders.responder import TurnEvents
from model.chat.messages import TextDelta


def quote_evidence(turn: ActiveTurn) -> TextDelta | None:
    """Show the evidence of a turn, behind what is written so far; None where none of it answers."""
    evidence = turn.evidence
    if evidence is None or evidence.outcome is not Outcome.ANSWER:
        return None
    lead = turn.profile.evidence_lead(turn.language) or evidence_lead(turn.language)
    return turn.draft.quote(quote(lead, evidence.excerpts))


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestEvidence:
    """Says that the documents do not answer, and what they say that comes nearest."""

    usage: UsageNotes
    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question that the documents are about without answering it."""
        if turn.evidence is None or turn.evidence.outcome is not Outcome.NEAREST:
            return None
        return self._say(turn, turn.evidence)

    def _say(self, turn: ActiveTurn, evidence: Evidence) -> TurnEvents:
        if turn.finding is not None:
            self.usage.note_unanswered(turn.finding.query, turn.language, turn.finding.best)
        lead = turn.profile.nearest_lead(turn.language) or nearest_lead(turn.language)
        yield turn.draft.quote(quote(lead, evidence.excerpts[:1]))

"""The evidence itself as the answer: where a written reply can't be verified, and where it only comes near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.grounding.selection.asked import AskedKind
from assistant.grounding.selection.excerpts import Excerpt, ExcerptKind
from assistant.grounding.selection.selector import Outcome
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.guardrails.fallback_messages import evidence_lead, nearest_lead, unsure_lead
from assistant.turn.replies.quotation import quote
from assistant.turn.replies.usage import UsageNotes
from assistant.turn.responders.responder import TurnEvents
from knowledge_base.text.languages import is_chinese_passage
from model.chat.messages import TextDelta


def quote_evidence(
    turn: ActiveTurn, *, is_doubted: bool = False, is_borne_out: bool = False
) -> TextDelta | None:
    """Show the evidence of a turn, behind what is written so far; None where none of it is about the question.

    Args:
        turn: Its evidence may answer.
        is_doubted: Whether the model says that it does not.
        is_borne_out: Whether it bears the reply out, which is not shown for another reason.
    """
    evidence = turn.evidence
    if evidence is None or evidence.outcome is Outcome.NOTHING:
        return None
    if is_borne_out or evidence.outcome is Outcome.ANSWER or turn.draft.text.strip():
        return turn.draft.quote(quote(_lead(turn), evidence.excerpts))
    lead = _unsure_lead(turn) if evidence.may_answer and not is_doubted else _nearest_lead(turn)
    return turn.draft.quote(quote(lead, evidence.excerpts[:2]))


def put_first(turn: ActiveTurn, lines: Sequence[str]) -> ActiveTurn:
    """Let the excerpts that a withheld reply would rest on lead: it was held back for its words, not for them."""
    evidence = turn.evidence
    if evidence is None or not evidence.may_answer:
        return turn
    first = [e for e in evidence.excerpts if any(line in e.text or e.text in line for line in lines)]
    rest = [e for e in evidence.excerpts if e not in first]
    return replace(turn, evidence=replace(evidence, excerpts=(*first, *rest)))


def quote_missing(turn: ActiveTurn, borne_out_by: Sequence[str], *, is_cut: bool) -> TextDelta | None:
    """Show, behind a written reply, the evidence that it leaves out.

    Args:
        turn: Its draft holds the reply.
        borne_out_by: The lines that the reply's sentences rest on.
        is_cut: Whether sentences of the reply were withheld: then nothing is known to be said.
    """
    evidence = turn.evidence
    if evidence is None or is_cut:
        return quote_evidence(turn) if is_cut else None
    missing = [
        e for e in evidence.needed if not any(line in e.text or e.text in line for line in borne_out_by)
    ]
    return turn.draft.quote(quote(_lead(turn), missing)) if missing else None


def _lead(turn: ActiveTurn) -> str:
    return turn.profile.evidence_lead(turn.language) or evidence_lead(turn.language)


def _unsure_lead(turn: ActiveTurn) -> str:
    return turn.profile.unsure_lead(turn.language) or unsure_lead(turn.language)


def _nearest_lead(turn: ActiveTurn) -> str:
    return turn.profile.nearest_lead(turn.language) or nearest_lead(turn.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedSteps:
    """Shows steps as they stand, whole and in order, where it is asked how something is done."""

    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question whose best evidence is a list of steps in its language."""
        evidence = turn.evidence
        if evidence is None or turn.intent is not None or not evidence.may_answer:
            return None
        first = evidence.excerpts[0]
        is_own_language = is_chinese_passage(first.text, first.heading) == (turn.language == "zh")
        if (
            first.kind is not ExcerptKind.STEPS
            or evidence.asked.kind is not AskedKind.STEPS
            or not is_own_language
        ):
            return None
        return self._show(turn, first)

    def _show(self, turn: ActiveTurn, steps: Excerpt) -> TurnEvents:
        yield turn.draft.quote(quote(_lead(turn), (steps,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestEvidence:
    """Says that the documents do not answer, and what they say that comes nearest."""

    usage: UsageNotes
    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question that the documents are about without answering it."""
        if turn.evidence is None or turn.intent is not None or turn.evidence.outcome is not Outcome.NEAREST:
            return None
        return self._say(turn)

    def _say(self, turn: ActiveTurn) -> TurnEvents:
        if turn.finding is not None:
            self.usage.note_unanswered(turn.finding.query, turn.language, turn.finding.best)
        quotation = quote_evidence(turn)
        yield from (quotation,) if quotation else ()

"""Answers that need no knowledge and no model: about the product in a photo, and about files that say nothing."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.turn.active_turn import ActiveTurn
from assistant.turn.guardrails.fallback_messages import nothing_read_message
from assistant.turn.guardrails.product_messages import product_message
from assistant.turn.responders.responder import TurnEvents


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductNotice:
    """Says which product a photo shows, asks which one, or owns up to not knowing it."""

    needs_passages: bool = False

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question about the product in a photo."""
        message = product_message(turn.question, turn.asked, turn.language)
        return iter((turn.draft.say(message),)) if message else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingRead:
    """Says that a photo or a recording could not be understood."""

    needs_passages: bool = False

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer where neither the question nor its attachments say anything."""
        if turn.asked or turn.photographed or not turn.question.attachments:
            return None
        kind = turn.question.attachments[0].kind
        return iter((turn.draft.say(nothing_read_message(turn.language, kind)),))

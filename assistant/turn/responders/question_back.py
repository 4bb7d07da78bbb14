"""A friendly question back where a message says nothing that could be looked up."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.turn.active_turn import ActiveTurn
from assistant.turn.guardrails.fallback_messages import question_back_message
from assistant.turn.responders.responder import TurnEvents


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionBack:
    """Asks what somebody would like to know."""

    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer marks and pictures alone, and a word that means nothing here."""
        if turn.finding is None or not turn.finding.is_unclear:
            return None
        message = question_back_message(turn.language, turn.asked, is_first=not turn.earlier)
        return iter((turn.draft.say(message),))

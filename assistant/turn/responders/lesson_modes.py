"""What a learner gets who says how to go on: an exercise, a similar one, one worked out; the program makes them."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.turn.active_turn import ActiveTurn
from assistant.turn.responders.responder import TurnEvents
from assistant.tutoring.practice.answers import answer_mode


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonModes:
    """Answers what the buttons of a lesson send, and the same in words; hints are left to the ladder."""

    needs_passages: bool = False

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a message that says how to go on."""
        if turn.situation is None:
            return None
        said = answer_mode(turn.situation, turn.said, turn.language)
        return iter((turn.draft.say(said),)) if said else None

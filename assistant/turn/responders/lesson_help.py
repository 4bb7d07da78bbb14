"""What stands above a lesson's reply: what was proven of an attempt, or the help that the student has come to."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.turn.active_turn import ActiveTurn
from assistant.turn.responders.responder import TurnEvents
from assistant.turn.responders.written_reply import WrittenReply
from assistant.tutoring.checking import admit_uncertainty, ask_back, say_checked, says_all
from assistant.tutoring.ladder.ladder import ask_first, say_help
from assistant.tutoring.situation import Situation
from model.chat.messages import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSteps:
    """Answers a student who tries an exercise: what was proven of the attempt stands above what is written."""

    written: WrittenReply
    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer an attempt of which something was proven, also where no passage is about it."""
        if turn.situation is None:
            return None
        verdict = say_checked(turn.situation, turn.language)
        return _answer(self.written, turn, turn.situation, verdict) if verdict else None


@dataclass(frozen=True, slots=True, kw_only=True)
class HintLadder:
    """Answers a student who asks for more help with an exercise: one rung at a time, in whatever words it is asked."""

    written: WrittenReply
    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a message without an attempt at an exercise; with a small model, also the one that sets it."""
        if turn.situation is None or turn.is_small_talk or turn.situation.term is not None:
            return None
        if turn.situation.is_uncertain:
            return self._own_up(turn, turn.situation)
        said = say_help(turn.situation, turn.language, shows_solutions=turn.profile.shows_solutions)
        return (
            _answer(self.written, turn, turn.situation, said) if said else self._begin(turn, turn.situation)
        )

    def _own_up(self, turn: ActiveTurn, situation: Situation) -> TurnEvents | None:
        replies = (message.text for message in turn.earlier if message.role is Role.ASSISTANT)
        doubt = "" if turn.passages else admit_uncertainty(situation, turn.language, replies)
        return self.written.write(turn, doubt) if doubt else None

    def _begin(self, turn: ActiveTurn, situation: Situation) -> TurnEvents | None:
        is_left_to_model = self.written.chat_model.profile.sets_up_exercises or turn.passages
        first = "" if is_left_to_model else ask_first(situation, turn.language)
        return iter((turn.draft.say(first),)) if first else None


def _answer(written: WrittenReply, turn: ActiveTurn, situation: Situation, said: str) -> TurnEvents:
    """Say what is known; the model goes on where more than that was asked."""
    if says_all(situation):
        return iter((turn.draft.say(ask_back(said, situation, turn.language)),))
    return written.write(turn, said)

"""Says that the knowledge does not hold the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.figures.figures import FigureMaker
from assistant.grounding.selection.selector import Outcome
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.guardrails.fallback_messages import (
    not_found_message,
    pictured_message,
    still_reading_message,
)
from assistant.turn.replies.usage import UsageNotes
from assistant.turn.responders.responder import TurnEvents
from model.chat.messages import TextDelta


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """Answers where nothing was found.

    Attributes:
        organisation: Whom the assistant speaks for.
        contact: How to reach a person; may be empty.
        is_still_reading: Tells whether documents are on their way into the index.
    """

    figures: FigureMaker
    usage: UsageNotes
    organisation: str
    contact: str
    is_still_reading: Callable[[], bool] = lambda: False
    needs_passages: bool = True

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question for which there are no passages, or nothing in them; an exercise needs none."""
        if turn.is_small_talk or turn.is_exercise or (turn.passages and not _holds_nothing(turn)):
            return None
        return self._events(turn)

    def say(self, turn: ActiveTurn) -> TextDelta:
        """Say that nothing was found, also where passages turned out to hold no answer."""
        draft, language = turn.draft, turn.language
        pictures = self.figures.find_named(turn.intent, turn.passages)
        if pictures:
            return draft.say(pictured_message(language, pictures), pictures)
        if self.is_still_reading():  # it may stand in a document that is not there yet
            return draft.say(still_reading_message(language))
        self.note(turn)
        offers_person = turn.profile.offers_person
        own = turn.profile.not_found(language)
        usual = not_found_message(language, self.organisation, self.contact, offers_person=offers_person)
        return draft.say(own or usual)

    def note(self, turn: ActiveTurn) -> None:
        """Tell the knowledge base that it holds no answer."""
        if turn.finding is not None:
            self.usage.note_unanswered(turn.finding.query, turn.language, turn.finding.best)

    def _events(self, turn: ActiveTurn) -> TurnEvents:
        yield self.say(turn)


def _holds_nothing(turn: ActiveTurn) -> bool:
    """Tell whether no passage answers; a figure is drawn from several places, which is judged when it is."""
    return turn.intent is None and turn.evidence is not None and turn.evidence.outcome is Outcome.NOTHING

"""What may answer a question: the profile of an assistant names several, and the first that answers does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from assistant.events import StageChanged
from assistant.turn.active_turn import ActiveTurn
from model.chat.messages import TextDelta

TurnEvents = Iterator[StageChanged | TextDelta]


class Responder(Protocol):
    """Answers some questions; `tests/contracts/responder.py` says what every implementation does."""

    @property
    def needs_passages(self) -> bool:
        """Whether the search must come first."""

    def respond(self, turn: ActiveTurn) -> TurnEvents | None:
        """Answer a question.

        Args:
            turn: The question. The words are yielded; how the reply ended, what it was written from and its figures
                go into `turn.draft`.

        Returns:
            The events of the answer, or None where others have to answer; then nothing has changed.
        """

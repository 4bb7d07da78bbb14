"""Questions that were asked while an answer is being written: each waits for its turn in its conversation.

They are kept in memory for whoever asked, so that a page that is loaded again finds them. Any page of theirs asks the
next one when the answer is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from weakref import WeakValueDictionary

from assistant.conversation import ConversationId, Turn
from assistant.people.principal import Principal

MOST_WAITING = 5  # in one conversation
MOST_CONVERSATIONS = 1000  # in which something waits; the oldest falls out

_Key = tuple[str, ConversationId]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingQuestion:
    """A question that waits.

    Attributes:
        number: Names it, for taking it back.
        turn: What is asked; its files are kept already.
        assistant: Who shall answer.
    """

    number: int
    turn: Turn
    assistant: str


@dataclass(slots=True, kw_only=True)
class WaitingQuestions:
    """All questions that wait. Lives in the event loop of the pages; nothing in it is awaited while it changes."""

    _asking: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _questions: dict[_Key, list[WaitingQuestion]] = field(default_factory=dict)
    _numbers: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def asking_of(self, owner: Principal) -> asyncio.Lock:
        """Return what is held while the next question of an owner is asked."""
        return self._asking.setdefault(owner.id, asyncio.Lock())

    def add(self, owner: Principal, conversation_id: ConversationId, turn: Turn, assistant: str) -> bool:
        """Let a question wait; False where too many do already."""
        waiting = self._questions.setdefault((owner.id, conversation_id), [])
        if len(waiting) >= MOST_WAITING:
            return False
        waiting.append(WaitingQuestion(number=self._numbers(), turn=turn, assistant=assistant))
        if len(self._questions) > MOST_CONVERSATIONS:
            del self._questions[next(iter(self._questions))]
        return True

    def list(self, owner: Principal, conversation_id: ConversationId | None) -> tuple[WaitingQuestion, ...]:
        """Return what waits in a conversation, in its order."""
        return tuple(self._questions.get((owner.id, conversation_id), ())) if conversation_id else ()

    def conversations(self, owner: Principal) -> tuple[ConversationId, ...]:
        """Return the conversations in which something waits."""
        return tuple(conversation_id for asked_by, conversation_id in self._questions if asked_by == owner.id)

    def take_next(self, owner: Principal, conversation_id: ConversationId) -> WaitingQuestion | None:
        """Take the first one out; None where nothing waits."""
        waiting = self.list(owner, conversation_id)
        if waiting:
            self.take_back(owner, conversation_id, waiting[0].number)
        return waiting[0] if waiting else None

    def take_back(self, owner: Principal, conversation_id: ConversationId, number: int) -> None:
        """Take one out; nothing happens where it is not there any more."""
        left = [one for one in self.list(owner, conversation_id) if one.number != number]
        self.drop(owner, conversation_id)
        if left:
            self._questions[owner.id, conversation_id] = left

    def drop(self, owner: Principal, conversation_id: ConversationId) -> None:
        """Take all of a conversation out."""
        self._questions.pop((owner.id, conversation_id), None)

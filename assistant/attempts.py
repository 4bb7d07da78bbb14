"""What a learner tried: the values that are kept of it, for whoever wants to know what somebody can do by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.conversation import ConversationId


class Outcome(StrEnum):
    """How an attempt ended."""

    RIGHT = "right"  # proven: it solves the exercise
    WRONG = "wrong"  # proven: a line is false, does not follow, or states another solution
    UNFINISHED = "unfinished"  # what there is of it is right
    NOT_UNDERSTOOD = "not_understood"  # nothing is known of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt at an exercise.

    Attributes:
        exercise: As it was set.
        kind: What is asked for: `value`, `equation`, `system` or `form`.
        skill: What the exercise is of.
        outcome: How it ended.
        misconception: The likely reason of a wrong step; None where none is known.
        hints: How much help was asked for before it.
        is_given: Whether the tutor set the exercise.
    """

    exercise: str
    kind: str
    skill: str
    outcome: Outcome
    misconception: str | None = None
    hints: int = 0
    is_given: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAttempt:
    """An attempt with where and when it was made."""

    attempt: Attempt
    conversation_id: ConversationId
    at: datetime

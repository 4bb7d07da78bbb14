"""What is known of an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.tutoring.misconceptions import Misconception


class Verdict(StrEnum):
    """What an attempt is."""

    RIGHT = "right"  # proven: it gives the solution, and nothing in it is false
    WRONG = "wrong"  # proven: a line is false, does not follow, or states another solution
    UNCLEAR = "unclear"  # unfinished, or not understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The judgement of an attempt.

    Attributes:
        verdict: What it is.
        first_wrong_line: From 1, where it is wrong.
        step: The step that is right or wrong, as it is written; empty where none was understood.
        misconception: The likely reason of a wrong step; None where none is known.
        follows: Whether an unfinished attempt was proven to be right so far: each line leads to the solution.
        is_true: Whether the step is a sum that is right in itself; whether it leads on is another question.
    """

    verdict: Verdict
    first_wrong_line: int | None = None
    step: str = ""
    misconception: Misconception | None = None
    follows: bool = False
    is_true: bool = False


NOTHING_UNDERSTOOD = Judgement(verdict=Verdict.UNCLEAR)


def wrong(
    line: int, step: str, misconception: Misconception | None = None, *, is_true: bool = False
) -> Judgement:
    """Return the judgement of an attempt with a wrong line; it may be a sum that is right in itself."""
    return Judgement(
        verdict=Verdict.WRONG, first_wrong_line=line, step=step, misconception=misconception, is_true=is_true
    )


def right(step: str) -> Judgement:
    """Return the judgement of an attempt that solves its exercise."""
    return Judgement(verdict=Verdict.RIGHT, step=step, follows=True, is_true=True)

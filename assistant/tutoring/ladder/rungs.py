"""How much help a student has had with an exercise: question → rule → rule with an example → next step → solution.

The rung is counted from the messages themselves, so it outlives a restart. A message without an attempt moves one rung,
in whatever words it asks; an attempt stays where it is.
"""

from __future__ import annotations

from enum import IntEnum


class Rung(IntEnum):
    """What a reply may say of an exercise; the solution only where the assistant's profile allows it."""

    QUESTION = 0
    HINT = 1
    EXAMPLE = 2
    NEXT_STEP = 3
    SOLUTION = 4


def find_rung(requests: int, *, shows_solutions: bool) -> Rung:
    """Return how much is said now.

    Args:
        requests: Messages since the exercise was set that hold no attempt.
        shows_solutions: Whether the solution may be shown at all.
    """
    if requests < Rung.SOLUTION:
        return Rung(max(requests, 0))
    if shows_solutions:
        return Rung.SOLUTION
    return (
        Rung.EXAMPLE if (requests - Rung.SOLUTION) % 2 == 0 else Rung.NEXT_STEP
    )  # with other numbers each time

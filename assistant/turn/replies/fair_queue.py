"""Whose turn it is where several wait: one of each line after the other, however many somebody has put into theirs.

This is start-time fair queueing (Goyal, Vin, Cheng 1996) with equal shares and one unit a turn: each turn has a number,
one more than that of the turn before it in its line, and the lowest number is next. A line that was empty begins at
the number that is served now, so that nobody saves up turns, and nobody waits for what another asked before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Place(Generic[T]):
    number: int
    arrival: int
    line: str
    item: T


@dataclass(slots=True)
class FairQueue(Generic[T]):
    """What waits; not safe for several threads by itself."""

    _waiting: list[_Place[T]] = field(default_factory=list)
    _next: dict[str, int] = field(default_factory=dict)  # the number of the next turn of a line
    _now: int = 0
    _arrivals: int = 0

    def add(self, item: T, line: str) -> None:
        """Put something at the end of a line."""
        number = max(self._next.get(line, 0), self._now)
        self._next[line] = number + 1
        self._arrivals += 1
        self._waiting.append(_Place(number, self._arrivals, line, item))
        self._waiting.sort(key=lambda place: (place.number, place.arrival))

    def remove(self, item: T) -> None:
        """Take something out that need not wait any more."""
        self._waiting = [place for place in self._waiting if place.item != item]

    def first(self, may_go: Callable[[str], bool]) -> T | None:
        """Return what is next.

        Args:
            may_go: Whether one of a line may go now.
        """
        return next((place.item for place in self._waiting if may_go(place.line)), None)

    def serve(self, item: T) -> None:
        """Take something out whose turn it is."""
        for place in self._waiting:
            if place.item == item:
                self._now = max(self._now, place.number)
        self.remove(item)
        waiting = {place.line for place in self._waiting}
        self._next = {
            line: number for line, number in self._next.items() if line in waiting or number > self._now
        }

    def order(self) -> list[T]:
        """Return all that waits, the next first."""
        return [place.item for place in self._waiting]

"""Colours, and whether two of them look alike."""

from __future__ import annotations

from typing import NamedTuple

NEARLY_EQUAL = 24  # of 255; the largest difference of a channel that nobody sees as letters on paper


class Colour(NamedTuple):
    """Red, green and blue, 0 to 255."""

    red: int
    green: int
    blue: int

    def looks_like(self, other: Colour) -> bool:
        """Tell whether letters of one colour on the other can't be seen."""
        return all(abs(one - two) <= NEARLY_EQUAL for one, two in zip(self, other, strict=True))


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)


def parse_hex(text: str | None) -> Colour | None:
    """Read `FFFFFF` or `#ffffff`, with or without a channel of opacity before it; None for anything else."""
    digits = (text or "").lstrip("#")[-6:]
    try:
        return Colour(*bytes.fromhex(digits)) if len(digits) == 6 else None
    except ValueError:
        return None

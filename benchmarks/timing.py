"""What is measured of one streamed reply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class Timing(TypedDict):
    """Seconds until the first piece, and pieces (tokens) per second after it."""

    first_seconds: float
    tokens_per_second: float
    tokens: int


def to_timing(started: float, moments: Sequence[float]) -> Timing:
    """Turn the moments of the pieces into figures."""
    return {
        "first_seconds": moments[0] - started,
        "tokens_per_second": (len(moments) - 1) / (moments[-1] - moments[0]),
        "tokens": len(moments),
    }

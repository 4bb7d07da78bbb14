"""Recordings of any length → windows of samples, cut where it is quiet.

Hours of sound are never held at once, and a word is not cut in two.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from model.errors import MediaUnreadableError
from model.hearing.sounds import SAMPLE_RATE_HZ, Samples, sound_blocks

WINDOW_SECONDS = 60
CUT_SECONDS = 10  # at the end of a window, within which the quietest place is looked for
QUIET_SECONDS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A part of a recording: samples from -1 to 1, shape `(samples,)`, float32, mono at 16 kHz."""

    start_seconds: float
    samples: Samples


def iterate_windows(data: bytes, *, max_seconds: float) -> Iterator[Window]:
    """Yield a recording in windows of up to a minute.

    Raises:
        MediaTypeError: Not a sound of a known format.
        MediaTooLargeError: Longer than the limit; noticed late where the header says less.
        MediaUnreadableError: Empty, truncated or damaged.
    """
    rest = np.zeros(0, dtype=np.float32)
    taken = 0  # samples that were yielded
    with closing(sound_blocks(data, max_seconds)) as blocks:
        for block in blocks:
            rest = np.concatenate([rest, block])
            while rest.size >= WINDOW_SECONDS * SAMPLE_RATE_HZ:
                end = _quiet_place(rest[: WINDOW_SECONDS * SAMPLE_RATE_HZ])
                yield Window(start_seconds=taken / SAMPLE_RATE_HZ, samples=rest[:end])
                taken, rest = taken + end, rest[end:]
    if rest.size:
        yield Window(start_seconds=taken / SAMPLE_RATE_HZ, samples=rest)
    elif taken == 0:
        msg = "the recording holds no sound"
        raise MediaUnreadableError(msg)


def _quiet_place(samples: Samples) -> int:
    """Return the middle of the quietest stretch near the end."""
    width = int(QUIET_SECONDS * SAMPLE_RATE_HZ)
    start = samples.size - CUT_SECONDS * SAMPLE_RATE_HZ
    strips = samples[start : start + CUT_SECONDS * SAMPLE_RATE_HZ // width * width].reshape(-1, width)
    quietest = int(np.argmin(np.square(strips).mean(axis=1)))
    return int(start + quietest * width + width // 2)

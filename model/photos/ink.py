"""The ink of a printed or written line: connected strokes with their boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from model.photos.text_networks import Pixels

MIN_AREA = 6  # pixels; less is dust
MARGIN = 6  # pixels around a piece that is recognised by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A connected piece of ink.

    Attributes:
        label: Its number among all strokes of the page.
        area: Pixels of ink.
    """

    label: int
    left: int
    top: int
    right: int
    bottom: int
    area: int

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def middle_x(self) -> float:
        """The middle, across."""
        return (self.left + self.right) / 2

    @property
    def middle_y(self) -> float:
        """The middle, down."""
        return (self.top + self.bottom) / 2

    def spans(self, other: Stroke) -> bool:
        """Tell whether the other's middle stands above, in or below this one."""
        return self.left <= other.middle_x <= self.right


class Page:
    """A levelled photo and its strokes."""

    def __init__(self, picture: Pixels, line_height: float) -> None:
        """Find the strokes.

        Args:
            picture: Shape `(height, width, 3)`.
            line_height: Usual height of a line, in pixels.
        """
        grey: Any = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        if np.median(grey) < 110:
            grey = 255 - grey  # light on dark
        block = max(int(line_height * 1.5) | 1, 15)
        ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 14)
        self._grey: npt.NDArray[np.uint8] = np.asarray(grey, np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        self._labels = labels
        self.strokes = tuple(
            Stroke(
                label=number,
                left=int(stats[number, 0]),
                top=int(stats[number, 1]),
                right=int(stats[number, 0] + stats[number, 2]),
                bottom=int(stats[number, 1] + stats[number, 3]),
                area=int(stats[number, 4]),
            )
            for number in range(1, count)
            if stats[number, 4] >= MIN_AREA
        )

    def cut(self, strokes: Sequence[Stroke]) -> Pixels:
        """Cut out some strokes by themselves, on white."""
        left, right = min(s.left for s in strokes), max(s.right for s in strokes)
        top, bottom = min(s.top for s in strokes), max(s.bottom for s in strokes)
        own = np.isin(self._labels[top:bottom, left:right], [s.label for s in strokes]).astype(np.uint8)
        own = np.asarray(cv2.dilate(own, np.ones((3, 3), np.uint8)), np.uint8)
        grey = np.where(own > 0, self._grey[top:bottom, left:right], np.uint8(255))
        margin = max(MARGIN, (bottom - top) // 5)
        framed = np.pad(grey, ((margin, margin), (2 * margin, 2 * margin)), constant_values=255)
        return np.asarray(cv2.cvtColor(framed.astype(np.uint8), cv2.COLOR_GRAY2BGR), np.uint8)

    def top_run(self, stroke: Stroke) -> float:
        """Return how much of a stroke's width its upmost part covers in one run: near 1 for a root or a bar."""
        rows = slice(stroke.top, stroke.top + max(3, stroke.height // 8))
        own = (self._labels[rows, stroke.left : stroke.right] == stroke.label).any(axis=0)
        return float(own.mean())

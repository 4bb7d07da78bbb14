"""Who recognises pictures of text and speech; another floor provides it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class SpokenSegment(Protocol):
    """Something that was said."""

    @property
    def start_seconds(self) -> float:
        """When it begins."""

    @property
    def text(self) -> str:
        """The words."""


class MediaReader(Protocol):
    """Recognises text in pictures and speech in recordings."""

    def read_picture(self, data: bytes) -> str:
        """Return the text of a JPEG or PNG in reading order, a paragraph or line each line; empty if there is none.

        Raises:
            DocumentError: It can't be decoded.
        """

    def transcribe(self, data: bytes) -> Iterable[SpokenSegment]:
        """Yield what is said in a recording, in order.

        Raises:
            DocumentError: It can't be decoded, or is too long.
        """

    def measure_recording(self, data: bytes) -> float | None:
        """Return how many seconds a recording lasts by its header; None where that does not say."""

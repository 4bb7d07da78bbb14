"""What was said in a recording, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialTranscript:
    """A transcript that is still growing.

    Attributes:
        text: The words so far.
        progress: Share of the recording that has been heard, 0 to 1.
    """

    text: str
    progress: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What was said in a voice clip.

    Attributes:
        text: The words; empty where no speech was heard.
        language: ISO 639-1 code.
        duration_seconds: Length of the clip.
        confidence: Mean probability of the tokens, 0 to 1; 0 where nothing was heard.
    """

    text: str
    language: str
    duration_seconds: float
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenSegment:
    """Something that was said in a recording, and when it begins."""

    start_seconds: float
    text: str

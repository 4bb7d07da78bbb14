"""What a photo shows and a voice clip says, as text.

What was read is used three ways: it is shown under the question, it is searched for, and the model sees it. It is
data in all three: never an instruction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.conversation import AttachmentKind, Language, Understanding
from model.confusable_codes import KnownCodes, NoKnownCodes, repair_codes
from model.findings import find_values


class PhotoReading(Protocol):
    """Text and codes found in a photo."""

    @property
    def text(self) -> str:
        """The text, in reading order."""

    @property
    def barcode_texts(self) -> tuple[str, ...]:
        """Contents of the barcodes."""


class PhotoReader(Protocol):
    """Reads photos."""

    def read(self, data: bytes) -> PhotoReading:
        """Find the text and the barcodes in a photo."""


class Transcript(Protocol):
    """What was said in a voice clip."""

    @property
    def text(self) -> str:
        """The words; empty where no speech was heard."""

    @property
    def language(self) -> str:
        """ISO 639-1 code."""

    @property
    def duration_seconds(self) -> float:
        """Length of the clip."""


class SpeechReader(Protocol):
    """Recognises speech."""

    def transcribe(
        self, data: bytes, *, language_hint: str | None, hotwords: Sequence[str] = ()
    ) -> Transcript:
        """Recognise the speech in a clip; the hint decides where the clip's language is unsure."""


class MediaUnderstanding:
    """Turns attachments into text."""

    def __init__(
        self, photos: PhotoReader, speech: SpeechReader, known_codes: KnownCodes | None = None
    ) -> None:
        self._photos = photos
        self._speech = speech
        self._known_codes = known_codes or NoKnownCodes()

    def understand(self, kind: AttachmentKind, data: bytes, language: Language) -> Understanding:
        """Read a photo or hear a voice clip.

        Raises:
            MediaError: The bytes can't be decoded.
        """
        if kind is AttachmentKind.IMAGE:
            reading = self._photos.read(data)
            text = repair_codes(reading.text, known=self._known_codes)
            return Understanding(text=text, barcodes=reading.barcode_texts, findings=find_values(text))
        transcript = self._speech.transcribe(data, language_hint=language)
        return Understanding(
            text=transcript.text,
            language=transcript.language,
            duration_seconds=transcript.duration_seconds,
        )

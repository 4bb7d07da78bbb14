"""What a photo shows and a voice clip says, as text.

What was read is used three ways: it is shown under the question, it is searched for, and the model sees it. It is
data in all three: never an instruction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.conversation import (
    AttachmentKind,
    Language,
    ProductCard,
    SeenThing,
    StoredAttachment,
    Understanding,
)


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


class Sight(Protocol):
    """Recognises products and everyday things."""

    def see(
        self,
        data: bytes,
        *,
        text: str,
        barcodes: Sequence[str],
        question: str,
        persona: str,
        language: Language,
    ) -> tuple[tuple[ProductCard, ...], tuple[SeenThing, ...]]:
        """Return what a photo may show; nothing where that is unsure or can't be told."""


class MediaUnderstanding:
    """Turns attachments into text, and photos into products."""

    def __init__(self, photos: PhotoReader, speech: SpeechReader, sight: Sight | None = None) -> None:
        self._photos = photos
        self._speech = speech
        self._sight = sight

    def understand(
        self,
        attachment: StoredAttachment,
        data: bytes,
        language: Language,
        *,
        question: str = "",
        persona: str = "",
    ) -> Understanding:
        """Read a photo or hear a voice clip.

        Args:
            attachment: What is known of it.
            data: Its bytes.
            language: Of the interface, for a clip that is unsure.
            question: What is typed beside it.
            persona: Whose collections products are looked for in.

        Raises:
            MediaError: The bytes can't be decoded.
        """
        if attachment.kind is AttachmentKind.IMAGE:
            reading = self._photos.read(data)
            text, barcodes = reading.text, reading.barcode_texts
            if self._sight is None:
                return Understanding(text=text, barcodes=barcodes)
            products, things = self._sight.see(
                data, text=text, barcodes=barcodes, question=question, persona=persona, language=language
            )
            return Understanding(text=text, barcodes=barcodes, products=products, things=things)
        transcript = self._speech.transcribe(data, language_hint=language)
        return Understanding(
            text=transcript.text,
            language=transcript.language,
            duration_seconds=transcript.duration_seconds,
        )

"""What a photo shows and a voice clip says, as text.

What was read is used three ways: it is shown under the question, it is searched for, and the model sees it. It is
data in all three: never an instruction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from assistant.conversation import AttachmentKind, Language, ProductCard, SeenThing, Understanding
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

    def __init__(
        self,
        photos: PhotoReader,
        speech: SpeechReader,
        *,
        known_codes: KnownCodes | None = None,
        sight: Sight | None = None,
    ) -> None:
        self._photos = photos
        self._speech = speech
        self._known_codes = known_codes or NoKnownCodes()
        self._sight = sight

    def understand(self, kind: AttachmentKind, data: bytes, language: Language) -> Understanding:
        """Read a photo or hear a voice clip.

        Args:
            kind: Which of them.
            data: Its bytes.
            language: Of the interface, for a clip that is unsure.

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

    def recognise(
        self, known: Understanding, data: bytes, language: Language, *, question: str, persona: str
    ) -> Understanding:
        """Look what a photo shows, for what was read in it; what the user chose among the products stays.

        Args:
            known: What was read, or corrected by the user.
            data: The photo.
            language: Of the question.
            question: What is typed beside it.
            persona: Whose collections products are looked for in.
        """
        if self._sight is None or known.products or known.things:
            return known
        products, things = self._sight.see(
            data,
            text=known.text,
            barcodes=known.barcodes,
            question=question,
            persona=persona,
            language=language,
        )
        return replace(known, products=products, things=things)

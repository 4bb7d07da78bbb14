"""What a photo shows and a voice clip says, as text.

What was read is used three ways: it is shown under the question, it is searched for, and the model sees it. It is
data in all three: never an instruction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from assistant.conversation import ProductCard, SeenThing, Understanding
from knowledge_base.text.languages import Language
from model.hearing.transcripts import PartialTranscript, Transcript
from model.photos.confusable_codes import KnownCodes, NoKnownCodes, repair_codes
from model.photos.findings import find_values


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


class SpeechReader(Protocol):
    """Recognises speech."""

    def stream_transcript(
        self, data: bytes, *, language_hint: str | None, terms: Sequence[str] = ()
    ) -> Iterator[PartialTranscript | Transcript]:
        """Recognise a clip as it grows, the whole transcript last; the hint decides where its language is unsure."""


class SpokenTerms(Protocol):
    """Knows the names that people may say."""

    def list_terms(self, assistant: str) -> tuple[str, ...]:
        """Return the names in what an assistant answers from, the most frequent first."""


class Sight(Protocol):
    """Recognises products and everyday things."""

    def see(
        self,
        data: bytes,
        *,
        text: str,
        barcodes: Sequence[str],
        question: str,
        assistant: str,
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
        terms: SpokenTerms | None = None,
        known_codes: KnownCodes | None = None,
        sight: Sight | None = None,
    ) -> None:
        self._photos = photos
        self._speech = speech
        self._terms = terms
        self._known_codes = known_codes or NoKnownCodes()
        self._sight = sight

    def read_photo(self, data: bytes) -> Understanding:
        """Read a photo.

        Raises:
            MediaError: The bytes can't be decoded.
        """
        reading = self._photos.read(data)
        text = repair_codes(reading.text, known=self._known_codes)
        return Understanding(text=text, barcodes=reading.barcode_texts, findings=find_values(text))

    def hear(self, data: bytes, language: Language, *, assistant: str) -> Iterator[Understanding]:
        """Hear a voice clip; yields what is heard so far, which has neither language nor length, and the whole last.

        Args:
            data: Its bytes.
            language: Decides the clip's language where that is unsure.
            assistant: Whose documents name what may be said.

        Raises:
            MediaError: The bytes can't be decoded.
        """
        terms = self._terms.list_terms(assistant) if self._terms else ()
        for heard in self._speech.stream_transcript(data, language_hint=language, terms=terms):
            if isinstance(heard, PartialTranscript):
                yield Understanding(text=heard.text)
            else:
                yield Understanding(
                    text=heard.text, language=heard.language, duration_seconds=heard.duration_seconds
                )

    def recognise(
        self, known: Understanding, data: bytes, language: Language, *, question: str, assistant: str
    ) -> Understanding:
        """Look what a photo shows, for what was read in it; what the user chose among the products stays.

        Args:
            known: What was read, or corrected by the user.
            data: The photo.
            language: Of the question.
            question: What is typed beside it.
            assistant: Whose collections products are looked for in.
        """
        if self._sight is None or known.products or known.things:
            return known
        products, things = self._sight.see(
            data,
            text=known.text,
            barcodes=known.barcodes,
            question=question,
            assistant=assistant,
            language=language,
        )
        return replace(known, products=products, things=things)


def correct_words(known: Understanding, words: str) -> Understanding:
    """Return what was heard with the words that the speaker put right."""
    return replace(known, text=" ".join(words.split()))

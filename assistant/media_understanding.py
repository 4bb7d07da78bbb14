"""What a photo shows and a voice clip says, as text.

What was read is used three ways: it is shown under the question, it is searched for, and the model sees it. It is
data in all three: never an instruction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from assistant.conversation import AttachmentKind, Language, StoredAttachment, Understanding
from model.transcripts import PartialTranscript, Transcript


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

    def list_terms(self, persona: str) -> tuple[str, ...]:
        """Return the names in what an assistant answers from, the most frequent first."""


class MediaUnderstanding:
    """Turns attachments into text."""

    def __init__(self, photos: PhotoReader, speech: SpeechReader, terms: SpokenTerms | None = None) -> None:
        self._photos = photos
        self._speech = speech
        self._terms = terms

    def understand(
        self, attachment: StoredAttachment, data: bytes, language: Language, *, persona: str
    ) -> Iterator[Understanding]:
        """Read a photo or hear a voice clip; yields what is understood so far, the whole last.

        Args:
            attachment: What it is.
            data: Its bytes.
            language: Decides the language of a voice clip where that is unsure.
            persona: Whose documents name what may be said.

        Raises:
            MediaError: The bytes can't be decoded.
        """
        if attachment.kind is AttachmentKind.IMAGE:
            reading = self._photos.read(data)
            yield Understanding(text=reading.text, barcodes=reading.barcode_texts)
            return
        yield from self.hear(data, language, persona=persona)

    def hear(self, data: bytes, language: Language, *, persona: str) -> Iterator[Understanding]:
        """Hear a voice clip; see `understand`. What is heard so far has neither language nor length."""
        terms = self._terms.list_terms(persona) if self._terms else ()
        for heard in self._speech.stream_transcript(data, language_hint=language, terms=terms):
            if isinstance(heard, PartialTranscript):
                yield Understanding(text=heard.text)
            else:
                yield Understanding(
                    text=heard.text, language=heard.language, duration_seconds=heard.duration_seconds
                )


def correct_words(known: Understanding, words: str) -> Understanding:
    """Return what was heard with the words that the speaker put right."""
    return replace(known, text=" ".join(words.split()))

"""Scanned pages, pictures and recordings among the documents → their text, by the readers of `model`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from assistant.media.media_understanding import PhotoReader
from knowledge_base.errors import DocumentTooLargeError, DocumentTypeError, DocumentUnreadableError
from model.errors import EngineLoadError, MediaError, MediaTooLargeError, MediaTypeError

MAX_RECORDING_SECONDS = 2 * 60 * 60


class SpokenSegment(Protocol):
    """Something that was said."""

    @property
    def start_seconds(self) -> float:
        """When it begins."""

    @property
    def text(self) -> str:
        """The words."""


class RecordingReader(Protocol):
    """Recognises speech in recordings that may last hours."""

    def transcribe_recording(self, data: bytes, *, max_seconds: float) -> Iterator[SpokenSegment]:
        """Yield what is said, in order."""

    def measure_recording(self, data: bytes) -> float | None:
        """Return how many seconds a recording lasts, where its header says so."""


class DocumentMedia:
    """Implements `knowledge_base.media_reader.MediaReader`."""

    def __init__(self, photos: PhotoReader, speech: RecordingReader) -> None:
        self._photos = photos
        self._speech = speech

    def read_picture(self, data: bytes) -> str:
        """Return the text of a picture, in reading order, and the contents of its barcodes.

        Raises:
            DocumentError: It can't be decoded.
        """
        try:
            reading = self._photos.read(data)
        except MediaError as exc:
            raise _to_document_error(exc) from exc
        return "\n".join(part for part in (reading.text, *reading.barcode_texts) if part)

    def transcribe(self, data: bytes) -> Iterator[SpokenSegment]:
        """Yield what is said in a recording of up to two hours.

        Raises:
            DocumentError: It can't be decoded, or is longer.
        """
        try:
            yield from self._speech.transcribe_recording(data, max_seconds=MAX_RECORDING_SECONDS)
        except MediaError as exc:
            raise _to_document_error(exc) from exc
        except EngineLoadError as exc:
            msg = f"speech can't be recognised: {exc}"
            raise DocumentUnreadableError(msg) from exc

    def measure_recording(self, data: bytes) -> float | None:
        """Return how many seconds a recording lasts by its header; None where that does not say."""
        return self._speech.measure_recording(data)


def _to_document_error(
    error: MediaError,
) -> DocumentTooLargeError | DocumentTypeError | DocumentUnreadableError:
    if isinstance(error, MediaTooLargeError):
        return DocumentTooLargeError(str(error), **error.params)
    if isinstance(error, MediaTypeError):
        return DocumentTypeError(str(error), suffix="?")
    return DocumentUnreadableError(str(error))

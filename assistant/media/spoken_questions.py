"""A recording on its way into a question: heard before it is sent, so that the speaker can put the words right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.conversation import AttachmentKind, StoredAttachment, Turn, Understanding
from assistant.errors import TurnTooLongError
from assistant.history.attachments import check_size, clean_name, unusable
from assistant.media.media_understanding import MediaUnderstanding, correct_words
from knowledge_base.text.languages import Language
from model.errors import MediaError

MAX_CHARACTERS = 8000  # of all words that a speaker put right
WAV_HEADER_BYTES, WAV_BYTES_PER_SECOND = 44, 32_000  # of a kept recording: mono, 16 kHz, 16 bit


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenQuestions:
    """Hears recordings that are attached and not sent yet; keeps nothing.

    Attributes:
        media: Recognises speech.
        max_bytes: Largest file taken.
    """

    media: MediaUnderstanding
    max_bytes: int

    def listen(self, upload: Path, language: Language, *, assistant: str) -> Iterator[Understanding]:
        """Yield what is heard in a recording so far, the whole, with its length, last.

        Args:
            upload: The file.
            language: Of the interface; decides where the recording's language is unsure.
            assistant: Whose documents name what may be said.

        Raises:
            AttachmentTooLargeError: More bytes than the limit.
            AttachmentError: No usable recording; names the file and the reason.
        """
        name = clean_name(upload.name)
        check_size(name, upload.stat().st_size, self.max_bytes)
        try:
            yield from self.media.hear(upload.read_bytes(), language, assistant=assistant)
        except MediaError as exc:
            raise unusable(name, exc) from exc


def put_words_right(turn: Turn, words: Sequence[str], languages: Sequence[str]) -> Turn:
    """Give the recordings of a turn, in order, the words that their speaker has seen and perhaps changed.

    Args:
        turn: What `prepare_turn` gave.
        words: A text for each recording; other numbers of texts change nothing.
        languages: Of the recordings, ISO 639-1.

    Raises:
        TurnTooLongError: The words are longer than anyone says in a recording.
    """
    characters = sum(map(len, words))
    if characters > MAX_CHARACTERS:
        msg = f"the words of the recordings have {characters} characters, the limit is {MAX_CHARACTERS}"
        raise TurnTooLongError(msg, characters=characters, limit=MAX_CHARACTERS)
    places = [i for i, a in enumerate(turn.attachments) if a.kind is AttachmentKind.AUDIO]
    if not len(places) == len(words) == len(languages):
        return turn
    attachments = list(turn.attachments)
    for place, text, language in zip(places, words, languages, strict=True):
        heard = Understanding(text="", language=language, duration_seconds=_length_of(attachments[place]))
        attachments[place] = replace(attachments[place], understanding=correct_words(heard, text))
    return replace(turn, attachments=tuple(attachments))


def _length_of(attachment: StoredAttachment) -> float:
    return max(0, attachment.size_bytes - WAV_HEADER_BYTES) / WAV_BYTES_PER_SECOND

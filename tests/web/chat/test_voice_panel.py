"""The words of recordings on their way from the page into a turn."""

import json

import pytest

from assistant.conversation import AttachmentId, AttachmentKind, StoredAttachment, Turn
from assistant.errors import TurnTooLongError
from web.chat.voice_panel import with_words


def turn(*kinds: AttachmentKind) -> Turn:
    return Turn(
        text="",
        attachments=tuple(
            StoredAttachment(
                id=AttachmentId(str(number)),
                kind=kind,
                mime_type="audio/wav",
                name="a.wav",
                size_bytes=64_044,
                sha256="0" * 64,
                understanding=None,
            )
            for number, kind in enumerate(kinds)
        ),
    )


def words_of(given: Turn) -> list[str | None]:
    return [a.understanding.text if a.understanding else None for a in given.attachments]


def test_each_recording_gets_its_line_and_a_photo_none() -> None:
    given = turn(AttachmentKind.AUDIO, AttachmentKind.IMAGE, AttachmentKind.AUDIO)
    sent = with_words(given, "How long?\n保修多久？", json.dumps(["en", "zh"]))
    assert words_of(sent) == ["How long?", None, "保修多久？"]
    assert [a.understanding.language for a in sent.attachments if a.understanding] == ["en", "zh"]
    assert [a.understanding.duration_seconds for a in sent.attachments if a.understanding] == [2.0, 2.0]


def test_several_lines_of_one_recording_are_one_text() -> None:
    assert words_of(with_words(turn(AttachmentKind.AUDIO), "How\nlong?", '["en"]')) == ["How long?"]


@pytest.mark.parametrize(
    "languages", ["", "[]", "{}", '["en", "en"]', "[1]", '["<b>"]', "not JSON", "null", '"en"']
)
def test_what_is_not_whole_or_forged_changes_nothing(languages: str) -> None:
    assert words_of(with_words(turn(AttachmentKind.AUDIO), "How long?", languages)) == [None]


def test_words_that_are_empty_are_heard_within_the_turn() -> None:
    assert words_of(with_words(turn(AttachmentKind.AUDIO), "  ", '["en"]')) == [None]


def test_words_without_end_are_refused() -> None:
    with pytest.raises(TurnTooLongError):
        with_words(turn(AttachmentKind.AUDIO), "a" * 8001, '["en"]')

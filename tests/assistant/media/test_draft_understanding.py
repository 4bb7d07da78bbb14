"""Attachments read before they are sent: whose they are, what the user makes of them, what is sent."""

from dataclasses import dataclass, field
from threading import Event, Thread

import pytest

from assistant.errors import (
    AttachmentError,
    AttachmentTooLargeError,
    DraftsBusyError,
    NotFoundError,
    TurnTooLongError,
)
from assistant.media.draft_understanding import MAX_BEING_READ, DraftUnderstanding
from assistant.media.media_understanding import MediaUnderstanding
from assistant.people.principal import Principal
from model.media import MediaChecker
from tests.media import make_png, make_wav

ME, OTHER = Principal.guest("me"), Principal.guest("other")
PHOTO = make_png(30, 20)
CHECKER = MediaChecker(max_photo_pixels=4_000_000, max_voice_seconds=60)


@dataclass
class Reader:
    text: str = "Model: AS-2OO"
    barcode_texts: tuple[str, ...] = ("4006381333931",)
    reads: int = 0
    may_finish: Event = field(default_factory=Event)
    began: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.may_finish.set()

    def read(self, data: bytes) -> "Reader":
        assert data
        self.reads += 1
        self.began.set()
        assert self.may_finish.wait(20)
        return self

    def transcribe(self, *_: object, **__: object) -> "Reader":
        raise AssertionError


def make_drafts(reader: Reader) -> DraftUnderstanding:
    media = MediaUnderstanding(reader, reader)  # type: ignore[arg-type]
    return DraftUnderstanding(media, CHECKER, max_bytes=100_000)


def test_a_photo_is_read_once_and_sent_as_it_was_read() -> None:
    reader = Reader()
    drafts = make_drafts(reader)
    draft = drafts.read(ME, PHOTO, name="a.png")
    assert draft.understanding.text == "Model: AS-2OO"
    assert drafts.read(ME, PHOTO, name="a.png") == draft
    assert drafts.take(ME, PHOTO) == draft.understanding
    assert reader.reads == 1


def test_the_corrected_words_are_sent_and_what_was_recognised_is_kept() -> None:
    drafts = make_drafts(Reader())
    draft = drafts.read(ME, PHOTO, name="a.png")
    drafts.correct(ME, draft.id, "Model: AS-201")
    drafts.correct(ME, draft.id, " Model: AS-200 ")
    sent = drafts.take(ME, PHOTO)
    assert sent is not None
    assert (sent.text, sent.recognised) == ("Model: AS-200", "Model: AS-2OO")
    assert [finding.value for finding in sent.findings] == ["AS-200"]
    assert sent.barcodes == ("4006381333931",)
    drafts.correct(ME, draft.id, "Model: AS-2OO")
    undone = drafts.take(ME, PHOTO)
    assert undone is not None
    assert undone.recognised is None


def test_nobody_else_meets_or_corrects_a_draft() -> None:
    drafts = make_drafts(Reader())
    draft = drafts.read(ME, PHOTO, name="a.png")
    assert drafts.take(OTHER, PHOTO) is None
    with pytest.raises(NotFoundError):
        drafts.correct(OTHER, draft.id, "mine")
    with pytest.raises(NotFoundError):
        drafts.correct(ME, "0" * 64, "mine")


def test_what_cant_be_used_is_refused_and_leaves_nothing() -> None:
    drafts = make_drafts(Reader())
    for data in (b"no photo at all", make_wav(1)):
        with pytest.raises(AttachmentError) as refused:
            drafts.read(ME, data, name="../a.txt")
        assert (refused.value.code, refused.value.params) == ("media_type", {"name": "a.txt"})
    with pytest.raises(AttachmentTooLargeError):
        drafts.read(ME, bytes(100_001), name="a.png")
    assert drafts.take(ME, b"no photo at all") is None


def test_a_correction_has_a_limit() -> None:
    drafts = make_drafts(Reader())
    draft = drafts.read(ME, PHOTO, name="a.png")
    with pytest.raises(TurnTooLongError):
        drafts.correct(ME, draft.id, "a" * 8001)


def test_a_photo_that_is_sent_while_it_is_read_is_read_once() -> None:
    reader = Reader()
    reader.may_finish.clear()
    drafts = make_drafts(reader)
    reading = Thread(target=drafts.read, args=(ME, PHOTO), kwargs={"name": "a.png"})
    reading.start()
    assert reader.began.wait(20)
    taken: list[object] = []
    sending = Thread(target=lambda: taken.append(drafts.take(ME, PHOTO)))
    sending.start()
    reader.may_finish.set()
    reading.join(20)
    sending.join(20)
    assert taken[0] is not None
    assert reader.reads == 1


def test_one_owner_cant_take_all_the_readers_time() -> None:
    reader = Reader()
    reader.may_finish.clear()
    drafts = make_drafts(reader)
    readings = []
    for number in range(MAX_BEING_READ):
        reader.began.clear()
        photo = make_png(30 + number, 20)
        thread = Thread(target=drafts.read, args=(ME, photo), kwargs={"name": "a.png"})
        thread.start()
        readings.append(thread)
        assert reader.began.wait(20)
    with pytest.raises(DraftsBusyError):
        drafts.read(ME, make_png(90, 90), name="a.png")
    reader.may_finish.set()
    for thread in readings:
        thread.join(20)
    assert drafts.read(OTHER, PHOTO, name="a.png").understanding.text

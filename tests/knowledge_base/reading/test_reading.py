"""Scanned pages, pictures and recordings, with a reader that knows what it will find."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
import pytest
from PIL import Image

from knowledge_base.errors import DocumentEmptyError, DocumentError, DocumentUnreadableError
from knowledge_base.reading.reading import HEADING_CHARACTERS, HEADING_LEVELS, read_chunks, read_document
from tests.knowledge_base.reading.loaders.files import read_file
from tests.media import make_wav


@dataclass(frozen=True)
class Segment:
    start_seconds: float
    text: str


@dataclass
class FakeMedia:
    text: str = "Recognised words."
    segments: tuple[Segment, ...] = ()
    seconds: float | None = None
    sizes: list[tuple[int, int]] = field(default_factory=list)

    def read_picture(self, data: bytes) -> str:
        self.sizes.append(Image.open(io.BytesIO(data)).size)
        return self.text

    def transcribe(self, data: bytes) -> Iterator[Segment]:
        assert data
        yield from self.segments

    def measure_recording(self, data: bytes) -> float | None:
        assert data
        return self.seconds


def test_a_scanned_page_stands_between_the_pages_with_text() -> None:
    mixed = pypdfium2.PdfDocument.new()
    for name in ("kettle.en.pdf", "scan.en.pdf", "columns.pdf"):
        mixed.import_pages(pypdfium2.PdfDocument(read_file(name)))
    output = io.BytesIO()
    mixed.save(output)
    media, progress = FakeMedia(), list[float]()
    _, chunks = read_chunks("mixed.pdf", output.getvalue(), media, progress.append)
    assert [chunk.page for chunk in chunks] == sorted(chunk.page or 0 for chunk in chunks)
    assert [chunk.text for chunk in chunks if chunk.page == 2] == ["Recognised words."]
    assert max(media.sizes[0]) == 2200
    assert progress == [1.0]


@pytest.mark.parametrize(
    "name", ["scan.en.jpg", "scan.zh.webp", "scan.zh.avif", "scan.zh.heic", "scan.en.pdf"]
)
def test_without_a_reader_or_words_a_picture_is_empty(name: str) -> None:
    for media in (None, FakeMedia(text=" \n")):
        with pytest.raises(DocumentEmptyError):
            read_chunks(name, read_file(name), media)


@pytest.mark.parametrize(("suffix", "kind"), [("tiff", "TIFF"), ("png", "PNG"), ("bmp", "BMP")])
def test_pictures_of_each_kind_are_handed_on(suffix: str, kind: str) -> None:
    output = io.BytesIO()
    picture = Image.new("RGB", (640, 480), "white")
    picture.save(output, kind)
    media = FakeMedia()
    _, chunks = read_chunks(f"a.{suffix}", output.getvalue(), media)
    assert [chunk.text for chunk in chunks] == ["Recognised words."]
    assert media.sizes == [(640, 480)]


def test_each_frame_of_a_tiff_is_a_page() -> None:
    output = io.BytesIO()
    frames = [Image.new("1", (200, 100), 1) for _ in range(11)]
    frames[0].save(output, "TIFF", save_all=True, append_images=frames[1:])
    _, chunks = read_chunks("fax.tif", output.getvalue(), FakeMedia())
    assert [chunk.page for chunk in chunks] == list(range(1, 12))


def test_a_recording_has_time_marks() -> None:
    media = FakeMedia(
        segments=(
            Segment(2.0, "Hello."),
            Segment(50.0, "The code is 7."),
            Segment(70.5, "Goodbye."),
            Segment(3725, "End."),
        )
    )
    title, chunks = read_chunks("meeting.wav", make_wav(1), media)
    assert title == "meeting"
    assert [(chunk.heading_path, chunk.text) for chunk in chunks] == [
        (("0:02",), "Hello.\nThe code is 7."),
        (("1:10",), "Goodbye."),
        (("1:02:05",), "End."),
    ]
    with pytest.raises(DocumentEmptyError):
        read_chunks("silence.wav", make_wav(1), FakeMedia())


def test_a_damaged_picture_is_refused_before_anyone_recognises_it() -> None:
    media = FakeMedia()
    with pytest.raises(DocumentUnreadableError):
        read_chunks("a.jpg", read_file("scan.en.jpg")[:5000], media)
    assert media.sizes == []


def test_whoever_is_told_the_progress_may_stop_it() -> None:
    def stop(_: float) -> None:
        raise DocumentError("stopped")

    with pytest.raises(DocumentError, match="stopped"):
        read_chunks("scan.en.pdf", read_file("scan.en.pdf"), FakeMedia(), stop)


def test_a_recording_can_be_stopped_at_each_piece() -> None:
    media = FakeMedia(segments=(Segment(2.0, "Hello."), Segment(50.0, "The code is 7.")))
    shares: list[float] = []
    read_chunks("meeting.wav", make_wav(1), media, shares.append)
    assert shares == [0.0, 0.0]  # how long it lasts is not known before its end
    media.seconds = 100.0
    shares.clear()
    read_chunks("meeting.wav", make_wav(1), media, shares.append)
    assert shares == [0.02, 0.5]

    def stop(_: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_chunks("meeting.wav", make_wav(1), media, stop)


def test_headings_have_a_length_and_a_depth() -> None:
    levels = "".join(f"<h{level}>{level}{'a' * 20_000}</h{level}>" for level in range(1, 7))
    _, chunks = read_chunks("h.html", f"<title>T</title>{levels}<p>Some text.</p>".encode())
    (path,) = [chunk.heading_path for chunk in chunks if chunk.text == "Some text."]
    assert [len(heading) for heading in path] == [HEADING_CHARACTERS] * HEADING_LEVELS


def test_what_of_a_document_could_not_be_read_is_counted() -> None:
    mixed = pypdfium2.PdfDocument.new()
    for name in ("kettle.en.pdf", "scan.en.pdf"):
        mixed.import_pages(pypdfium2.PdfDocument(read_file(name)))
    output = io.BytesIO()
    mixed.save(output)
    for media in (None, FakeMedia(text="")):
        read = read_document("mixed.pdf", output.getvalue(), media)
        assert [(warning.code, warning.count) for warning in read.warnings] == [("pages_without_text", 1)]
    assert read_document("mixed.pdf", output.getvalue(), FakeMedia()).warnings == ()

"""Pictures inside Word, PowerPoint and EPUB files: their text stands where they stand."""

import io
import zipfile
from collections.abc import Callable, Iterator

import docx
import pptx
import pytest
from docx.shared import Inches
from PIL import Image
from pptx.util import Emu

from knowledge_base.media_reader import SpokenSegment
from knowledge_base.reading import recognition
from knowledge_base.reading.reading import read_document
from tests.knowledge_base.reading.loaders.files import read_file

COLOURS = {"red": "Turn the red valve.", "blue": "Press the blue button.", "white": ""}


class ColourReader:
    """Tells pictures apart by their colour, which survives JPEG."""

    def __init__(self) -> None:
        self.pictures = 0

    def read_picture(self, data: bytes) -> str:
        self.pictures += 1
        red, green, _ = Image.open(io.BytesIO(data)).resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
        return COLOURS["white" if green > 128 else "red" if red > 128 else "blue"]

    def transcribe(self, data: bytes) -> Iterator[SpokenSegment]:
        raise AssertionError(data)

    def measure_recording(self, data: bytes) -> float | None:
        raise AssertionError(data)


def picture(colour: str, side: int = 200) -> io.BytesIO:
    output = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(output, "PNG")
    output.seek(0)
    return output


def make_docx() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Machine"
    document.add_heading("Valves", 1)
    document.add_paragraph("Before the picture.")
    document.add_paragraph().add_run().add_picture(picture("red"), Inches(1))
    document.add_paragraph("After the picture.")
    document.add_heading("Buttons", 1)
    table = document.add_table(2, 2)
    for cell, text in zip(table.rows[0].cells, ("Part", "Use"), strict=True):
        cell.text = text
    table.rows[1].cells[0].text = "Button"
    table.rows[1].cells[1].paragraphs[0].add_run().add_picture(picture("blue"), Inches(1))
    document.add_paragraph().add_run().add_picture(picture("red"), Inches(1))  # a second time
    document.add_paragraph().add_run().add_picture(picture("blue", side=20), Inches(1))  # a symbol
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def make_pptx() -> bytes:
    presentation = pptx.Presentation()
    for title, colour in (("Valves", "red"), ("Photo", "white"), ("Buttons", "blue")):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = title
        slide.shapes.add_picture(picture(colour), Emu(0), Emu(4_000_000))
    group = presentation.slides[0].shapes.add_group_shape()
    group.shapes.add_picture(picture("blue"), Emu(0), Emu(5_000_000))
    output = io.BytesIO()
    presentation.save(output)
    return output.getvalue()


def make_epub(**changed: bytes) -> bytes:
    """Put pictures into a chapter of a book that a real program made."""
    source = zipfile.ZipFile(io.BytesIO(read_file("kettle.en.epub")))
    chapter = next(n for n in source.namelist() if n.endswith("html") and b"<p>" in source.read(n))
    folder = chapter.rpartition("/")[0]
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == chapter:
                marks = b'<p>First.<img src="a%20b.png" alt="valve"/> Second.</p><p>Third.</p>'
                content = content.replace(b"</body>", marks + b'<img src="../../../etc/passwd"/></body>')
            target.writestr(name, content)
        target.writestr(f"{folder}/a b.png".lstrip("/"), changed.get("picture", picture("red").getvalue()))
    return output.getvalue()


def test_a_picture_in_word_stands_between_its_paragraphs() -> None:
    media = ColourReader()
    read = read_document("a.docx", make_docx(), media)
    assert [(chunk.heading_path, chunk.text) for chunk in read.chunks] == [
        (("Valves",), "Before the picture.\nTurn the red valve.\nAfter the picture."),
        (("Buttons",), "Part: Button\nPress the blue button."),
    ]
    assert media.pictures == 2
    assert read.warnings == ()


def test_a_picture_on_a_slide_belongs_to_the_slide() -> None:
    read = read_document("a.pptx", make_pptx(), ColourReader())
    assert [(chunk.page, chunk.heading_path, chunk.text) for chunk in read.chunks] == [
        (1, (), "Valves\nTurn the red valve.\nPress the blue button."),
        (2, ("Photo",), "Photo"),  # nothing is written in it
        # a picture that stands on several slides, such as a logo, is written down once
        (3, ("Buttons",), "Buttons"),
    ]


def test_a_picture_in_a_book_stands_after_its_paragraph() -> None:
    read = read_document("a.epub", make_epub(), ColourReader())
    text = "\n".join(chunk.text for chunk in read.chunks)
    assert "First. valve Second.\nTurn the red valve.\nThird." in text
    assert "root:" not in text


@pytest.mark.parametrize("broken", [b"\x01\x00\x00\x00 no picture", picture("red").getvalue()[:90]])
def test_a_picture_that_cant_be_read_is_counted_and_the_rest_is_read(broken: bytes) -> None:
    read = read_document("a.epub", make_epub(picture=broken), ColourReader())
    assert any("First. valve Second." in chunk.text for chunk in read.chunks)
    assert [(warning.code, warning.count) for warning in read.warnings] == [("pictures_unreadable", 1)]


@pytest.mark.parametrize("make", [make_docx, make_pptx])
def test_pictures_beyond_the_limit_are_counted(
    make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "MAX_PICTURES", 1)
    suffix = make.__name__.removeprefix("make_")
    media, shares = ColourReader(), list[float]()
    read = read_document(f"a.{suffix}", make(), media, shares.append)
    assert [(warning.code, warning.count) for warning in read.warnings] == [("pictures_left_out", 2)]
    assert (media.pictures, shares) == (1, [1.0])


def test_without_a_reader_pictures_are_counted_and_the_text_is_read() -> None:
    read = read_document("a.docx", make_docx())
    assert next(chunk.text for chunk in read.chunks) == "Before the picture.\nAfter the picture."
    assert [(warning.code, warning.count) for warning in read.warnings] == [("pictures_left_out", 3)]

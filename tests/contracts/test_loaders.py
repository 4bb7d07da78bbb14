from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from PIL import Image
from pptx import Presentation

from knowledge_base.errors import DocumentTypeError
from knowledge_base.reading.loaders.formats import DocumentFormat
from knowledge_base.reading.loaders.process import LOADERS
from tests.contracts.loader import LoaderContract, SampleFile
from tests.knowledge_base.documents import make_docx, make_pdf

SENTENCE = "The lamp is guaranteed for two years."
PROGRAM = b"MZ\x00\x01" + b"\x00" * 60


def make_package(name: str, data: bytes, main_part: str) -> SampleFile:
    """One whose main part is no XML is damaged."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(output, "w") as damaged:
        for entry in whole.namelist():
            damaged.writestr(entry, b"<not<xml" if entry == main_part else whole.read(entry))
    return SampleFile(name=name, data=data, text=SENTENCE, damaged=output.getvalue(), foreign=PROGRAM)


def make_text(name: str, text: str, damaged: bytes | None = None) -> SampleFile:
    return SampleFile(name=name, data=text.encode(), text=SENTENCE, damaged=damaged, foreign=PROGRAM)


def make_pptx() -> bytes:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Guarantee"
    slide.placeholders[1].text = SENTENCE
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def make_xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in (("Item", "Terms"), ("Lamp", SENTENCE)):
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_epub() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
        )
        book.writestr(
            "a.opf",
            '<package><manifest><item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="one"/></spine></package>',
        )
        book.writestr("one.xhtml", f"<html><body><p>{SENTENCE}</p></body></html>")
    return buffer.getvalue()


def make_picture() -> SampleFile:
    buffer = io.BytesIO()
    Image.new("RGB", (200, 100), "white").save(buffer, "PNG")
    data = buffer.getvalue()
    return SampleFile(
        name="a.png", data=data, text="", damaged=data[:40], foreign=PROGRAM, spoilt=DocumentTypeError
    )


SAMPLES: dict[DocumentFormat, Callable[[], SampleFile]] = {
    DocumentFormat.PDF: lambda: SampleFile(
        name="a.pdf",
        data=make_pdf([("Guarantee", SENTENCE)]),
        text=SENTENCE,
        damaged=b"%PDF-1.7\n" + b"garbage" * 100,
        foreign=PROGRAM,
    ),
    DocumentFormat.DOCX: lambda: make_package(
        "a.docx", make_docx(title="Guarantee", paragraphs=[SENTENCE]), "word/document.xml"
    ),
    DocumentFormat.PPTX: lambda: make_package("a.pptx", make_pptx(), "ppt/presentation.xml"),
    DocumentFormat.XLSX: lambda: make_package("a.xlsx", make_xlsx(), "xl/workbook.xml"),
    DocumentFormat.EPUB: lambda: make_package("a.epub", make_epub(), "META-INF/container.xml"),
    DocumentFormat.HTML: lambda: make_text("a.html", f"<h1>Guarantee</h1><p>{SENTENCE}</p>"),
    DocumentFormat.MARKDOWN: lambda: make_text("a.md", f"# Guarantee\n\n{SENTENCE}\n"),
    DocumentFormat.CSV: lambda: make_text("a.csv", f"Item,Terms\nLamp,{SENTENCE}\nBulb,None\n"),
    DocumentFormat.JSON: lambda: make_text(
        "a.json", f'{{"item": "Lamp", "terms": "{SENTENCE}"}}', b'{"item": '
    ),
    DocumentFormat.JSONL: lambda: make_text(
        "a.jsonl", f'{{"item": "Lamp", "terms": "{SENTENCE}"}}\n', b'{"item": \n'
    ),
    DocumentFormat.TEXT: lambda: make_text("a.txt", f"{SENTENCE}\n"),
    DocumentFormat.PICTURE: make_picture,
}


def test_every_format_that_is_read_from_bytes_has_a_sample() -> None:
    assert SAMPLES.keys() == LOADERS.keys()


@pytest.mark.parametrize("format_", SAMPLES, scope="class")
class TestLoaders(LoaderContract):
    @pytest.fixture
    def sample(self, format_: DocumentFormat) -> SampleFile:
        return SAMPLES[format_]()

"""Hostile files: they get an error that says why, in bounded time and memory, and cause nothing else."""

import io
import zipfile

import pytest

from knowledge_base.errors import (
    DocumentEncryptedError,
    DocumentError,
    DocumentTooLargeError,
    DocumentTypeError,
    DocumentUnreadableError,
)
from knowledge_base.reading.loaders import process
from knowledge_base.reading.loaders.blocks import Block, BlockKind, LoadedDocument
from knowledge_base.reading.loaders.formats import sniff_format
from tests.knowledge_base.reading.loaders.files import load, read_file, texts
from tests.media import make_png

BILLION = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 50}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + ' <!ENTITY file SYSTEM "file:///etc/passwd"> <!ENTITY far SYSTEM "http://127.0.0.1:9/x">]>'
)
PARTS = {
    "kettle.en.docx": ("word/document.xml", "</w:body>", "<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body>"),
    "kettle.en.epub": ("EPUB/text/ch001.xhtml", "</body>", "<p>{}</p></body>"),
    "prices.xlsx": ("xl/sharedStrings.xml", "</sst>", "<si><t>{}</t></si></sst>"),
    "kettle.en.pptx": ("ppt/slides/slide3.xml", "</p:cSld>", "</p:cSld>"),
}


def repacked(name: str, part: str, change: object) -> bytes:
    """A package with one part changed: by a function of its text, or to bytes that unpack to a lot."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(read_file(name))) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            data = old.read(entry)
            if entry == part and callable(change):
                data = change(data.decode()).encode()
            new.writestr(entry, data)
        if not callable(change):
            with new.open("padding.bin", "w", force_zip64=True) as padding:
                for _ in range(600):
                    padding.write(bytes(1_000_000))
    return output.getvalue()


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("entity", ["&i;", "&file;", "&far;"])
def test_entities_open_no_file_and_do_not_multiply(name: str, entity: str) -> None:
    part, mark, inserted = PARTS[name]

    def change(text: str) -> str:
        body = text.partition("?>")[2] if text.startswith("<?xml") else text
        return BILLION + body.replace(mark, inserted.format(entity))

    try:
        found = " ".join(texts(load(name, repacked(name, part, change))))
    except DocumentError:
        return
    assert "root:" not in found
    assert "hahaha" not in found


@pytest.mark.parametrize("name", PARTS)
def test_a_package_that_unpacks_without_end_is_refused(name: str) -> None:
    with pytest.raises(DocumentTooLargeError):
        load(name, repacked(name, "", None))


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_a_truncated_package_is_damaged(name: str, share: float) -> None:
    data = read_file(name)
    with pytest.raises(DocumentError):
        load(name, data[: int(len(data) * share)])


@pytest.mark.parametrize("name", PARTS)
def test_an_encrypted_package_needs_a_password(name: str) -> None:
    data = bytearray(read_file(name))
    position = 0
    while (position := data.find(b"PK\x01\x02", position)) >= 0:  # the flags of each entry in the directory
        data[position + 8] |= 1
        position += 4
    with pytest.raises(DocumentEncryptedError):
        load(name, bytes(data))


@pytest.mark.parametrize(
    ("name", "advice"),
    [("a.doc", ".docx"), ("a.xls", ".xlsx"), ("a.ppt", ".pptx"), ("a.odt", ".docx"), ("a.wps", ".docx")],
)
def test_old_formats_say_what_to_save_them_as(name: str, advice: str) -> None:
    with pytest.raises(DocumentTypeError, match=advice) as caught:
        sniff_format(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    assert caught.value.params["save_as"] == advice


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", "prices.xlsx"),
        ("a.xlsx", "kettle.en.docx"),
        ("a.pptx", "kettle.en.epub"),
        ("a.epub", "kettle.en.docx"),
        ("a.pdf", "kettle.en.docx"),
        ("a.md", "columns.pdf"),
        ("a.csv", "kettle.en.docx"),
        ("a.json", "scan.zh.webp"),
        ("a.png", "kettle.en.md"),
        ("a.wav", "scan.en.jpg"),
        ("a.txt", "prices.xlsx"),
    ],
)
def test_content_that_is_not_what_the_name_says(name: str, content: str) -> None:
    with pytest.raises(DocumentTypeError):
        load(name, read_file(content))


def test_a_file_of_two_formats_is_read_as_the_one_that_its_name_says() -> None:
    package = read_file("kettle.en.docx")
    both = b"%PDF-1.7\n" + package  # zip packages may begin late
    assert "14 days for opened items" in texts(load("a.docx", both))
    with pytest.raises(DocumentUnreadableError):
        load("a.pdf", both)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(DocumentTooLargeError):
        load("a.png", make_png(50_000, 50_000))


@pytest.mark.parametrize(
    "html", ["<ul><li>" * 20_000 + "x", "<table><tr><td>" * 3_000 + "x", "<div>" * 50_000 + "x"]
)
def test_a_page_nested_without_end_is_refused(html: str) -> None:
    with pytest.raises(DocumentUnreadableError, match=r"deep|memory"):
        load("a.html", html.encode())


@pytest.mark.parametrize(
    "html",
    [
        "<ol>" + "<li>x" * 30_000,
        "<table>" + "<tr><td rowspan=99999 colspan=99999>x" * 100,
        "<p>" + "<b>" * 20_000 + "x",
    ],
)
def test_a_page_with_absurdly_many_parts_is_read(html: str) -> None:
    assert "x" in load("a.html", html.encode()).blocks[0].text


def test_an_answer_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Block(text="x" * 100, heading_path=(), page=None, kind=BlockKind.TEXT, picture="")
    document = LoadedDocument(title="", blocks=(one,), picture_pages=(), warnings=())
    assert b"xxx" in process.encode(document)
    monkeypatch.setattr(process, "MAX_ANSWER_BYTES", 99)
    with pytest.raises(DocumentTooLargeError):
        process.encode(document)
    monkeypatch.setattr(process, "MAX_BLOCKS", 0)
    with pytest.raises(DocumentTooLargeError, match="paragraphs"):
        process.encode(document)

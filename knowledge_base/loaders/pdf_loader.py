"""PDF → blocks with their pages, through PDFium (https://pdfium.googlesource.com/pdfium/)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge_base.errors import DocumentEncryptedError, DocumentTooLargeError, DocumentUnreadableError
from knowledge_base.loaders.blocks import Block, HeadingPath, LoadedDocument

MAX_PAGES = 3000
HEADING_RATIO = 1.15  # of the commonest letter size, from which a short line is a heading
HEADING_CHARACTERS = 100
PARAGRAPH_GAP = 1.7  # of the letter size between two base lines


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float  # of its letters, in points
    bottom: float  # base line, in points from the foot of the page


def load_pdf(data: bytes) -> LoadedDocument:
    """Read the text of a PDF; larger letters make headings.

    Raises:
        DocumentEncryptedError: It needs a password.
        DocumentTooLargeError: Too many pages.
        DocumentUnreadableError: Damaged.
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MAX_PAGES:
                msg = f"the PDF has {len(document)} pages"
                raise DocumentTooLargeError(msg, pages=len(document), limit_pages=MAX_PAGES)
            pages = [list(_read_lines(page)) for page in document]
            title = str(document.get_metadata_value("Title") or "")
    except pypdfium2.PdfiumError as exc:
        if getattr(exc, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            msg = "the PDF needs a password"
            raise DocumentEncryptedError(msg) from exc
        msg = f"the PDF is damaged: {exc}"
        raise DocumentUnreadableError(msg) from exc
    return LoadedDocument(title=title.strip(), blocks=tuple(_join(pages)))


def _read_lines(page: pypdfium2.PdfPage) -> Iterator[_Line]:
    text_page = page.get_textpage()
    characters: list[str] = []
    size, bottom = 0.0, 0.0
    for index in range(text_page.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text_page, index))
        if char in "\r\n":
            if characters:
                yield _Line("".join(characters), size, bottom)
            characters, size = [], 0.0
        elif char == "\x02":  # PDFium's mark of a hyphen that only breaks a word
            continue
        elif char.isprintable():
            if not char.isspace():
                size = max(size, pdfium.FPDFText_GetFontSize(text_page, index))
                bottom = text_page.get_charbox(index)[1]
            characters.append(char)
    if characters:
        yield _Line("".join(characters), size, bottom)


def _join(pages: list[list[_Line]]) -> Iterator[Block]:
    sizes = Counter[float]()
    for line in (line for lines in pages for line in lines):
        sizes[round(line.size)] += len(line.text)
    body_size = sizes.most_common(1)[0][0] if sizes else 0.0
    levels = sorted({size for size in sizes if size >= body_size * HEADING_RATIO}, reverse=True)
    path = HeadingPath()
    for number, lines in enumerate(pages, start=1):
        paragraph: list[_Line] = []
        for line in lines:
            is_heading = round(line.size) in levels and len(line.text) <= HEADING_CHARACTERS
            if paragraph and (is_heading or _is_apart(paragraph[-1], line)):
                yield _to_block(paragraph, path, number)
                paragraph = []
            if is_heading and line.text.strip():
                path.enter(levels.index(round(line.size)) + 1, " ".join(line.text.split()))
            elif line.text.strip():
                paragraph.append(line)
        if paragraph:
            yield _to_block(paragraph, path, number)


def _is_apart(above: _Line, below: _Line) -> bool:
    gap = above.bottom - below.bottom
    return gap < 0 or gap > PARAGRAPH_GAP * max(above.size, 1)


def _to_block(lines: list[_Line], path: HeadingPath, page: int) -> Block:
    text = lines[0].text.strip()
    for line in lines[1:]:
        joint = "" if _is_han(text[-1:]) and _is_han(line.text.strip()[:1]) else " "
        text = f"{text}{joint}{line.text.strip()}"
    return Block(text=text, heading_path=path.path, page=page)


def _is_han(char: str) -> bool:
    return "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"

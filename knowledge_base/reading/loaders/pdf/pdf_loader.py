"""PDF → blocks with their pages: headings from larger or bold letters, paragraphs across columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge_base.errors import DocumentEncryptedError, DocumentTooLargeError, DocumentUnreadableError
from knowledge_base.reading.loaders.blocks import LoadedDocument
from knowledge_base.reading.loaders.pdf.form_values import put_values
from knowledge_base.reading.loaders.pdf.layout import lay_out
from knowledge_base.reading.loaders.pdf.page_content import PdfPageContent, Piece
from knowledge_base.reading.loaders.pdf.page_text import Layers, read_page
from knowledge_base.reading.loaders.pdf.paragraphs import ParagraphBuilder
from knowledge_base.reading.loaders.pdf.readable_text import find_unreadable
from knowledge_base.reading.loaders.pdf.ruled_tables import group_rows
from knowledge_base.reading.loaders.pdf.struck_text import remove_struck
from knowledge_base.reading.loaders.pdf.turned_text import put_turned_headings
from knowledge_base.reading.loaders.titles import clean_title
from knowledge_base.reading.visibility.left_out import LeftOut

MAX_PAGES = 3000
MIN_TEXT_CHARACTERS = 30  # a page with fewer is a picture of text, if it shows a picture
MIN_PICTURE_SHARE = 0.3
MAX_UNREADABLE_SHARE = 0.3  # of characters that the PDF gives no meaning
MARGIN_SHARE = 0.09  # of the page's height, at its head and foot
MIN_REPEATS = 3
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.?|第)?\s*+[-–—|·]*+\s*+(?:\d{1,4}|[ivxlc]{1,6})\s*+(?:页)?\s*+[-–—|·]*+"
    r"\s*+(?:(?:/|of|von|共)\s*+\d{1,4}\s*+页?)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b")
_LAYER = re.compile(rb"/OC(?:Properties|Gs?|MD)?[\s/]")  # a dictionary that belongs to a layer, or lists them
_LEADER = re.compile(r"(?:[.·…]\s*){5,}\s*\S{1,6}$")  # a line of a table of contents: it answers nothing


def load_pdf(data: bytes) -> LoadedDocument:
    """Read a PDF.

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
            left_out = LeftOut()
            layers = _find_layers(data)
            document.init_forms()
            pages = [_read_and_close(document, index, left_out, layers) for index in range(len(document))]
            title = str(document.get_metadata_value("Title") or "")
    except pypdfium2.PdfiumError as exc:
        if getattr(exc, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            msg = "the PDF needs a password"
            raise DocumentEncryptedError(msg) from exc
        msg = f"the PDF is damaged: {exc}"
        raise DocumentUnreadableError(msg) from exc
    return replace(_build(pages, clean_title(title)), warnings=left_out.warnings)


def _read_and_close(
    document: pypdfium2.PdfDocument, index: int, left_out: LeftOut, layers: Layers
) -> PdfPageContent:
    page = document[index]
    try:
        content = read_page(page, left_out, layers, document.formenv)
        content = put_turned_headings(remove_struck(content, left_out))
        return _without_unreadable(replace(content, pieces=put_values(content.pieces, content.placed)))
    finally:
        page.close()


def _without_unreadable(page: PdfPageContent) -> PdfPageContent:
    bad = find_unreadable(page.pieces)
    if not bad:
        return page
    pieces = tuple(piece for place, piece in enumerate(page.pieces) if place not in bad)
    return replace(page, pieces=pieces, is_unreadable=True)


def _find_layers(data: bytes) -> Layers:
    if _LAYER.search(data):
        return Layers.YES
    return Layers.PERHAPS if b"/ObjStm" in data else Layers.NO  # the catalogue may be compressed


def _build(pages: Sequence[PdfPageContent], title: str) -> LoadedDocument:
    repeated = _find_repeated(pages)
    builder = ParagraphBuilder(piece for page in pages for piece in page.pieces)
    picture_pages: list[int] = []
    for number, page in enumerate(pages, start=1):
        if _is_picture(page):
            picture_pages.append(number)
        pieces = [
            piece
            for row in group_rows(page.pieces)
            for piece in row
            if not _is_furniture(row, page, repeated)
        ]
        builder.add_page(number, lay_out(page, pieces))
        for turned in page.turned:
            builder.add_page(number, lay_out(turned.content, turned.content.pieces))
        for note in page.notes:
            builder.add_note(number, note)
    blocks = builder.finish()
    return LoadedDocument(
        title=title or builder.first_heading, blocks=tuple(blocks), picture_pages=tuple(picture_pages)
    )


def _is_picture(page: PdfPageContent) -> bool:
    """Tell whether a page must be recognised: it has a picture instead of text, or text without meaning."""
    if page.is_unreadable:
        return True
    text = "".join(piece.text for piece in page.pieces)
    unreadable = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in text)
    if len(text) >= MIN_TEXT_CHARACTERS:
        return unreadable > MAX_UNREADABLE_SHARE * len(text)
    return page.picture_share >= MIN_PICTURE_SHARE


def _find_repeated(pages: Sequence[PdfPageContent]) -> set[str]:
    """Find what stands at the head or foot of several pages, page numbers aside."""
    counts = Counter[str]()
    for page in pages:
        rows = group_rows(piece for piece in page.pieces if _is_in_margin(piece, page))
        counts.update({_furniture_key(row) for row in rows})
    return {key for key, count in counts.items() if count >= MIN_REPEATS}


def _is_furniture(row: Sequence[Piece], page: PdfPageContent, repeated: set[str]) -> bool:
    text = " ".join(piece.text for piece in row)
    if _LEADER.search(text):
        return True
    if not _is_in_margin(row[0], page):
        return False
    return _furniture_key(row) in repeated or _PAGE_NUMBER.fullmatch(text.strip()) is not None


def _is_in_margin(piece: Piece, page: PdfPageContent) -> bool:
    margin = MARGIN_SHARE * (page.top - page.bottom)
    return piece.y < page.bottom + margin or piece.y > page.top - margin


def _furniture_key(row: Sequence[Piece]) -> str:
    return _NUMBER.sub("#", " ".join(piece.text for piece in row))

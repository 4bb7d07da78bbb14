"""A page of a PDF, or a picture, as a bounded WebP image. Called in a process of its own alone.

PDF pages are drawn by PDFium (https://pdfium.googlesource.com/pdfium/), whose character boxes are in points from the
lower left corner of the page before it is turned.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageOps

from knowledge_base.evidence.quote_finding import MAX_PAGE_CHARACTERS, find_quote

DOTS_PER_INCH = 140
POINTS_PER_INCH = 72
MAX_PIXELS = 4_000_000
MAX_SIDE_PIXELS = 4_000
MAX_SOURCE_PIXELS = 120_000_000  # of a picture document
IMAGE_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF", "BMP", "TIFF")
QUALITY = 82  # of WebP, 0 to 100
PADDING = 0.12  # of a line's height, around its marked words
MARK = (253, 224, 71)  # multiplied with the page: print stays black
MARK_EDGE = (217, 119, 6)  # seen on dark pages too


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle in points, `bottom` below `top`."""

    left: float
    bottom: float
    right: float
    top: float

    def joins(self, following: _Box) -> bool:
        """Tell whether the next character stands in the same line, across or, where the text is turned, down."""
        size = max(self.right - self.left, self.top - self.bottom, following.top - following.bottom)
        across = min(self.top, following.top) - max(self.bottom, following.bottom)
        down = min(self.right, following.right) - max(self.left, following.left)
        gap_across = max(following.left - self.right, self.left - following.right)
        gap_down = max(following.bottom - self.top, self.bottom - following.top)
        return (across > 0 and gap_across < 2.5 * size) or (down > 0 and gap_down < 0.3 * size)

    def padded(self) -> _Box:
        """Return the rectangle with a little air around the ink."""
        air = PADDING * min(self.right - self.left, self.top - self.bottom)
        return _Box(self.left - air, self.bottom - air, self.right + air, self.top + air)

    def with_(self, other: _Box) -> _Box:
        """Return the rectangle around both."""
        return _Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


def draw_pdf_page(data: bytes, *, page: int, quote: str, passage: str) -> bytes:
    """Draw a page with the quoted words marked.

    Args:
        data: The PDF.
        page: From 1.
        quote: Sentences to mark, one a line.
        passage: The text that they are from.

    Raises:
        IndexError: There is no such page.
        PdfiumError: The PDF or the page is damaged.
    """
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()  # what was filled into a form is part of the page
        drawn = document[page - 1]
        scale = _scale_for(drawn.get_width(), drawn.get_height(), DOTS_PER_INCH / POINTS_PER_INCH)
        bitmap = drawn.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
        image = bitmap.to_pil().convert("RGB")
        to_bitmap = bitmap.get_posconv(drawn).to_bitmap
        for box in _find_boxes(drawn, quote, passage):
            corners = (to_bitmap(box.left, box.bottom), to_bitmap(box.right, box.top))
            _mark(image, corners)
    return _encode(image)


def draw_picture(data: bytes, *, page: int) -> bytes:
    """Draw a picture document, made smaller where it is large.

    Args:
        data: The picture.
        page: From 1; a scanned TIFF may have several.

    Raises:
        EOFError: There is no such page.
        UnidentifiedImageError: No picture.
        OSError: It is damaged.
        DecompressionBombError: It has too many pixels.
    """
    Image.MAX_IMAGE_PIXELS = MAX_SOURCE_PIXELS // 2  # Pillow refuses from twice of it
    with Image.open(io.BytesIO(data), formats=IMAGE_FORMATS) as source:
        source.seek(page - 1)
        source.draft("RGB", (MAX_SIDE_PIXELS, MAX_SIDE_PIXELS))  # a JPEG is read small at once
        turned = ImageOps.exif_transpose(source)
    scale = _scale_for(*turned.size, 1.0)
    if scale < 1:
        turned = turned.resize((max(1, int(turned.width * scale)), max(1, int(turned.height * scale))))
    if turned.has_transparency_data:
        ground = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(ground, turned.convert("RGBA"))
    return _encode(turned.convert("RGB"))


def _scale_for(width: float, height: float, wanted: float) -> float:
    """Return pixels per unit of length, so that the image stays within its bounds."""
    width, height = max(width, 1e-3), max(height, 1e-3)
    return min(wanted, math.sqrt(MAX_PIXELS / (width * height)), MAX_SIDE_PIXELS / max(width, height))


def _find_boxes(page: pypdfium2.PdfPage, quote: str, passage: str) -> Iterator[_Box]:
    """Yield the boxes of the quoted words, one per line."""
    text_page = page.get_textpage()
    count = min(text_page.count_chars(), MAX_PAGE_CHARACTERS)
    characters = [chr(pdfium.FPDFText_GetUnicode(text_page, index)) for index in range(count)]
    for found in find_quote(characters, quote, passage):
        boxes = (_box_of(text_page, index) for index in found if not characters[index].isspace())
        for line in _join_lines(box for box in boxes if box is not None):
            yield line.padded()


def _join_lines(boxes: Iterable[_Box]) -> Iterator[_Box]:
    """Yield a box around the characters of each line."""
    line: _Box | None = None
    last: _Box | None = None
    for box in boxes:
        if line is not None and last is not None and last.joins(box):
            line = line.with_(box)
        else:
            if line is not None:
                yield line
            line = box
        last = box
    if line is not None:
        yield line


def _box_of(text_page: pypdfium2.PdfTextPage, index: int) -> _Box | None:
    """Return the box of a character's ink; the box of its font reaches into the lines above and below."""
    left, bottom, right, top = text_page.get_charbox(index)
    return _Box(left, bottom, right, top) if right > left and top > bottom else None


def _mark(image: Image.Image, corners: tuple[tuple[int, int], tuple[int, int]]) -> None:
    (x1, y1), (x2, y2) = corners
    left, right = max(0, min(x1, x2)), min(image.width, max(x1, x2))
    top, bottom = max(0, min(y1, y2)), min(image.height, max(y1, y2))
    if right <= left or bottom <= top:
        return
    under = image.crop((left, top, right, bottom))
    image.paste(ImageChops.multiply(under, Image.new("RGB", under.size, MARK)), (left, top))
    ImageDraw.Draw(image).line((left, bottom - 1, right - 1, bottom - 1), fill=MARK_EDGE, width=2)


def _encode(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=QUALITY, method=3)
    return buffer.getvalue()

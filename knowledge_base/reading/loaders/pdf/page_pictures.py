"""Pages of a PDF → pictures, for recognition and for showing."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2

from knowledge_base.errors import DocumentUnreadableError

LONGEST_SIDE = 2200  # pixels; A4 at about 190 dots an inch
JPEG_QUALITY = 85


def render_pages(data: bytes, pages: Sequence[int]) -> list[bytes]:
    """Render pages, numbered from 1, as JPEG.

    Raises:
        DocumentUnreadableError: Damaged, or there is no such page.
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            document.init_forms()  # or what was typed into a form is not drawn
            return [_render(document[page - 1]) for page in pages]
    except (pypdfium2.PdfiumError, IndexError, ValueError) as exc:
        msg = f"the PDF's pages can't be shown: {exc}"
        raise DocumentUnreadableError(msg) from exc


def _render(page: pypdfium2.PdfPage) -> bytes:
    picture = page.render(scale=LONGEST_SIDE / max(*page.get_size(), 1)).to_pil().convert("RGB")
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=JPEG_QUALITY)
    return output.getvalue()

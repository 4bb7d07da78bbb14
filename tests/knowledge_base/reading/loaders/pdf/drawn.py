"""PDF pages that tests draw, and what is read of them."""

import io
from collections.abc import Callable

import pypdfium2
from fpdf import FPDF

from knowledge_base.reading.loaders.blocks import LoadedDocument
from knowledge_base.reading.loaders.pdf.pdf_loader import load_pdf

Draw = Callable[[FPDF], None]


def page(draw: Draw, *, rotate: int = 0) -> bytes:
    """One page of A4 in points, with text in 10 points; `rotate` is how a viewer is to turn it, clockwise."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.add_page()
    pdf.set_font("Helvetica", size=10)
    draw(pdf)
    document = pypdfium2.PdfDocument(bytes(pdf.output()))
    document[0].set_rotation(rotate)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(draw: Draw, *, rotate: int = 0) -> LoadedDocument:
    return load_pdf(page(draw, rotate=rotate))


def lines(draw: Draw, *, rotate: int = 0) -> list[str]:
    return [block.text for block in read(draw, rotate=rotate).blocks]


def counted(loaded: LoadedDocument) -> dict[str, int]:
    return {warning.code: warning.count for warning in loaded.warnings}

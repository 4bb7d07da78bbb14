"""Documents made by the programs that people use: Word's format by python-docx, PDF by fpdf2."""

import io
import zipfile
from collections.abc import Sequence

import docx
from fpdf import FPDF


def make_docx(*, title: str, paragraphs: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> bytes:
    document = docx.Document()
    document.add_heading(title, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_pdf(pages: Sequence[tuple[str, str]], *, password: str | None = None) -> bytes:
    """A heading and a paragraph per page."""
    pdf = FPDF()
    if password:
        pdf.set_encryption(owner_password=password + "o", user_password=password)
    for heading, text in pages:
        pdf.add_page()
        pdf.set_font("Helvetica", style="B", size=20)
        pdf.cell(text=heading, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=11)
        pdf.multi_cell(w=0, text=text)
    return bytes(pdf.output())


def make_docx_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as entry:
            for _ in range(600):
                entry.write(b" " * 1_000_000)
    return buffer.getvalue()

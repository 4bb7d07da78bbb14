"""PDFs that are written object by object: what no library for writing PDFs makes."""

import io
from collections.abc import Sequence

CHINESE = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts [6 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
    "/Ordering (GB1) /Supplement 0 >> /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light "
    "/Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 752 /Descent -271 /StemV 58 /CapHeight 737 >> >>",
)
HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding {more} >>"


def write_pdf(contents: str, objects: Sequence[str], *, page: str = "", catalog: str = "") -> bytes:
    """One page of A4 whose font F1 is the first of the objects, which are numbered from 5."""
    everything = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        f"/Resources << /Font << /F1 5 0 R >> >> {page} >>",
        f"<< /Length {len(contents)} >>\nstream\n{contents}\nendstream",
        *objects,
    ]
    output = io.BytesIO(b"%PDF-1.4\n")
    output.seek(0, io.SEEK_END)
    offsets = []
    for number, one in enumerate(everything, start=1):
        offsets.append(output.tell())
        output.write(f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1"))
    start = output.tell()
    output.write(f"xref\n0 {len(everything) + 1}\n0000000000 65535 f \n".encode())
    output.writelines(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    output.write(f"trailer << /Size {len(everything) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode())
    return output.getvalue()


def show(text: str, x: float, y: float, *, size: float = 10, is_hex: bool = False) -> str:
    string = f"<{text.encode('utf-16-be').hex()}>" if is_hex else f"({text})"
    return f"BT /F1 {size:g} Tf 1 0 0 1 {x:g} {y:g} Tm {string} Tj ET"

"""Barcodes and QR codes in a photo, by ZXing.

A code counts when it proves itself: by its checksum or error correction, or, for the kinds that have none, by the same
characters printed beside it. Its content is data: shown, searched for, never opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

MAX_CODES = 20
MAX_CHARACTERS = 500
ENLARGED_BELOW = 1200  # pixels of the longer side: bars may be one pixel wide
# with a checksum that must be right (EAN, UPC, Code 128, Code 93, DataBar) or Reed-Solomon error correction (the rest)
VERIFIED = frozenset(
    (
        *("EAN13", "EAN8", "UPCA", "UPCE", "EAN2", "EAN5", "Code128", "Code93"),
        *(
            "DataBar",
            "DataBarOmni",
            "DataBarLtd",
            "DataBarExp",
            "DataBarStk",
            "DataBarStkOmni",
            "DataBarExpStk",
        ),
        *(
            "QRCode",
            "QRCodeModel1",
            "QRCodeModel2",
            "MicroQRCode",
            "RMQRCode",
            "DataMatrix",
            "Aztec",
            "AztecCode",
        ),
        *("PDF417", "CompactPDF417", "MicroPDF417", "MaxiCode"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """A barcode or QR code whose checksum was right; its content is data and never followed."""

    format: str
    text: str
    is_verified: bool = True


def read_barcodes(picture: Image.Image) -> tuple[Barcode, ...]:
    """Find the codes of a photo, turned, inverted, several at once; small ones again in an enlarged copy."""
    found = dict(_read(picture))
    if not found and max(picture.size) < ENLARGED_BELOW:
        larger = picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC)
        found = dict(_read(larger))
    return tuple(found.values())[:MAX_CODES]


def keep_proven(barcodes: tuple[Barcode, ...], text: str) -> tuple[Barcode, ...]:
    """Keep the codes that have a checksum, and those whose content is printed in the photo too."""
    printed = _characters(text)
    return tuple(code for code in barcodes if code.is_verified or _characters(code.text) in printed)


def _read(picture: Image.Image) -> Iterator[tuple[str, Barcode]]:
    import zxingcpp  # only when a photo comes

    for code in zxingcpp.read_barcodes(picture):
        text = "".join(char if char.isprintable() else " " for char in code.text).strip()[:MAX_CHARACTERS]
        if code.valid and text:
            yield (
                text,
                Barcode(format=code.format.name, text=text, is_verified=code.format.name in VERIFIED),
            )


def _characters(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())

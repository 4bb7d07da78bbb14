"""Text, values and barcodes in a photo: PP-OCR through rapidocr, barcodes through ZXing."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import numpy as np

from model.photos.barcodes import Barcode, keep_proven, read_barcodes
from model.photos.confusable_codes import repair_codes
from model.photos.findings import Finding, find_values
from model.photos.photos import decode_photo
from model.photos.reading_order import TextLine, render_rows
from model.photos.text_networks import TextNetworks


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoReading:
    """What a photo says."""

    lines: tuple[TextLine, ...]
    barcodes: tuple[Barcode, ...]

    @property
    def text(self) -> str:
        """The text in reading order; what stands side by side is joined to one line."""
        return render_rows(self.lines)

    @property
    def barcode_texts(self) -> tuple[str, ...]:
        """Contents of the barcodes."""
        return tuple(barcode.text for barcode in self.barcodes)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Model and serial numbers, error codes, dates and amounts."""
        return find_values(self.text)


class PhotoReader:
    """Reads photos, one at a time; loads its networks with the first one."""

    def __init__(self, *, max_pixels: int) -> None:
        self._max_pixels = max_pixels
        self._lock = threading.Lock()
        self._networks = TextNetworks()

    def read(self, data: bytes) -> PhotoReading:
        """Find the text and the barcodes in a photo.

        Raises:
            MediaError: The photo can't be decoded; see `model.photos.photos.decode_photo`.
        """
        from model.photos.formulas import read_formulas  # OpenCV: only when a photo comes
        from model.photos.photo_text import find_text

        picture = decode_photo(data, max_pixels=self._max_pixels)
        barcodes = read_barcodes(picture)
        pixels = np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
        with self._lock:
            found = find_text(pixels, self._networks)
            lines = read_formulas(pixels, found, self._networks)
        proven = keep_proven(barcodes, render_rows(lines))
        codes = [code.text for code in proven]
        repaired = (replace(line, text=repair_codes(line.text, barcodes=codes)) for line in lines)
        return PhotoReading(lines=tuple(repaired), barcodes=proven)

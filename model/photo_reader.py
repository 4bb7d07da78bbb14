"""Text and barcodes in a photo: PP-OCR through rapidocr, barcodes through ZXing."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from model.photos import decode_photo
from model.reading_order import TextLine, arrange_rows

OCR_LONGEST_SIDE = 2000  # pixels; more makes it slower and reads no more of a label
MIN_CONFIDENCE = 0.6
MAX_CODES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """A barcode or QR code whose checksum was right; its content is data and never followed."""

    format: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoReading:
    """What a photo says."""

    lines: tuple[TextLine, ...]
    barcodes: tuple[Barcode, ...]

    @property
    def text(self) -> str:
        """The text in reading order; what stands side by side is joined to one line."""
        rows = arrange_rows(self.lines)
        return "\n".join(" ".join(line.text for line in row) for row in rows)

    @property
    def barcode_texts(self) -> tuple[str, ...]:
        """Contents of the barcodes."""
        return tuple(barcode.text for barcode in self.barcodes)


class PhotoReader:
    """Reads photos, one at a time; loads its networks with the first one."""

    def __init__(self, *, max_pixels: int) -> None:
        self._max_pixels = max_pixels
        self._lock = threading.Lock()
        self._engine: Any = None

    def read(self, data: bytes) -> PhotoReading:
        """Find the text and the barcodes in a photo.

        Raises:
            MediaError: The photo can't be decoded; see `model.photos.decode_photo`.
        """
        picture = decode_photo(data, max_pixels=self._max_pixels)
        barcodes = _read_barcodes(picture)
        scale = max(picture.size) / OCR_LONGEST_SIDE
        if scale > 1:
            picture = picture.resize((round(picture.width / scale), round(picture.height / scale)))
        with self._lock:
            found = self._load()(np.asarray(picture)[:, :, ::-1])  # the network was trained on BGR
        if found.txts is None:
            return PhotoReading(lines=(), barcodes=barcodes)
        lines = (
            TextLine(text=text, box=_bounds(box, max(scale, 1)), confidence=float(score))
            for text, box, score in zip(found.txts, found.boxes, found.scores, strict=True)
        )
        return PhotoReading(
            lines=tuple(line for line in lines if line.confidence >= MIN_CONFIDENCE and line.text.strip()),
            barcodes=barcodes,
        )

    def _load(self) -> Any:
        if self._engine is None:
            from rapidocr import RapidOCR  # onnxruntime and OpenCV: only when a photo comes

            logging.getLogger("RapidOCR").setLevel(logging.ERROR)
            self._engine = RapidOCR(params={"Global.log_level": "critical"})
        return self._engine


def _read_barcodes(picture: Image.Image) -> tuple[Barcode, ...]:
    import zxingcpp

    found = zxingcpp.read_barcodes(picture)
    unique = {code.text: Barcode(format=code.format.name, text=code.text) for code in found if code.valid}
    return tuple(unique.values())[:MAX_CODES]


def _bounds(box: Any, scale: float) -> tuple[float, float, float, float]:
    corners = np.asarray(box, dtype=np.float64) * scale
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return (float(left), float(top), float(right), float(bottom))

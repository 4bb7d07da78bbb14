"""The letters of a PDF page: where each stands, its size and its font."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

from knowledge_base.reading.loaders.pdf.page_lines import Point

BOLD_WEIGHT = 600
FIXED_PITCH = 1  # ISO 32000-1, table 123

Turn = Callable[[float, float], Point]

_box = tuple(
    ctypes.c_double() for _ in range(4)
)  # written anew for each character: reading is single-threaded


def edges_of(text_page: Any, index: int, turn: Turn) -> tuple[float, float]:
    """Return the left and right of a letter once the page is turned."""
    left, right, bottom, top = _box
    pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    one, other = turn(left.value, bottom.value)[0], turn(right.value, top.value)[0]
    return (one, other) if one <= other else (other, one)


def place_of(text_page: Any, index: int) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a letter on the page."""
    left, right, bottom, top = _box
    pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def size_of(text_page: Any, index: int) -> float:
    """Return the size of a letter as it is seen: that of its font, times what its text is scaled by."""
    matrix = pdfium.FS_MATRIX()
    size = float(pdfium.FPDFText_GetFontSize(text_page, index))
    if pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    return max(size, 1.0)


def font_of(text_page: Any, index: int) -> tuple[bool, bool]:
    """Return whether a letter is bold, and whether all letters of its font are equally wide."""
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text_page, index, name, 128, flags)
    font = name.value.lower()
    is_heavy = pdfium.FPDFText_GetFontWeight(text_page, index) >= BOLD_WEIGHT
    return (
        is_heavy or any(word in font for word in (b"bold", b"black", b"heavy")),
        bool(flags.value & FIXED_PITCH) or any(word in font for word in (b"mono", b"courier", b"consola")),
    )

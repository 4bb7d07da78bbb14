"""What lies on a PDF page besides its own text: what was typed or ticked in a form, and annotations with text.

Values are taken from the fields and put where the fields stand, so that each is read with the words beside it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge_base.reading.visibility.left_out import LeftOut, Unseen

TICKED, UNTICKED = "☑", "☐"
MAX_ANNOTATIONS = 5_000  # of a page
_HIDDEN = 0x02 | 0x20  # ISO 32000-1, table 165: hidden, or not to be viewed
_PASSWORD = 1 << 13  # table 228
_TEXTS = {pdfium.FPDF_FORMFIELD_TEXTFIELD}
_CHOICES = {pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX}
_BOXES = {pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON}
_NOTED = {
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_SQUIGGLY,
    pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_CARET,
    pdfium.FPDF_ANNOT_SQUARE,
    pdfium.FPDF_ANNOT_CIRCLE,
    pdfium.FPDF_ANNOT_POLYGON,
    pdfium.FPDF_ANNOT_LINE,
    pdfium.FPDF_ANNOT_INK,
}
Box = tuple[float, float, float, float]  # left, bottom, right, top, in points
_Form = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAnnotations:
    """What annotations say on a page.

    Attributes:
        placed: What stands on the page, with its place: values of a form, text that was typed on it.
        notes: What opens beside it.
        struck: Where text is struck through.
    """

    placed: tuple[tuple[str, Box], ...] = ()
    notes: tuple[str, ...] = ()
    struck: tuple[Box, ...] = ()


def read_annotations(page: pypdfium2.PdfPage, form: _Form | None, left_out: LeftOut) -> PageAnnotations:
    """Read the annotations of a page.

    Args:
        page: The page.
        form: The document's form, as `PdfDocument.formenv` gives it; None where it has none.
        left_out: Counts what no reader sees.
    """
    count = min(pdfium.FPDFPage_GetAnnotCount(page.raw), MAX_ANNOTATIONS)
    placed: list[tuple[str, Box]] = []
    notes: list[str] = []
    struck: list[Box] = []
    for index in range(count):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium.FPDF_ANNOT_STRIKEOUT:
                struck.extend(_quads(annotation))
            elif kind == pdfium.FPDF_ANNOT_WIDGET or kind == pdfium.FPDF_ANNOT_FREETEXT or kind in _NOTED:
                _read(annotation, kind, form, left_out, placed, notes)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return PageAnnotations(placed=tuple(placed), notes=tuple(dict.fromkeys(notes)), struck=tuple(struck))


def _read(
    annotation: Any,
    kind: int,
    form: _Form | None,
    left_out: LeftOut,
    placed: list[tuple[str, Box]],
    notes: list[str],
) -> None:
    text = (
        _value_of(annotation, form) if kind == pdfium.FPDF_ANNOT_WIDGET else _string(annotation, b"Contents")
    )
    if not text.strip():
        return
    if pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        left_out.add(Unseen.HIDDEN)
    elif kind in _NOTED:
        notes.append(" ".join(text.split()))
    else:
        placed.append((text, _rectangle(annotation)))


def _value_of(annotation: Any, form: _Form | None) -> str:
    if form is None:
        return ""
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in _BOXES:
        return TICKED if pdfium.FPDFAnnot_IsChecked(form, annotation) else UNTICKED
    if kind in _CHOICES:
        return _chosen(annotation, form)
    is_secret = bool(pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD)
    return (
        _ask(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation) if kind in _TEXTS and not is_secret else ""
    )


def _chosen(annotation: Any, form: _Form) -> str:
    labels = [
        _ask(pdfium.FPDFAnnot_GetOptionLabel, form, annotation, index)
        for index in range(max(pdfium.FPDFAnnot_GetOptionCount(form, annotation), 0))
        if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, index)
    ]
    return ", ".join(labels) or _ask(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)


def _string(annotation: Any, key: bytes) -> str:
    return _ask(pdfium.FPDFAnnot_GetStringValue, annotation, key)


def _ask(function: Callable[..., int], *arguments: Any) -> str:
    """Return the text that a function of PDFium writes into a buffer, as UTF-16 with a zero at its end."""
    length = function(*arguments, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    function(*arguments, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _rectangle(annotation: Any) -> Box:
    box = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, box)
    return (
        min(box.left, box.right),
        min(box.bottom, box.top),
        max(box.left, box.right),
        max(box.bottom, box.top),
    )


def _quads(annotation: Any) -> Iterator[Box]:
    quad = pdfium.FS_QUADPOINTSF()
    for index in range(pdfium.FPDFAnnot_CountAttachmentPoints(annotation)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, index, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            yield min(xs), min(ys), max(xs), max(ys)

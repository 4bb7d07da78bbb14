"""Which characters of a PDF page a reader sees.

What the page's objects say raises a suspicion: letters drawn with no ink, in the colour of what is behind them, under
something opaque, in a layer that can be switched off. Whether such letters are seen is then looked at: the page is
drawn with and without them, and where the two pictures do not differ, nobody sees them. A page without a suspicion is
not drawn at all. The invisible text that belongs to the picture of a scanned page is what a reader sees on it: it is
kept where the picture shows something.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

from knowledge_base.reading.visibility.colours import NEARLY_EQUAL, WHITE, Colour
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen

TINY_POINTS = 2.0
CLEAR = 12  # of 255; with less ink nothing is seen
OPAQUE = 250
MAX_FORMS = 2  # in each other
DRAWN_SCALE = 1.5  # pixels a point
MAX_DRAWN_PIXELS = 12_000_000
MIN_PICTURE_SHARE = 0.5  # of the page, from which a picture is that of a scanned page
MIN_INK = 60  # of 255, between the darkest and the brightest place of a word in a picture
_READ_TYPES = frozenset({pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE})
_INVISIBLE_MODES = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_FILLED_MODES = frozenset({pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP})

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points
_Pixels = npt.NDArray[np.int16]


@dataclass(slots=True)
class PageInk:
    """What is drawn on a page, noted object by object in the order of drawing.

    Attributes:
        crop: What of the page is shown.
        pictures: Where pictures lie.
        may_have_layers: Whether the document may mark content as belonging to layers.
        certain: Text objects that no reader sees, by address, and why.
        asked: Text objects that may not be seen.
    """

    crop: Box
    may_have_layers: bool = True
    pictures: list[Box] = field(default_factory=list)
    certain: dict[int, Unseen] = field(default_factory=dict)
    asked: dict[int, Unseen] = field(default_factory=dict)
    _painted: list[tuple[Box, Colour, bool]] = field(default_factory=list)
    _texts: list[tuple[int, Box]] = field(default_factory=list)
    _covers: list[tuple[int, Box]] = field(default_factory=list)
    _marks: dict[int, bool] = field(default_factory=dict)
    _raw: dict[int, Any] = field(default_factory=dict)

    def add_picture(self, box: Box) -> None:
        """Note a picture."""
        self.pictures.append(box)
        self._cover(box)

    def add_path(self, raw: Any, box: Box) -> None:
        """Note a filled shape."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(raw, fill, stroke)
        if not fill.value or min(box[2] - box[0], box[3] - box[1]) < TINY_POINTS:
            return
        colour, opacity = _fill_of(raw)
        if opacity >= OPAQUE:
            self._painted.append((box, colour, pdfium.FPDFPath_CountSegments(raw) <= 5))
            self._cover(box)

    def add_text(self, raw: Any, box: Box, *, is_layered: bool) -> None:
        """Note a piece of text.

        Args:
            raw: The text object.
            box: Where it lies.
            is_layered: Whether it belongs to something that can be switched off.
        """
        key = _address(raw)
        self._raw[key] = raw
        if _is_outside(box, self.crop):
            self.certain[key] = Unseen.OFF_PAGE
        elif box[3] - box[1] < TINY_POINTS and _size_of(raw) < TINY_POINTS:
            self.certain[key] = Unseen.TINY
        elif (kind := self._suspect(raw, box)) is not None:
            self.asked[key] = kind
        elif is_layered or (self.may_have_layers and self._has_layer_mark(raw)):
            self.asked[key] = Unseen.HIDDEN
        else:
            self._texts.append((key, box))

    def finish(self) -> None:
        """Find the texts that something lies over, once everything is noted."""
        if not self._covers or not self._texts:
            return
        boxes = np.array([box for _, box in self._texts])
        for count, (left, bottom, right, top) in self._covers:
            under = boxes[:count]
            is_met = (
                (under[:, 0] < right) & (under[:, 2] > left) & (under[:, 1] < top) & (under[:, 3] > bottom)
            )
            for index in np.flatnonzero(is_met):
                self.asked.setdefault(self._texts[index][0], Unseen.COVERED)

    def objects(self) -> Iterator[Any]:
        """Yield the text objects that are asked about."""
        return (self._raw[key] for key in self.asked)

    def _has_layer_mark(self, raw: Any) -> bool:
        for index in range(pdfium.FPDFPageObj_CountMarks(raw)):
            mark = pdfium.FPDFPageObj_GetMark(raw, index)
            key = _address(mark)
            if key not in self._marks:
                self._marks[key] = _is_layer(mark)
            if self._marks[key]:
                return True
        return False

    def _cover(self, box: Box) -> None:
        if self._texts:
            self._covers.append((len(self._texts), box))

    def _suspect(self, raw: Any, box: Box) -> Unseen | None:
        mode = pdfium.FPDFTextObj_GetTextRenderMode(raw)
        if mode in _INVISIBLE_MODES:
            return Unseen.HIDDEN
        if mode not in _FILLED_MODES:
            return None
        colour, opacity = _fill_of(raw)
        if opacity <= CLEAR:
            return Unseen.HIDDEN
        return Unseen.COLOURLESS if self._may_be_lost(colour, box) else None

    def _may_be_lost(self, colour: Colour, box: Box) -> bool:
        """Tell whether letters may have the colour of what lies behind them."""
        if not self._painted and min(colour) < WHITE.red - NEARLY_EQUAL:
            return False
        if not colour.looks_like(WHITE) and not any(one.looks_like(colour) for _, one, _ in self._painted):
            return False
        for around, painted, is_rectangle in reversed(self._painted):
            if is_rectangle and _contains(around, box):
                return painted.looks_like(colour) or any(_contains(picture, box) for picture in self.pictures)
        return colour.looks_like(WHITE)


def walk_objects(page: pypdfium2.PdfPage) -> Iterator[tuple[Any, int, int]]:
    """Yield texts, shapes and pictures in the order of drawing: object, type, and how deep in forms it stands."""
    stack = [(page.raw, 0, pdfium.FPDFPage_CountObjects(page.raw), 0)]
    while stack:
        parent, index, count, level = stack.pop()
        get = pdfium.FPDFFormObj_GetObject if level else pdfium.FPDFPage_GetObject
        while index < count:
            raw = get(parent, index)
            index += 1
            kind = pdfium.FPDFPageObj_GetType(raw)
            if kind in _READ_TYPES:
                yield raw, kind, level
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and level < MAX_FORMS:
                stack.append((parent, index, count, level))
                parent, index, level = raw, 0, level + 1
                count, get = pdfium.FPDFFormObj_CountObjects(raw), pdfium.FPDFFormObj_GetObject


_floats = tuple(
    ctypes.c_float() for _ in range(4)
)  # written anew for each object: reading is single-threaded
_channels = tuple(ctypes.c_uint() for _ in range(4))


def bounds_of(raw: Any) -> Box:
    """Return where an object lies; in a form, as the form places its parts."""
    left, bottom, right, top = _floats
    pdfium.FPDFPageObj_GetBounds(raw, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def find_unseen(page: pypdfium2.PdfPage, text_page: Any, ink: PageInk, left_out: LeftOut) -> frozenset[int]:
    """Return the characters that no reader sees, by their index, and count their passages."""
    if not ink.asked and not ink.certain:
        return frozenset()
    look = _Look(page, ink) if ink.asked else None
    words = list(_find_words(text_page, ink))
    kinds = [ink.certain.get(word.key) or (look.judge(word) if look else None) for word in words]
    if look and _is_layer_of_a_scan(text_page, ink, words, kinds):
        kinds = [
            None if kind in {Unseen.HIDDEN, Unseen.COVERED} and look.shows_something(word) else kind
            for word, kind in zip(words, kinds, strict=True)
        ]
    return _collect(words, kinds, left_out)


def _collect(words: Sequence[_Word], kinds: Sequence[Unseen | None], left_out: LeftOut) -> frozenset[int]:
    """Return the characters of the words that are not seen; words of one line and kind are one passage."""
    unseen: set[int] = set()
    last: tuple[Unseen | None, int] = (None, -2)
    for word, kind in zip(words, kinds, strict=True):
        if kind is not None:
            if (kind, word.line) != last:
                left_out.add(kind)
            unseen.update(range(word.first, word.last + 1))
        last = (kind, word.line)
    return frozenset(unseen)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    first: int
    last: int
    line: int
    key: int  # of its text object
    box: Box


class _Look:
    """The page drawn with and without the text that is asked about."""

    def __init__(self, page: pypdfium2.PdfPage, ink: PageInk) -> None:
        self._asked = ink.asked
        width, height = page.get_size()
        self._scale = min(DRAWN_SCALE, math.sqrt(MAX_DRAWN_PIXELS / max(width * height, 1)))
        self._page = page
        self._whole = self._draw()
        for raw in ink.objects():
            pdfium.FPDFPageObj_SetIsActive(raw, False)
        try:
            bare = self._draw()
        finally:
            for raw in ink.objects():
                pdfium.FPDFPageObj_SetIsActive(raw, True)
        self._difference = np.abs(self._whole - bare).max(axis=2)

    def judge(self, word: _Word) -> Unseen | None:
        """Return why a word is not seen; None where it is."""
        kind = self._asked.get(word.key)
        if kind is None:
            return None
        found = self._difference[self._window(word.box)]
        return kind if found.size == 0 or int(found.max()) <= NEARLY_EQUAL else None

    def shows_something(self, word: _Word) -> bool:
        """Tell whether the page is not of one colour where a word lies."""
        found = self._whole[self._window(word.box)]
        return found.size > 0 and int(found.max()) - int(found.min()) >= MIN_INK

    def _draw(self) -> _Pixels:
        bitmap = self._page.render(scale=self._scale, draw_annots=False, may_draw_forms=False)
        return np.asarray(bitmap.to_numpy()[:, :, :3], dtype=np.int16)

    def _window(self, box: Box) -> tuple[slice, slice]:
        corners = [self._to_pixels(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        columns, rows = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        return slice(max(rows[0], 0), rows[-1] + 1), slice(max(columns[0], 0), columns[-1] + 1)

    def _to_pixels(self, x: float, y: float) -> tuple[int, int]:
        column, row = ctypes.c_int(), ctypes.c_int()
        height, width = self._whole.shape[:2]
        pdfium.FPDF_PageToDevice(self._page.raw, 0, 0, width, height, 0, x, y, column, row)
        return column.value, row.value


def _find_words(text_page: Any, ink: PageInk) -> Iterator[_Word]:
    """Yield the words of the texts that are asked about or not seen."""
    noted = ink.asked.keys() | ink.certain.keys()
    first, key, line = -1, 0, 0
    boxes: list[Box] = []
    for index in range(text_page.count_chars() + 1):
        char = chr(pdfium.FPDFText_GetUnicode(text_page, index)) if index < text_page.count_chars() else "\n"
        is_blank = char.isspace() or char == "\0"
        owner = -1 if is_blank else _address(pdfium.FPDFText_GetTextObject(text_page, index))
        if boxes and owner != key:
            yield _Word(first=first, last=index - 1, line=line, key=key, box=_around(boxes))
            boxes = []
        line += char == "\n"
        if owner in noted:
            first, key = (index, owner) if not boxes else (first, key)
            boxes.append(_char_box(text_page, index))


def _is_outside(box: Box, crop: Box) -> bool:
    left, bottom, right, top = crop
    return right > left and (box[2] <= left or box[0] >= right or box[3] <= bottom or box[1] >= top)


def _is_layer_of_a_scan(
    text_page: Any, ink: PageInk, words: Sequence[_Word], kinds: Sequence[Unseen | None]
) -> bool:
    """Tell whether a page is the picture of one, with its text laid under or over it unseen."""
    left, bottom, right, top = ink.crop
    area = max((right - left) * (top - bottom), 1.0)
    share = max(((p[2] - p[0]) * (p[3] - p[1]) / area for p in ink.pictures), default=0.0)
    letters = sum(word.last - word.first + 1 for word, kind in zip(words, kinds, strict=True) if kind)
    return share >= MIN_PICTURE_SHARE and 2 * letters > int(text_page.count_chars())


def _fill_of(raw: Any) -> tuple[Colour, int]:
    red, green, blue, opacity = _channels
    if not pdfium.FPDFPageObj_GetFillColor(raw, red, green, blue, opacity):
        return Colour(0, 0, 0), 255
    return Colour(red.value, green.value, blue.value), opacity.value


def _size_of(raw: Any) -> float:
    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(raw, size)
    pdfium.FPDFPageObj_GetMatrix(raw, matrix)
    return abs(size.value) * math.hypot(matrix.c, matrix.d)


def _is_layer(mark: Any) -> bool:
    """Tell whether a mark says that content belongs to a layer (ISO 32000-1, 8.11.3.2)."""
    name = ctypes.create_string_buffer(8)
    letters = ctypes.cast(name, ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFPageObjMark_GetName(mark, letters, len(name), ctypes.c_ulong())
    return bool(name.raw[:6] == "OC\0".encode("utf-16-le"))


def _address(raw: Any) -> int:
    return ctypes.addressof(raw.contents) if raw else 0


def _char_box(text_page: Any, index: int) -> Box:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _around(boxes: Sequence[Box]) -> Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _contains(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0] + 1
        and outer[1] <= inner[1] + 1
        and outer[2] >= inner[2] - 1
        and outer[3] >= inner[3] - 1
    )

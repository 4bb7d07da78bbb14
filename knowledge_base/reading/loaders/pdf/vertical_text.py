"""Columns of Chinese and Japanese text that run from top to bottom, the first at the right.

PDF writers place such letters one by one, in any order. A letter belongs to a column where the letter below or above
it is nearer than any beside it. Turned by a right angle, the columns are lines that follow each other downwards.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pypdfium2.raw as pdfium

from knowledge_base.reading.loaders.blocks import is_han
from knowledge_base.reading.loaders.pdf.letters import font_of, place_of, size_of
from knowledge_base.reading.loaders.pdf.page_content import Piece

MIN_LETTERS = 6  # in columns, or there are none
MIN_SHARE = 0.5  # of the page's Chinese letters that stand alone or on top of each other
NEARER = 0.92  # of the distance to the letter beside
MAX_PITCH = 1.6  # of the letter size from one letter of a column to the next
SQUARE = 40.0  # points of width and height
REACH = 3.0  # of the letter size in which letters are neighbours
LINE_PITCH, PARAGRAPH_PITCH = 1.4, 2.5  # of the letter size, between columns as lines
SAME_COLUMN = 0.45  # of the letter size between letters of one column


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    index: int
    char: str
    x: float  # where its font begins to draw it, the same for all letters of a column
    y: float
    top: float
    bottom: float
    size: float


def may_be_vertical(pieces: Sequence[Piece]) -> bool:
    """Tell whether a page's pieces look as if letters were written below each other."""
    han = stacked = 0
    for piece in pieces:
        count = sum(map(is_han, piece.text))
        han += count
        is_stack = len(piece.text) > 1 and piece.right - piece.left < 1.6 * piece.size
        stacked += count if is_stack or len(piece.text) == 1 else 0
    return stacked >= max(MIN_LETTERS, MIN_SHARE * han)


def read_columns(text_page: Any, unseen: frozenset[int]) -> tuple[list[Piece], frozenset[int]]:
    """Return the columns of a page as lines, turned anticlockwise, and the letters that are in them."""
    letters = [letter for letter in _read_letters(text_page) if letter.index not in unseen]
    around = _group_by_place(letters)
    vertical = [letter for letter in letters if _is_in_a_column(letter, _neighbours(letter, around))]
    if len(vertical) < MIN_LETTERS:
        return [], frozenset()
    parts = [part for column in _columns(vertical) for part in _parts(column)]
    return list(_to_pieces(text_page, parts)), frozenset(letter.index for letter in vertical)


def _read_letters(text_page: Any) -> Iterator[_Letter]:
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(text_page.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text_page, index))
        if char.isspace() or not char.isprintable():
            continue
        _, bottom, _, top = place_of(text_page, index)
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        size = size_of(text_page, index)
        yield _Letter(index=index, char=char, x=x.value, y=y.value, top=top, bottom=bottom, size=size)


def _group_by_place(letters: Sequence[_Letter]) -> dict[tuple[int, int], list[_Letter]]:
    """Put letters into squares of the page, so that neighbours are found without a look at all others."""
    places: defaultdict[tuple[int, int], list[_Letter]] = defaultdict(list)
    for letter in letters:
        places[int(letter.x // SQUARE), int(letter.y // SQUARE)].append(letter)
    return places


def _neighbours(letter: _Letter, places: dict[tuple[int, int], list[_Letter]]) -> list[_Letter]:
    across, up = int(letter.x // SQUARE), int(letter.y // SQUARE)
    reach = int(REACH * letter.size // SQUARE) + 1
    cells = product(range(across - reach, across + reach + 1), range(up - reach, up + reach + 1))
    return [other for cell in cells for other in places.get(cell, ())]


def _is_in_a_column(letter: _Letter, letters: Sequence[_Letter]) -> bool:
    below = beside = REACH * letter.size
    for other in letters:
        dx, dy = abs(other.x - letter.x), abs(other.y - letter.y)
        if other is letter or max(dx, dy) > REACH * letter.size:
            continue
        if dx < SAME_COLUMN * letter.size:
            below = min(below, dy)
        elif dy < SAME_COLUMN * letter.size:
            beside = min(beside, dx)
    return below <= MAX_PITCH * letter.size and below < NEARER * beside


def _columns(letters: Sequence[_Letter]) -> Iterator[list[_Letter]]:
    column: list[_Letter] = []
    for letter in sorted(letters, key=lambda one: -one.x):
        if column and abs(column[0].x - letter.x) > 2 * SAME_COLUMN * letter.size:
            yield column
            column = []
        column.append(letter)
    if column:
        yield column


def _parts(column: Sequence[_Letter]) -> Iterator[list[_Letter]]:
    """Part a column where it has a gap."""
    part: list[_Letter] = []
    for letter in sorted(column, key=lambda one: -one.top):
        if part and part[-1].y - letter.y > REACH * letter.size:
            yield part
            part = []
        part.append(letter)
    yield part


def _to_pieces(text_page: Any, parts: Sequence[Sequence[_Letter]]) -> Iterator[Piece]:
    """Make lines of columns, as close as lines are; where a column ends early, the next begins a paragraph."""
    highest = max(part[0].y for part in parts)
    lowest = min(part[-1].y for part in parts)
    y = max(letter.x for part in parts for letter in part)
    above: Sequence[_Letter] | None = None
    for part in parts:
        size = part[0].size
        is_new = above is not None and above[-1].y > lowest + size
        is_indented = part[0].y < highest - size and above is not None
        y -= size * (PARAGRAPH_PITCH if is_new or is_indented else LINE_PITCH)
        yield Piece(
            text="".join(letter.char for letter in part),
            edges=tuple((-letter.top, -letter.bottom) for letter in part),
            y=y,
            size=size,
            is_bold=font_of(text_page, part[0].index)[0],
            is_fixed=False,
        )
        above = part

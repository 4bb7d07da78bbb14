"""A PDF page → pieces of text with their places, the lines drawn on it, and how much of it is pictures.

PDFium (https://pdfium.googlesource.com/pdfium/) decodes characters; everything is turned so that most of the text
reads from left to right, with y growing upwards. Text that stands at a right angle to it is a page of its own.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge_base.reading.loaders.pdf.annotations import read_annotations
from knowledge_base.reading.loaders.pdf.letters import Turn, edges_of, font_of, size_of
from knowledge_base.reading.loaders.pdf.page_content import PdfPageContent, Piece, TurnedText
from knowledge_base.reading.loaders.pdf.page_lines import (
    Band,
    Point,
    Rule,
    add_rule,
    is_band,
    middle_of,
    read_path,
    turn_box,
)
from knowledge_base.reading.loaders.pdf.readable_text import (
    BAD_SHARE,
    FEW_COMMON_UNMAPPED,
    MIN_BAD,
    reads_like_language,
)
from knowledge_base.reading.loaders.pdf.vertical_text import may_be_vertical, read_columns
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen
from knowledge_base.reading.visibility.pdf_visibility import (
    Box,
    PageInk,
    bounds_of,
    find_unseen,
    walk_objects,
)

PIECE_GAP = 1.0  # of the letter size, from which two words on a line are two pieces
MAX_PATHS = 20_000  # more are a drawing, not a table
SAMPLED_ANGLES = 60
SAMPLED_MAPS = 200
ASLANT = -1
VERTICAL = 4  # columns of letters below each other: lines, once the page is turned
_SOFT_HYPHEN = "\u00ad"
_SOFT_HYPHENS = {"\x02", _SOFT_HYPHEN}  # PDFium's mark and Unicode's, of a hyphen that only breaks a word


class Layers(Enum):
    """Whether a document has parts that can be switched off as a whole."""

    NO = "no"
    PERHAPS = "perhaps"
    YES = "yes"


_TURNS: dict[int, Turn] = {
    0: lambda x, y: (x, y),
    1: lambda x, y: (y, -x),
    2: lambda x, y: (-x, -y),
    3: lambda x, y: (-y, x),
    VERTICAL: lambda x, y: (-y, x),
}


def read_page(
    page: pypdfium2.PdfPage, left_out: LeftOut, layers: Layers, form: Any | None = None
) -> PdfPageContent:
    """Read a page.

    Args:
        page: The page.
        left_out: Counts what no reader sees.
        layers: Whether the document has any.
        form: The document's form; None where it has none.
    """
    text_page = page.get_textpage()
    try:
        main = _main_quarter(text_page)
        ink = PageInk(crop=page.get_bbox(), may_have_layers=layers is not Layers.NO)
        drawn = _read_objects(page, ink, layers)
        annotations = read_annotations(page, form, left_out)
        drawn.lines.extend(map(middle_of, annotations.struck))
        is_filled = (
            text_page.count_chars() > 0
        )  # no letter is known of a font that neither file nor system has
        unmapped = _find_unmapped(text_page)
        unseen = find_unseen(page, text_page, ink, left_out) | unmapped
        pieces: defaultdict[int, list[Piece]] = defaultdict(list)
        for quarter, piece in _read_pieces(text_page, unseen):
            pieces[quarter].append(piece)
        if may_be_vertical(pieces[0]):
            columns, inside = read_columns(text_page, unseen)
            pieces[0] = [piece for quarter, piece in _read_pieces(text_page, unseen | inside) if quarter == 0]
            pieces[VERTICAL] += columns
            main = VERTICAL if columns and main == 0 else main
    finally:
        text_page.close()
    left_out.add(Unseen.ASLANT, len(pieces.pop(ASLANT, ())))
    left, bottom, right, top = box = page.get_bbox()
    area = max((right - left) * (top - bottom), 1.0)
    turned = (
        TurnedText(
            content=_turn_page(found, drawn, box, quarter),
            upright=tuple(_stand_up(piece, (main - quarter) % 4) for piece in found),
        )
        for quarter, found in sorted(pieces.items())
        if quarter != main and found
    )
    content = _turn_page(pieces[main], drawn, box, main)
    return replace(
        content,
        picture_share=min(drawn.pictures / area, 1.0),
        turned=tuple(turned),
        placed=tuple((text, turn_box(one, _TURNS[main])) for text, one in annotations.placed),
        notes=annotations.notes,
        is_unreadable=bool(unmapped) or (drawn.texts > 0 and not is_filled),
    )


def _find_unmapped(text_page: Any) -> frozenset[int]:
    """Return the letters whose font does not say what they are, where they make no words and are a good part."""
    count = text_page.count_chars()
    step = max(1, count // SAMPLED_MAPS)
    is_unmapped = pdfium.FPDFText_HasUnicodeMapError
    if not any(is_unmapped(text_page, index) == 1 for index in range(0, count, step)):
        return frozenset()
    found = [index for index in range(count) if is_unmapped(text_page, index) == 1]
    text = "".join(chr(pdfium.FPDFText_GetUnicode(text_page, index)) for index in found)
    is_much = len(found) >= max(MIN_BAD, BAD_SHARE * count)
    is_language = reads_like_language(text, few=FEW_COMMON_UNMAPPED)
    return frozenset(found) if is_much and not is_language else frozenset()


def _turn_page(pieces: Sequence[Piece], drawn: _Drawn, box: Box, quarter: int) -> PdfPageContent:
    turn = _TURNS[quarter]
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    for start, end in drawn.lines:
        add_rule(turn(*start), turn(*end), horizontal, vertical)
    corners = (turn(*box[:2]), turn(*box[2:]))
    return PdfPageContent(
        pieces=tuple(pieces),
        horizontal=tuple(horizontal),
        vertical=tuple(vertical),
        bands=tuple(Band.of(turn_box(one, turn)) for one in drawn.bands),
        top=max(y for _, y in corners),
        bottom=min(y for _, y in corners),
        picture_share=0.0,
    )


def _stand_up(piece: Piece, quarters: int) -> Piece:
    """Return a turned piece as a narrow one that stands where it stands on the page."""
    turn = _TURNS[quarters]
    (x0, y0), (x1, y1) = turn(piece.left, piece.y), turn(piece.right, piece.y + piece.size)
    edge = (min(x0, x1), max(x0, x1))
    return replace(piece, edges=(edge,) * len(piece.text), y=(y0 + y1) / 2 - 0.3 * piece.size)


def _main_quarter(text_page: Any) -> int:
    """Return by how many quarter turns, anticlockwise, most of the text is turned."""
    count = text_page.count_chars()
    step = max(1, count // SAMPLED_ANGLES)
    quarters = Counter(_quarter(text_page, index) for index in range(0, count, step))
    del quarters[ASLANT]
    return quarters.most_common(1)[0][0] if quarters else 0


def _quarter(text_page: Any, index: int) -> int:
    """Return the quarter turns of a character, anticlockwise; `ASLANT` for what stands as a watermark does."""
    turns = -pdfium.FPDFText_GetCharAngle(text_page, index) / (math.pi / 2)  # PDFium counts clockwise
    return round(turns) % 4 if abs(turns - round(turns)) < 0.1 else ASLANT


def _read_pieces(text_page: Any, unseen: frozenset[int]) -> Iterator[tuple[int, Piece]]:
    """Yield the pieces, each with its quarter turns and as it is read once it is turned."""
    for run in _read_runs(text_page, unseen):
        first = next((index for index, char in run if not char.isspace()), None)
        if first is None:
            continue
        quarter = _quarter(text_page, first)
        for piece in _read_run(text_page, run, _TURNS.get(quarter, _TURNS[0])):
            yield quarter, piece


def _read_run(text_page: Any, run: Sequence[tuple[int, str]], turn: Turn) -> Iterator[Piece]:
    characters: list[str] = []
    edges: list[tuple[float, float]] = []
    first, size = 0, 0.0
    for index, char in run:
        if char.isspace() and not characters:
            continue
        edge = edges_of(text_page, index, turn)
        if characters and not char.isspace() and _is_apart(edges, edge, size):
            yield from _finish(text_page, turn, first, characters, edges)
            characters, edges = [], []
        if not characters:
            first, size = index, size_of(text_page, index)
        characters.append(char)
        edges.append(edge if not char.isspace() else (edges[-1][1], edges[-1][1]))
    yield from _finish(text_page, turn, first, characters, edges)


def _read_runs(text_page: Any, unseen: frozenset[int]) -> Iterator[list[tuple[int, str]]]:
    """Yield the characters of a page with their indices, parted where a line ends or something is not seen."""
    run: list[tuple[int, str]] = []
    for index in range(text_page.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text_page, index))
        if char in "\r\n" or index in unseen:
            yield run
            run = []
        elif char in _SOFT_HYPHENS:
            run.append((index, _SOFT_HYPHEN))
        elif char.isprintable():
            run.append((index, char))
    yield run


def _is_apart(edges: list[tuple[float, float]], edge: tuple[float, float], size: float) -> bool:
    gap = edge[0] - edges[-1][1]
    return gap > PIECE_GAP * size or edge[0] < edges[-1][0] - size


def _finish(
    text_page: Any,
    turn: Turn,
    first: int,
    characters: list[str],
    edges: list[tuple[float, float]],
) -> Iterator[Piece]:
    text = "".join(characters).rstrip()
    if not text:
        return
    x, y = ctypes.c_double(), ctypes.c_double()
    middle, last = (
        first + len(text) // 2,
        first + len(text) - 1,
    )  # the first may be a bullet from another font
    pdfium.FPDFText_GetCharOrigin(text_page, middle, x, y)
    fonts = {font_of(text_page, first), font_of(text_page, last)}
    yield Piece(
        text=text,
        edges=tuple(edges[: len(text)]),
        y=turn(x.value, y.value)[1],
        size=max(size_of(text_page, middle), size_of(text_page, last)),
        is_bold=all(is_bold for is_bold, _ in fonts),
        is_fixed=all(is_fixed for _, is_fixed in fonts),
    )


@dataclass(slots=True)
class _Drawn:
    """What is drawn on a page besides its text: straight lines, painted strips, and the area of its pictures."""

    lines: list[tuple[Point, Point]] = field(default_factory=list)
    bands: list[Box] = field(default_factory=list)
    pictures: float = 0.0
    texts: int = 0


def _read_objects(page: pypdfium2.PdfPage, ink: PageInk, layers: Layers) -> _Drawn:
    drawn = _Drawn()
    paths = 0
    for raw, kind, level in walk_objects(page):
        box = bounds_of(raw)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            drawn.texts += 1
            ink.add_text(raw, box, is_layered=level > 0 and layers is Layers.YES)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = box
            drawn.pictures += abs((right - left) * (top - bottom))
            ink.add_picture(box)
        else:
            paths += 1
            ink.add_path(raw, box)
            if paths <= MAX_PATHS:
                drawn.lines.extend(read_path(raw))
                drawn.bands.extend([box] if is_band(raw, box) else [])
    ink.finish()
    return drawn if paths <= MAX_PATHS else _Drawn(pictures=drawn.pictures, texts=drawn.texts)

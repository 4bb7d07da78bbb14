"""Values of a PDF's form → pieces of text that stand among the others, each box that is ticked with its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge_base.reading.loaders.pdf.annotations import TICKED, UNTICKED, Box
from knowledge_base.reading.loaders.pdf.page_content import Piece

USUAL_SIZE = 10.0  # points of the letters, where the page has no text
LINE_HEIGHT = 1.2
MAX_DISTANCE = 60.0  # points between a box and its words


def put_values(pieces: Sequence[Piece], placed: Sequence[tuple[str, Box]]) -> tuple[Piece, ...]:
    """Return a page's pieces with values in their places.

    Args:
        pieces: Of the page.
        placed: The values, with their places on the page as it is read.
    """
    if not placed:
        return tuple(pieces)
    sizes = Counter(piece.size for piece in pieces)
    size = sizes.most_common(1)[0][0] if sizes else USUAL_SIZE
    found = [*pieces]
    for text, box in placed:
        if text in {TICKED, UNTICKED}:
            _attach(found, next(_place(text, box, size)))
        else:
            found.extend(_place(text, box, size))
    return tuple(found)


def _place(text: str, box: Box, size: float) -> Iterator[Piece]:
    """Put the lines of a value into the rectangle of its field: one line in its middle, several around it."""
    left, bottom, right, top = box
    lines = [line for raw in text.replace("\r", "\n").split("\n") if (line := " ".join(raw.split()))]
    step = min(LINE_HEIGHT * size, (top - bottom) / max(len(lines), 1))
    y = (top + bottom) / 2 - 0.35 * size + (len(lines) - 1) * step / 2
    for line in lines:
        width = max(min((right - left) / len(line), size / 2), 0.1)
        edges = tuple((left + at * width, left + (at + 1) * width) for at in range(len(line)))
        yield Piece(text=line, edges=edges, y=y, size=size, is_bold=False, is_fixed=False)
        y -= step


def _attach(pieces: list[Piece], box: Piece) -> None:
    """Put a box before or behind the words that stand nearest on its line."""
    best: tuple[float, int, bool] | None = None
    for place, piece in enumerate(pieces):
        if abs(piece.y - box.y) > 0.7 * max(piece.size, box.size):
            continue
        is_before = box.left < (piece.left + piece.right) / 2
        distance = abs(piece.left - box.right) if is_before else abs(box.left - piece.right)
        if distance <= MAX_DISTANCE and (best is None or distance < best[0]):
            best = (distance, place, is_before)
    if best is None:
        pieces.append(box)
        return
    _, place, is_before = best
    words = pieces[place]
    first, second = (box, words) if is_before else (words, box)
    edges = (*first.edges, (first.right, max(second.left, first.right)), *second.edges)
    pieces[place] = replace(words, text=f"{first.text} {second.text}", edges=edges)

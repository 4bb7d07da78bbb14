"""Text of a PDF page that a line runs through: it is no longer valid.

A PDF knows no struck letters: programs draw a line or a thin shape over them. Such a line runs through the middle of
small letters and ends where the text ends, which the border of a table, a line under a word and the bar of a fraction
do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge_base.reading.loaders.pdf.page_content import PdfPageContent, Piece
from knowledge_base.reading.loaders.pdf.page_lines import Rule
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen

LOWEST, HIGHEST = 0.14, 0.46  # of the letter size above the base line
MAX_OVERHANG = 0.7  # of the letter size that a line may stick out beyond the letters
MIN_COVERED = 0.6  # of a letter's width


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strike:
    """A line over letters: from `start` to `end`, over those of the pieces given by their place."""

    rule: Rule
    pieces: tuple[int, ...]


def remove_struck(page: PdfPageContent, left_out: LeftOut) -> PdfPageContent:
    """Take out the letters that a line runs through, and count the lines."""
    struck: dict[int, list[Rule]] = {}
    for strike in _find_strikes(page.pieces, page.horizontal):
        left_out.add(Unseen.STRUCK)
        for place in strike.pieces:
            struck.setdefault(place, []).append(strike.rule)
    if not struck:
        return page
    kept: list[Piece] = []
    for place, piece in enumerate(page.pieces):
        kept.extend(_without(piece, struck[place]) if place in struck else [piece])
    return replace(page, pieces=tuple(kept))


def _find_strikes(pieces: Sequence[Piece], horizontal: Sequence[Rule]) -> Iterator[_Strike]:
    if not horizontal or not pieces:
        return
    by_height: dict[int, list[int]] = {}
    for place, piece in enumerate(pieces):
        for height in range(int(piece.y // 10), int((piece.y + piece.size) // 10) + 1):
            by_height.setdefault(height, []).append(place)
    for rule in dict.fromkeys(horizontal):
        near = by_height.get(int(rule.position // 10), ())
        crossed = tuple(place for place in near if _crosses(rule, pieces[place]))
        if crossed and _ends_with_text(rule, [pieces[place] for place in crossed]):
            yield _Strike(rule=rule, pieces=crossed)


def _crosses(rule: Rule, piece: Piece) -> bool:
    height = (rule.position - piece.y) / piece.size
    return LOWEST <= height <= HIGHEST and rule.start < piece.right and rule.end > piece.left


def _ends_with_text(rule: Rule, pieces: Sequence[Piece]) -> bool:
    edges = [edge for piece in pieces for edge in piece.edges if _covers(rule, edge)]
    if not edges:
        return False
    overhang = MAX_OVERHANG * max(piece.size for piece in pieces)
    left, right = min(left for left, _ in edges), max(right for _, right in edges)
    return rule.start >= left - overhang and rule.end <= right + overhang


def _covers(rule: Rule, edge: tuple[float, float]) -> bool:
    left, right = edge
    return min(rule.end, right) - max(rule.start, left) >= MIN_COVERED * (right - left)


def _without(piece: Piece, rules: Sequence[Rule]) -> Iterator[Piece]:
    """Yield what is left of a piece between the lines that run through it."""
    start = 0
    is_struck = [any(_covers(rule, edge) for rule in rules) for edge in piece.edges]
    for index in range(1, len(is_struck) + 1):
        if index == len(is_struck) or is_struck[index] != is_struck[start]:
            if not is_struck[start] and (part := _trimmed(piece, start, index)):
                yield part
            start = index


def _trimmed(piece: Piece, start: int, end: int) -> Piece | None:
    text = piece.text[start:end]
    start += len(text) - len(text.lstrip())
    return piece.part(start, start + len(text.strip())) if text.strip() else None

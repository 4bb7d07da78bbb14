"""What is on a PDF page, as it is read: pieces of text with their places, lines, painted strips."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge_base.reading.loaders.pdf.page_lines import Band, Box, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words that stand close together on a line.

    Attributes:
        text: The words; a hyphen that only breaks a word is U+00AD.
        edges: Left and right of each character, in points.
        y: The base line.
        size: Of the letters, in points.
        is_fixed: Whether its letters are equally wide, as in program code.
    """

    text: str
    edges: tuple[tuple[float, float], ...]
    y: float
    size: float
    is_bold: bool
    is_fixed: bool

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.edges[0][0]

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(right for _, right in self.edges)

    def part(self, start: int, end: int) -> Piece:
        """Return some of its characters as a piece."""
        return replace(self, text=self.text[start:end], edges=self.edges[start:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPageContent:
    """What is on a page."""

    pieces: tuple[Piece, ...]
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    bands: tuple[Band, ...]
    top: float
    bottom: float
    picture_share: float  # of the page's area that pictures cover, 0 to 1
    turned: tuple[TurnedText, ...] = ()
    placed: tuple[tuple[str, Box], ...] = ()  # values of a form, and where they stand
    notes: tuple[str, ...] = ()  # what opens beside the page
    is_unreadable: bool = False  # letters without a meaning were left out: the page must be recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedText:
    """Text that stands at a right angle to most of a page, or upside down.

    Attributes:
        content: As it is read once the page is turned.
        upright: The same pieces as `content.pieces`, each where it stands on the page as the rest is read.
    """

    content: PdfPageContent
    upright: tuple[Piece, ...]

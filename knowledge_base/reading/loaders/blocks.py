"""What a loader makes of a file: a title and blocks of text in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.passages import DocumentWarning


class BlockKind(StrEnum):
    """How a block may be cut into passages."""

    TEXT = "text"  # between sentences
    ITEM = "item"  # of a list: it belongs to the sentence before the list
    ROW = "row"  # of a table: whole
    CODE = "code"  # between lines
    ANSWER = "answer"  # to the question that is its heading: whole
    PICTURE = "picture"  # its text is not recognised yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, a list item or a table row under its headings."""

    text: str
    heading_path: tuple[str, ...] = ()
    page: int | None = None  # from 1; None where the format has no pages
    kind: BlockKind = BlockKind.TEXT
    picture: str = ""  # of a picture, the entry of the package that holds it: see `process.render_pictures`


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedDocument:
    """A document's text.

    Attributes:
        title: Empty where the file has none.
        blocks: The text, in reading order.
        picture_pages: Pages, from 1, that are pictures of text: see `process.render_pages`.
        warnings: What could not be read.
    """

    title: str
    blocks: tuple[Block, ...]
    picture_pages: tuple[int, ...] = ()
    warnings: tuple[DocumentWarning, ...] = ()


class HeadingPath:
    """Follows the headings of a document: a new one ends those of its own level and below."""

    def __init__(self) -> None:
        self._headings: list[tuple[int, str]] = []

    def enter(self, level: int, text: str) -> None:
        """Begin a section."""
        self.leave(level)
        self._headings.append((level, " ".join(text.split())))

    def leave(self, level: int) -> None:
        """End the sections of this level and below."""
        self._headings = [heading for heading in self._headings if heading[0] < level]

    @property
    def path(self) -> tuple[str, ...]:
        """The headings from the outermost to the innermost."""
        return tuple(text for _, text in self._headings)


def is_han(char: str) -> bool:
    """Tell whether a character is Chinese, or punctuation as wide as one: no space stands beside it."""
    return "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"


def join_lines(lines: Sequence[str]) -> str:
    """Join the lines of a paragraph: by a space, but not between Chinese characters."""
    text = ""
    for line in lines:
        piece = " ".join(line.split())
        if text and piece and not (is_han(text[-1]) and is_han(piece[0])):
            text += " "
        text += piece
    return text

"""What a loader makes of a file: a title and blocks of text in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, a list item or a table row under its headings."""

    text: str
    heading_path: tuple[str, ...] = ()
    page: int | None = None  # from 1; None where the format has no pages


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedDocument:
    """A document's text."""

    title: str  # empty where the file has none
    blocks: tuple[Block, ...]


class HeadingPath:
    """Follows the headings of a document: a new one ends those of its own level and below."""

    def __init__(self) -> None:
        self._headings: list[tuple[int, str]] = []

    def enter(self, level: int, text: str) -> None:
        """Begin a section."""
        self._headings = [heading for heading in self._headings if heading[0] < level]
        self._headings.append((level, text))

    @property
    def path(self) -> tuple[str, ...]:
        """The headings from the outermost to the innermost."""
        return tuple(text for _, text in self._headings)


def render_row(header: Sequence[str], row: Sequence[str]) -> str:
    """Write a table row so that it can be read alone: each cell stays with its column's name."""
    cells = [" ".join(cell.split()) for cell in row]
    names = [" ".join(name.split()) for name in header]
    pairs = zip(names, cells, strict=False)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)


def render_table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Write a table as one line per row; its first row names the columns."""
    if len(rows) == 1:
        return [render_row([""] * len(rows[0]), rows[0])]
    return [line for row in rows[1:] if (line := render_row(rows[0], row))]

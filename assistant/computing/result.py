"""An answer that was computed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.computing.documents.rows import Cell, Row
from assistant.computing.documents.tokens import head_of
from assistant.computing.questions.question import Question

_MARKUP = re.compile(r"([\\`*_\[\]<>|~])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """An answer with its derivation.

    Attributes:
        text: One short line of plain text, with the result in bold.
        used: The rows that it was computed from, with the values that were taken.
        consumed: Places of the numbers of the question that were read.
        said: Sentences of the document that the answer rests on, too, such as one on a discount.
    """

    text: str
    used: tuple[tuple[Row, tuple[Cell, ...]], ...]
    consumed: tuple[tuple[int, int], ...] = ()
    said: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The values that it was computed from."""
        return tuple(cell for _, cells in self.used for cell in cells)


def name_of(row: Row, cell: Cell, question: Question) -> str:
    """Return how a value is called: its row, and its column where the row has several."""
    label = _plain(row.label)
    of_column = _plain(cell.name)
    if not of_column or not row.is_subject or of_column in label:
        return label
    comma = "，" if question.language == "zh" else ", "
    return f"{label}{comma}{of_column}"


def in_brackets(text: str, question: Question) -> str:
    """Put a name behind a value."""
    return f"（{text}）" if question.language == "zh" else f" ({text})"


def join(parts: Sequence[str], question: Question) -> str:
    """Join names or sentences."""
    return ("、" if question.language == "zh" else ", ").join(parts)


def _plain(name: str) -> str:
    words = head_of(name).strip(" *_`|：:–—-")
    for article in ("That of ", "that of ", "The ", "the ", "A ", "a ", "An ", "an "):
        words = words.removeprefix(article)
    return escape(words[:1].upper() + words[1:])


def escape(text: str) -> str:
    """Return words of a document as Markdown that shows them as they are."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))

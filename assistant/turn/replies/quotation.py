"""Evidence as an answer: the sentence, row or steps of the documents, each with its citation.

A row is shown as a small table below the names of its columns, steps as the list that they are, with their heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.grounding.citing import Quoted
from assistant.grounding.selection.excerpts import Excerpt, ExcerptKind
from assistant.turn.injection import without_orders

_MARKUP = re.compile(r"([\\`*_\[\]<>|~])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Markdown that shows excerpts, and where their citations stand in it."""

    text: str
    quoted: tuple[Quoted, ...]


def quote(lead: str, excerpts: Sequence[Excerpt]) -> Quotation:
    """Show excerpts below a line that says what they are.

    Args:
        lead: The line.
        excerpts: One or more, best first; rows of one table that follow one another are shown as one, and sentences
            of one paragraph, which is shown whole, once.
    """
    text, quoted = lead, list[Quoted]()
    different = {(excerpt.passage.document_id, excerpt.shown): excerpt for excerpt in excerpts}
    for _, group in groupby(different.values(), key=_table_of):
        these = tuple(group)
        block = _write(these)
        if not block:
            continue
        text += f"\n\n{block}"
        offset = len(text) - (1 if text.endswith("|") else 0)
        quoted += _places(these, offset)
    return Quotation(text=text, quoted=tuple(quoted))


def _places(excerpts: Sequence[Excerpt], offset: int) -> Iterator[Quoted]:
    """Yield one place for each passage: its rows have one number."""
    for passage in {excerpt.passage.id: excerpt.passage for excerpt in excerpts}.values():
        lines = (line for e in excerpts if e.passage.id == passage.id for line in e.shown)
        yield Quoted(offset=offset, passage=passage, quote="\n".join(lines))


def _table_of(excerpt: Excerpt) -> tuple[object, ...]:
    names = tuple(name for name, _ in excerpt.cells)
    return (excerpt.passage.document_id, excerpt.passage.heading_path, names) if names else (id(excerpt),)


def _write(excerpts: Sequence[Excerpt]) -> str:
    first = excerpts[0]
    if first.kind is ExcerptKind.ROW:
        return "\n".join(_write_table(excerpts))
    lines = [without_orders(line).strip() for line in first.shown]
    if first.kind is ExcerptKind.STEPS:
        heading = (
            first.passage.heading_path[-1] if first.passage.heading_path else first.passage.document_title
        )
        return "\n".join((f"**{as_it_is(heading)}**", "", *(as_it_is(line) for line in lines)))
    return "\n".join(f"> {as_it_is(line)}" for line in lines if line)


def _write_table(rows: Sequence[Excerpt]) -> Iterator[str]:
    names = [as_it_is(name) for name, _ in rows[0].cells]
    yield _line(names)
    yield _line(["---"] * len(names))
    for row in rows:
        yield _line([as_it_is(without_orders(value)) for _, value in row.cells])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def as_it_is(text: str) -> str:
    """Return words that somebody wrote as Markdown that shows them as they are, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))

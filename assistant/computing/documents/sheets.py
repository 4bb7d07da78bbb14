"""A document, or the part of it that is near what was found → its rows and its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.computing.documents.clauses import read_sentences
from assistant.computing.documents.rows import Row, make_cell, make_row, turn
from knowledge_base.passages import Passage
from knowledge_base.text.sentences import split_sentences
from knowledge_base.text.statements import parse_row

Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What of a document can be computed with.

    Attributes:
        title: Of the document.
        rows: Of its tables and sentences, in order.
        sentences: Its prose, which may hold a condition.
        headings: Of the passages by table; 0 is all prose.
        cut: Tables of which there may be more rows, because the document was not read whole.
    """

    title: str
    rows: tuple[Row, ...]
    sentences: tuple[str, ...]
    headings: dict[int, str]
    cut: frozenset[int] = frozenset()

    def table(self, number: int) -> tuple[Row, ...]:
        """Return the rows of a table."""
        return tuple(row for row in self.rows if row.table == number)


@dataclass(slots=True)
class _Table:
    number: int
    heading: str
    lines: list[tuple[Cells, str, Passage]]

    def takes(self, cells: Cells, passage: Passage) -> bool:
        """Tell whether a row goes on with this table; a row lacks the cells that are empty."""
        if not self.lines or " ".join(passage.heading_path) != self.heading:
            return False
        known = {name for line, _, _ in self.lines for name, _ in line}
        names = [name for name, _ in cells]
        first = self.lines[0][0][0][0]
        return names[0] == first and len(known.intersection(names)) * 2 >= len(names)


def read_sheet(
    passages: Sequence[Passage], *, is_cut_before: bool = False, is_cut_behind: bool = False
) -> Sheet:
    """Read passages of one document, in order.

    Args:
        passages: One or more.
        is_cut_before: Whether there are passages in front of them.
        is_cut_behind: Whether there are passages behind them.
    """
    rows, tables = list[Row](), list[_Table]()
    headings = {0: " ".join({word for p in passages for word in p.heading_path})}
    sentences: list[str] = []
    open_table: _Table | None = None
    for passage, line in _lines(passages):
        cells = parse_row(line)
        if not cells:
            open_table = None
            sentences += [sentence.text for sentence in split_sentences(line)]
            rows += read_sentences(line, passage)
            continue
        if open_table is None or not open_table.takes(cells, passage):
            open_table = _Table(len(tables) + 1, " ".join(passage.heading_path), [])
            tables.append(open_table)
        open_table.lines.append((cells, line, passage))
    for table in tables:
        headings[table.number] = table.heading
        rows += _read_table(table)
    return Sheet(
        title=passages[0].document_title,
        rows=tuple(rows),
        sentences=tuple(dict.fromkeys(sentences)),
        headings=headings,
        cut=frozenset(
            table.number
            for table in tables
            if (is_cut_before and table.lines[0][2] is passages[0])
            or (is_cut_behind and table.lines[-1][2] is passages[-1])
        ),
    )


def _lines(passages: Sequence[Passage]) -> Iterator[tuple[Passage, str]]:
    for passage in passages:
        text = passage.text
        for sentence in passage.withheld:
            text = text.replace(sentence, "")
        yield from ((passage, line) for line in text.splitlines() if line.strip())


def _read_table(table: _Table) -> Sequence[Row]:
    header = table.lines[0][0][0][0]
    rows = [
        make_row(
            cells[0][1],
            [make_cell(name, text, passage=passage, line=line) for name, text in cells[1:] if text.strip()],
            table=table.number,
            header=header,
        )
        for cells, line, passage in table.lines
    ]
    columns = list(dict.fromkeys(cell.name for row in rows for cell in row.cells))
    return turn(rows, columns) or rows

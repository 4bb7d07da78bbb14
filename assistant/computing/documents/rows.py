"""Passages of a document → rows: what has a name and values with names of their own.

A row of a table is one; so is a sentence such as “A helmet costs €2.50 per day, a lock €1”, whose clauses hold a value
each. A table whose columns are the things that it compares is turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.computing.documents.ages import Ages, read_ages
from assistant.computing.documents.amounts import Amount, read_amount
from assistant.computing.documents.rates import Rate, read_rate
from assistant.computing.documents.tokens import head_of, tokens_of
from knowledge_base.passages import Passage

TURNED_HEADERS = frozenset(
    ("", "项目", "规格", "参数", "feature", "property", "specification", "item", "model")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value of a row.

    Attributes:
        name: Of the column, or the words of the clause around the value.
        text: As it stands there.
        amount: Its value; None where it has none that can be computed with.
        rate: What it is paid or meant per; None where nothing is said.
        passage: Where it stands.
        line: The row or sentence, whole.
    """

    name: str
    text: str
    amount: Amount | None
    rate: Rate | None
    passage: Passage
    line: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Row:
    """Something with values.

    Attributes:
        label: What it is.
        around: What stands before it in its sentence, which may say more of it.
        cells: Its values.
        table: The rows of one table have one number; a sentence has none of its own.
        header: Name of the column of the labels.
        is_subject: Whether the label is no more than a name, as in a table or in front of a colon.
        ages: Whom it is for, where its label says an age.
        own: What its label names, without the ages.
        all: The same with what stands around it.
    """

    label: str
    cells: tuple[Cell, ...]
    around: str = ""
    table: int = 0
    header: str = ""
    is_subject: bool = False
    ages: Ages | None = None
    own: frozenset[str] = frozenset()
    all: frozenset[str] = frozenset()

    @property
    def is_of_table(self) -> bool:
        """Whether it stands in a table."""
        return self.table > 0


def make_row(
    label: str,
    cells: Sequence[Cell],
    *,
    around: str = "",
    table: int = 0,
    header: str = "",
    is_subject: bool = False,
) -> Row:
    """Make a row; what its label names is read once."""
    ages = read_ages(label)
    own = tokens_of(head_of(ages.rest if ages else label))
    of_label = read_rate(label)
    return Row(
        label=label,
        cells=tuple(
            replace(cell, rate=of_label) if cell.rate is None and of_label else cell for cell in cells
        ),
        ages=ages,
        around=around,
        table=table,
        header=header,
        is_subject=is_subject or table > 0,
        own=own,
        all=own | tokens_of(around),
    )


def make_cell(name: str, text: str, *, passage: Passage, line: str) -> Cell:
    """Make a cell of a column."""
    rate = read_rate(text) or read_rate(name)
    return Cell(name=name, text=text, amount=read_amount(text, name), rate=rate, passage=passage, line=line)


def turn(rows: Sequence[Row], columns: Sequence[str]) -> list[Row]:
    """Return the columns of a table as rows, where its columns are the things that it compares."""
    header = rows[0].header.strip().lower()
    if header not in TURNED_HEADERS or len(columns) < 2 or not _is_turned(rows, columns):
        return []
    turned = []
    for column in columns:
        cells = [
            make_cell(row.label, cell.text, passage=cell.passage, line=cell.line)
            for row in rows
            for cell in row.cells
            if cell.name == column
        ]
        turned.append(make_row(column, cells, table=rows[0].table, header=rows[0].header))
    return turned


def _is_turned(rows: Sequence[Row], columns: Sequence[str]) -> bool:
    """Tell whether the values of a column measure different things, and those of a row one."""
    of_columns = [{_dimension(cell) for row in rows for cell in row.cells if cell.name == c} for c in columns]
    of_rows = [{_dimension(cell) for cell in row.cells} for row in rows]
    is_mixed = all(len(found - {None}) > 1 for found in of_columns)
    return is_mixed and sum(len(found - {None}) <= 1 for found in of_rows) >= len(rows) - 1


def _dimension(cell: Cell) -> str | None:
    return cell.amount.dimension if cell.amount and not cell.amount.is_free else None

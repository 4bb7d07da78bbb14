"""Tables → one line per row that can be read alone: each cell stays with its column's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

Row = Sequence[str]
MAX_HEADER_CHARACTERS = 60
MAX_COLUMNS = 1000
HEADER_SHARE = 0.6  # of the columns that have a name in a row that is a header
_HAN_BREAK = re.compile(r"(?<=[\u3400-\u9fff])\n(?=[\u3400-\u9fff])")
_NUMBER = re.compile(r"[^\w]*\d[\d\s.,:/%()+-]*[^\w\s]?\s?(?:[A-Za-z]{1,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTable:
    """A table with its header told from its rows.

    Attributes:
        caption: What stands above the header, such as the table's name.
        header: The names of the columns; empty strings where there is no header.
        rows: The rows below.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def lines(self) -> Iterator[str]:
        """Write each row with the names of its columns."""
        for row in self.rows:
            if line := render_row(self.header, row):
                yield line


def render_row(header: Row, row: Row) -> str:
    """Write one row: `Item: Cable; Price: 9.90`. An empty cell is left out."""
    cells = [" ".join(cell.split()) for cell in row]
    names = [_in_one_line(name).rstrip(":：") for name in header]
    names += [""] * (len(cells) - len(names))
    pairs = zip(names, cells, strict=False)
    return "; ".join(f"{name}: {cell}" if name and name != cell else cell for name, cell in pairs if cell)


def render_table(rows: Sequence[Row], *, header_rows: int = 1) -> list[str]:
    """Write a table whose first rows are known to name the columns."""
    if len(rows) <= header_rows:
        return [line for row in rows if (line := render_row((), row))]
    header = _merge_headers(rows[:header_rows])
    return [line for row in rows[header_rows:] if (line := render_row(header, row))]


def read_sheet(rows: Sequence[Row]) -> Iterator[ReadTable]:
    """Find the tables of a sheet: blank rows part them, a row of names begins them.

    A part without names of its own that is as wide as the table before it goes on with that table's header.
    """
    header: tuple[str, ...] = ()
    for is_blank, part in groupby(rows, key=lambda row: not any(cell.strip() for cell in row)):
        if is_blank:
            continue
        table = read_table([row[:MAX_COLUMNS] for row in part])
        if not table.header and header and _width(table.rows) == len(header):
            table = ReadTable(caption=table.caption, header=header, rows=table.rows)
        header = table.header
        yield table


def read_table(rows: Sequence[Row]) -> ReadTable:
    """Tell caption, header and rows of one table apart."""
    width = _width(rows)
    start = 0
    while width > 1 and start < len(rows) - 1 and _filled(rows[start]) == 1:
        start += 1
    caption = " ".join(" ".join(_distinct(row)) for row in rows[:start])
    count = _count_header_rows(rows[start:], width)
    header = _merge_headers(rows[start : start + count])
    return ReadTable(caption=caption, header=header, rows=tuple(rows[start + count :]))


def _count_header_rows(rows: Sequence[Row], width: int) -> int:
    if len(rows) < 2 or width < 2 or not _is_header(rows[0], width) or _is_list_of_properties(rows, width):
        return 0
    has_groups = len(set(_named(rows[0]))) < len(_named(rows[0]))  # a cell merged over several columns
    return 2 if has_groups and len(rows) > 2 and _is_header(rows[1], width) else 1


def _is_header(row: Row, width: int) -> bool:
    names = _named(row)
    return len(names) >= HEADER_SHARE * width and all(
        len(name) <= MAX_HEADER_CHARACTERS and not is_number(name) for name in names
    )


def _is_list_of_properties(rows: Sequence[Row], width: int) -> bool:
    """Tell whether each row names a property and its value, as `Weight: | 1.2 kg`."""
    return width == 2 and all(row and row[0].rstrip().endswith((":", "：")) for row in rows)


def is_number(text: str) -> bool:
    """Tell whether a cell holds a number, a date, a price or a measure rather than words."""
    return _NUMBER.fullmatch(text.strip()) is not None


def _merge_headers(rows: Sequence[Row]) -> tuple[str, ...]:
    width = _width(rows)
    columns = ([row[column] for row in rows if column < len(row)] for column in range(width))
    return tuple(" ".join(_distinct(column)) for column in columns)


def _distinct(cells: Row) -> list[str]:
    return list(dict.fromkeys(_named(cells)))


def _named(row: Row) -> list[str]:
    return [_in_one_line(cell) for cell in row if cell.strip()]


def _in_one_line(name: str) -> str:
    """Write a name in one line; between Chinese characters a break stands for nothing."""
    return " ".join(_HAN_BREAK.sub("", name).split())


def _filled(row: Row) -> int:
    return len(_distinct(row))


def _width(rows: Sequence[Row]) -> int:
    return max((index + 1 for row in rows for index, cell in enumerate(row) if cell.strip()), default=0)

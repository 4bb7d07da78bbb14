"""The lines of text between two borders of a table: the lines of one row, or several rows without borders between.

A line of a cell goes on where its next word would not have fitted. Where it would have fitted, in each column that
both lines fill, a new row begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from statistics import median

from knowledge_base.reading.loaders.blocks import is_han
from knowledge_base.reading.loaders.pdf.page_content import Piece
from knowledge_base.reading.loaders.tables import is_number

MIN_COLUMNS = 3  # that two lines fill, from which they may be rows without a number in them
ROOM = 0.6  # of the letter size that must be left beside a word that would have fitted

FULL = 0.66  # of a column's width, from which a line may have been broken by it

Line = dict[int, list[Piece]]  # by column


def split_into_rows(
    lines: Sequence[Line], widths: Sequence[float], *, may_be_header: bool
) -> list[list[Line]]:
    """Group the lines between two borders into rows.

    Args:
        lines: From top to bottom.
        widths: Of the columns, in points.
        may_be_header: Whether they may name the columns: names are broken by hand where they like.
    """
    rows: list[list[Line]] = []
    for line in lines:
        if rows and not _begins_row(rows[-1], line, widths):
            rows[-1].append(line)
        else:
            rows.append([line])
    are_rows = len(rows) > 1 and _are_rows(rows, may_be_header=may_be_header)
    return rows if are_rows or not lines else [list(lines)]


def _are_rows(rows: Sequence[Sequence[Line]], *, may_be_header: bool) -> bool:
    """Tell rows from a cell whose lines were broken by hand, such as two addresses side by side."""
    filled = median(len({column for line in row for column in line}) for row in rows)
    numbers = sum(any(is_number(_text(pieces)) for pieces in row[0].values()) for row in rows)
    return (filled >= MIN_COLUMNS and not may_be_header) or 2 * numbers > len(rows)


def _begins_row(row: Sequence[Line], line: Line, widths: Sequence[float]) -> bool:
    filled = {column for above in row for column in above}
    both = [column for column in line if column in filled]
    ends = [
        _Ended.YES if column not in row[-1] else _is_ended(row[-1][column], line[column], widths[column])
        for column in both
    ]
    return len(both) > 1 and _Ended.YES in ends and _Ended.NO not in ends


class _Ended(Enum):
    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"  # short, in a column that is too narrow for more


def _is_ended(above: Sequence[Piece], below: Sequence[Piece], width: float) -> _Ended:
    """Tell whether the first word of a line would have fitted behind the line above."""
    if is_number(_text(above)) and is_number(_text(below)):
        return _Ended.YES
    used = above[-1].right - above[0].left
    if used + _first_word(below[0]) + ROOM * above[0].size < width - 0.5 * above[0].size:
        return _Ended.YES
    return _Ended.NO if used > FULL * width else _Ended.PERHAPS


def _first_word(piece: Piece) -> float:
    if is_han(piece.text[0]):
        return 2 * piece.size
    word = piece.text.split()[0]
    return piece.edges[len(word) - 1][1] - piece.left


def _text(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in pieces)

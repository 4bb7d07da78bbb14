"""Two values side by side: which is greater, whether one is, and how far they are apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.computing.documents.amounts import Amount, write_amount
from assistant.computing.documents.rows import Cell, Row
from assistant.computing.documents.sheets import Sheet
from assistant.computing.questions.columns import Dimensions, choose_cell, named_in, values_of
from assistant.computing.questions.mentions import Mention, Piece, find_mentions, split_pieces
from assistant.computing.questions.question import Question
from assistant.computing.result import Computed, in_brackets, join, name_of
from assistant.computing.unclear import UnclearError
from knowledge_base.text.units import Dimension

COMPARED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    row: Row
    cell: Cell
    amount: Amount


def compare_pair(question: Question, sheet: Sheet, dimensions: Dimensions, sign: int) -> Computed:
    """Compare the two things that a question names.

    Args:
        question: The question.
        sheet: The document.
        dimensions: What is compared; empty where a column has to be named.
        sign: 1 where the greater one is asked for, -1 for the smaller one, 0 for the difference alone.

    Raises:
        UnclearError: Something is left open.
    """
    mentions = find_mentions(question, sheet.rows, lambda row: bool(values_of(row, dimensions, question)))
    if any(m.is_counted and m.count != 1 for m in mentions):
        msg = "a number is named where two things are compared"
        raise UnclearError(msg)
    pieces = split_pieces(question, [m.row for m in mentions])
    left, right = _find_sides(mentions, pieces, question, dimensions)
    if not left.amount.is_comparable(right.amount):
        msg = "the values can't be compared"
        raise UnclearError(msg)
    _check_names(left, right)
    return Computed(
        text=_say(left, right, sign, question),
        used=((left.row, (left.cell,)), (right.row, (right.cell,))),
        consumed=tuple(place for m in mentions for place in m.consumed),
    )


def _find_sides(
    mentions: Sequence[Mention], pieces: Sequence[Piece], question: Question, dimensions: Dimensions
) -> tuple[_Side, _Side]:
    whole = Piece(text=question.text, tokens=frozenset(t for p in pieces for t in p.tokens), start=0)
    if len(mentions) == COMPARED:
        left, right = (
            _to_side(
                m.row,
                choose_cell(values_of(m.row, dimensions, question), m, question, (whole,)),
            )
            for m in mentions
        )
        return left, right
    if len(mentions) != 1:
        msg = f"{len(mentions)} things are named"
        raise UnclearError(msg)
    row = mentions[0].row
    cells = values_of(row, dimensions, question)
    named = [named_in(cells, piece.text, piece.tokens) for piece in pieces]
    columns = {id(found[0]): found[0] for found in named if len(found) == 1}
    if len(columns) != COMPARED or any(len(found) > 1 for found in named):
        msg = "one thing is named, and not two of its values"
        raise UnclearError(msg)
    first, second = columns.values()
    return _to_side(row, first), _to_side(row, second)


def _to_side(row: Row, cell: Cell) -> _Side:
    if cell.amount is None:
        msg = "it has no value"
        raise UnclearError(msg)
    return _Side(row=row, cell=cell, amount=cell.amount)


def _check_names(left: _Side, right: _Side) -> None:
    """Refuse two columns of a table, and a price per day beside one per week."""
    if left.row is right.row:
        return
    if left.row.is_of_table and right.row.is_of_table and left.cell.name != right.cell.name:
        msg = "the values are of two columns"
        raise UnclearError(msg)
    if left.cell.rate != right.cell.rate:
        msg = "the values are per different things"
        raise UnclearError(msg)


def _say(left: _Side, right: _Side, sign: int, question: Question) -> str:
    gap = left.amount.base - right.amount.base
    if gap == 0:
        return _say_equal(left, right, sign, question)
    more, less = (left, right) if gap > 0 else (right, left)
    derived = _derive(more, less, question)
    if sign and question.is_yes_no:
        return f"**{_yes_or_no(question, is_yes=(gap > 0) == (sign > 0))}**{_stop(question)}{derived}"
    if sign and question.asks_which:
        winner = more if sign > 0 else less
        return f"**{_own_name(winner, left, right, question)}**{_colon(question)}{derived}"
    if sign and (gap > 0) != (sign > 0):
        msg = "the question takes the wrong one for the greater"
        raise UnclearError(msg)
    return derived


def _yes_or_no(question: Question, *, is_yes: bool) -> str:
    yes, no = ("是的", "不是") if question.language == "zh" else ("Yes", "No")
    return yes if is_yes else no


def _derive(more: _Side, less: _Side, question: Question) -> str:
    """Say both values, and their difference where it is a value of the same kind."""
    both = [f"{s.amount.text}{in_brackets(name_of(s.row, s.cell, question), question)}" for s in (more, less)]
    if more.amount.dimension is Dimension.TIME:
        return join(both, question)
    like = less.amount if _is_finer(less.amount, more.amount) else more.amount
    factor = like.base / like.value if like.value else Fraction(1)
    difference = (more.amount.base - less.amount.base) / factor
    units = [more.amount, less.amount] if more.amount.unit == less.amount.unit else [like]
    ordered = sorted(units, key=lambda amount: amount is not like)
    return f"{both[0]} − {both[1]} = **{write_amount(difference, ordered)}**"


def _is_finer(one: Amount, other: Amount) -> bool:
    """Tell whether a unit is the smaller of two: a difference of months is not said in years."""
    if one.unit is None or other.unit is None:
        return False
    return one.unit.factor < other.unit.factor or other.is_free


def _say_equal(left: _Side, right: _Side, sign: int, question: Question) -> str:
    both = [
        f"{s.amount.text}{in_brackets(name_of(s.row, s.cell, question), question)}" for s in (left, right)
    ]
    same = "**两者相同**" if question.language == "zh" else "**They are the same**"
    no = ("不是，" if question.language == "zh" else "No. ") if question.is_yes_no and sign else ""
    return f"{no}{same}{_colon(question)}{' = '.join(both)}"


def _own_name(side: _Side, left: _Side, right: _Side, question: Question) -> str:
    """Name the winner: by its row, or by its column where one row is compared with itself."""
    if left.row is right.row:
        return side.cell.name
    return name_of(side.row, side.cell, question).split("，" if question.language == "zh" else ", ")[0]


def _colon(question: Question) -> str:
    return "：" if question.language == "zh" else ": "


def _stop(question: Question) -> str:
    return "。" if question.language == "zh" else ". "

"""All rows of a table: the one with the greatest or smallest value, and those within a bound."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.computing.documents.amounts import Amount
from assistant.computing.documents.rows import Cell, Row
from assistant.computing.documents.sheets import Sheet
from assistant.computing.documents.tokens import head_of
from assistant.computing.questions.columns import Dimensions, choose_cell, values_of
from assistant.computing.questions.mentions import Piece, split_pieces
from assistant.computing.questions.question import Limit, Question
from assistant.computing.result import Computed, escape, in_brackets, join
from assistant.computing.unclear import UnclearError

MIN_ROWS = 2
RELATIONS = {
    "en": {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"},
    "zh": {"<": "低于", "<=": "不超过", ">": "超过", ">=": "不低于"},
}
Ranked = tuple[Row, Cell, Amount]


def find_tables(sheet: Sheet) -> tuple[tuple[Row, ...], ...]:
    """Return the tables of a document that are there whole.

    Raises:
        UnclearError: One of them may have more rows.
    """
    if sheet.cut:
        msg = "a table may have more rows"
        raise UnclearError(msg)
    numbers = dict.fromkeys(row.table for row in sheet.rows if row.is_of_table)
    return tuple(rows for number in numbers if len(rows := sheet.table(number)) >= MIN_ROWS)


def choose_end(question: Question, rows: Sequence[Row], dimensions: Dimensions, sign: int) -> Computed:
    """Return the row with the greatest or smallest value.

    Raises:
        UnclearError: A row has no value, or the column can't be told.
    """
    ranked = sorted(_rank(question, rows, dimensions), key=lambda one: -sign * one[2].base)
    best = [one for one in ranked if one[2].base == ranked[0][2].base]
    if len(best) == len(ranked):
        msg = "all are the same"
        raise UnclearError(msg)
    names = join([_name(row) for row, _, _ in best], question)
    colon, stop = ("：", "；") if question.language == "zh" else (": ", "; ")
    _, cell, amount = best[0]
    column = in_brackets(escape(head_of(cell.name)), question) if cell.name.strip() else ""
    text = f"**{names}**{colon}**{amount.text}**{column}"
    following = ranked[len(best)]
    then = "其次是" if question.language == "zh" else "next comes "
    text += f"{stop}{then}{_name(following[0])}{in_brackets(following[2].text, question)}"
    used = (*best, following)
    return Computed(text=text, used=tuple((r, (c,)) for r, c, _ in used))


def choose_of_two(question: Question, rows: Sequence[Row], dimensions: Dimensions, sign: int) -> Computed:
    """Return the greater or smaller one of the only two rows: “which of the two models …”.

    Raises:
        UnclearError: There are more, or `choose_end` does.
    """
    if len(rows) != MIN_ROWS:
        msg = f"{len(rows)} rows may be meant"
        raise UnclearError(msg)
    return choose_end(question, rows, dimensions, sign)


def list_within(question: Question, rows: Sequence[Row], limit: Limit) -> Computed:
    """Return the rows whose value is within a bound of the question.

    Raises:
        UnclearError: A row has no value, the column can't be told, or a value is exactly the bound.
    """
    ranked = _rank(question, rows, frozenset({limit.amount.dimension}))
    if any(not amount.is_comparable(limit.amount) for _, _, amount in ranked):
        msg = "the bound is in another unit or currency"
        raise UnclearError(msg)
    within = [one for one in ranked if holds(one[2], limit)]
    colon = "：" if question.language == "zh" else ": "
    _, cell, _ = ranked[0]
    relation = RELATIONS[question.language][limit.relation]
    is_chinese = question.language == "zh"
    bound = f"{relation}{limit.amount.text}" if is_chinese else f"{relation.capitalize()} {limit.amount.text}"
    lead = f"{bound}{in_brackets(escape(head_of(cell.name)), question)}" if cell.name.strip() else bound
    found = [f"**{_name(row)}**{in_brackets(amount.text, question)}" for row, _, amount in within]
    none = "没有" if question.language == "zh" else "none"
    text = f"{lead}{colon}{join(found, question) if found else none}"
    used = within or ranked
    return Computed(text=text, used=tuple((row, (cell,)) for row, cell, _ in used))


def holds(amount: Amount, limit: Limit) -> bool:
    """Tell whether a value is within a bound.

    Raises:
        UnclearError: It is exactly the bound, and the question may mean that, too.
    """
    if amount.base == limit.amount.base:
        if limit.is_vague:
            msg = "the value is exactly the bound"
            raise UnclearError(msg)
        return "=" in limit.relation
    return (amount.base < limit.amount.base) == (limit.relation in ("<", "<="))


def _rank(question: Question, rows: Sequence[Row], dimensions: Dimensions) -> list[Ranked]:
    """Return each row with its value in the column that is asked for."""
    pieces = split_pieces(question, ())
    whole = Piece(text=question.text, tokens=frozenset(t for p in pieces for t in p.tokens), start=0)
    ranked: list[Ranked] = []
    for row in rows:
        cell = choose_cell(values_of(row, dimensions, question), None, question, (whole,))
        if cell.amount is None:
            msg = "a row has no value"
            raise UnclearError(msg)
        ranked.append((row, cell, cell.amount))
    first = next((amount for _, _, amount in ranked if not amount.is_free), ranked[0][2])
    is_one_column = len({cell.name for _, cell, _ in ranked}) == 1
    if not is_one_column or any(not first.is_comparable(amount) for _, _, amount in ranked):
        msg = "the rows can't be compared"
        raise UnclearError(msg)
    return ranked


def _name(row: Row) -> str:
    return escape(row.label.strip(" *_`"))

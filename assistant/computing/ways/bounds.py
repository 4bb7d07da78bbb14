"""One value beside a bound of the question: “is it lighter than 3 kg?”, 超过200克吗."""

from __future__ import annotations

from assistant.computing.documents.sheets import Sheet
from assistant.computing.questions.columns import choose_cell, values_of
from assistant.computing.questions.mentions import Piece, find_mentions
from assistant.computing.questions.question import Limit, Question
from assistant.computing.result import Computed, in_brackets, name_of
from assistant.computing.unclear import UnclearError
from assistant.computing.ways.ranking import RELATIONS, holds

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def check_bound(question: Question, sheet: Sheet, limit: Limit) -> Computed:
    """Tell whether the value of the thing that is named is within a bound.

    Raises:
        UnclearError: Something is left open.
    """
    dimensions = frozenset({limit.amount.dimension})
    mentions = find_mentions(question, sheet.rows, lambda row: bool(values_of(row, dimensions, question)))
    if len(mentions) != 1 or mentions[0].count != 1:
        msg = f"{len(mentions)} things are named"
        raise UnclearError(msg)
    row = mentions[0].row
    whole = Piece(text=question.text, tokens=mentions[0].piece.tokens, start=0)
    cell = choose_cell(values_of(row, dimensions, question), mentions[0], question, (whole,))
    amount = cell.amount
    if amount is None or not amount.is_comparable(limit.amount):
        msg = "the value can't be compared with the bound"
        raise UnclearError(msg)
    is_within = holds(amount, limit)
    relation = RELATIONS[question.language][limit.relation if is_within else _OPPOSITE[limit.relation]]
    value = f"**{amount.text}**{in_brackets(name_of(row, cell, question), question)}"
    if question.language == "zh":
        text = f"**{'是的' if is_within else '没有'}**：{value}，{relation}{limit.amount.text}"
    else:
        text = f"**{'Yes' if is_within else 'No'}**: {value} is {relation} {limit.amount.text}"
    return Computed(text=text, used=((row, (cell,)),), consumed=mentions[0].consumed)

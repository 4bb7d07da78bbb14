"""Watts out of volts and amperes."""

from __future__ import annotations

import re

from assistant.computing.documents.rows import Cell, Row
from assistant.computing.documents.sheets import Sheet
from assistant.computing.questions.mentions import find_mentions
from assistant.computing.questions.question import Question
from assistant.computing.result import Computed, in_brackets, name_of
from assistant.computing.unclear import UnclearError
from knowledge_base.text.units import Dimension

_ASKS = re.compile(r"\bhow many watts\b|\bwattage\b|\bwhat power\b|多少瓦|几瓦|功率")


def asks_power(question: Question) -> bool:
    """Tell whether a question asks for watts."""
    return _ASKS.search(question.text) is not None


def compute_power(question: Question, sheet: Sheet) -> Computed:
    """Multiply volts by amperes.

    Raises:
        UnclearError: They are not both there, or the watts themselves are.
    """
    mentions = find_mentions(question, sheet.rows, lambda row: _find(row, Dimension.VOLTAGE) is not None)
    if len(mentions) != 1 or mentions[0].count != 1:
        msg = f"{len(mentions)} things are named"
        raise UnclearError(msg)
    row = mentions[0].row
    volts, amperes = _find(row, Dimension.VOLTAGE), _find(row, Dimension.CURRENT)
    if (
        volts is None
        or amperes is None
        or any(c.amount and c.amount.dimension is Dimension.POWER for c in row.cells)
    ):
        msg = "volts and amperes are not both there, or watts are"
        raise UnclearError(msg)
    if volts.amount is None or amperes.amount is None:
        msg = "a value can't be read"
        raise UnclearError(msg)
    watts = volts.amount.base * amperes.amount.base
    unit = "瓦" if question.language == "zh" else " W"
    shown = f"{float(watts):.3f}".rstrip("0").rstrip(".")
    label = in_brackets(name_of(row, row.cells[0], question).split("，")[0].split(", ")[0], question)
    text = f"{volts.amount.text} × {amperes.amount.text} = **{shown}{unit}**{label}"
    return Computed(text=text, used=((row, (volts, amperes)),), consumed=mentions[0].consumed)


def _find(row: Row, dimension: Dimension) -> Cell | None:
    found = [cell for cell in row.cells if cell.amount is not None and cell.amount.dimension is dimension]
    return found[0] if len(found) == 1 else None

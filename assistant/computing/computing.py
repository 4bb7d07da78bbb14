"""A question and documents → an answer that is computed, or none where anything is left open."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from assistant.computing.documents.rows import Row
from assistant.computing.documents.sheets import Sheet
from assistant.computing.documents.tokens import fold_text, head_of, tokens_of
from assistant.computing.questions.columns import Dimensions, values_of
from assistant.computing.questions.comparisons import Comparison
from assistant.computing.questions.mentions import find_mentions
from assistant.computing.questions.question import Question, read_question
from assistant.computing.questions.unread import find_unread
from assistant.computing.result import Computed
from assistant.computing.unclear import UnclearError
from assistant.computing.ways.bounds import check_bound
from assistant.computing.ways.pairs import compare_pair
from assistant.computing.ways.power import asks_power, compute_power
from assistant.computing.ways.ranking import choose_end, choose_of_two, find_tables, list_within
from assistant.computing.ways.totals import compute_total
from knowledge_base.text.languages import Language
from knowledge_base.text.units import Dimension

logger = logging.getLogger(__name__)
_MONEY: Dimensions = frozenset({Dimension.MONEY})


def compute_answer(text: str, sheets: Sequence[Sheet], language: Language) -> Computed | None:
    """Compute the answer to a question.

    Args:
        text: The question, understandable alone.
        sheets: Documents that may answer it, the likeliest first.
        language: Of the answer.

    Returns:
        None where nothing is to be computed or anything is left open, also where two documents answer differently.
    """
    question = read_question(text, language)
    answers = [answer for sheet in sheets if (answer := _compute(question, sheet)) is not None]
    if not answers or any(answer.text != answers[0].text for answer in answers):
        return None
    return answers[0]


def _compute(question: Question, sheet: Sheet) -> Computed | None:
    """Compute an answer from one document; every word and number of the question has to be in it."""
    question = question.beside(_names(sheet))
    try:
        found = _choose_way(question, sheet)
    except UnclearError as exc:
        logger.debug("nothing is computed: %s", exc)
        return None
    return found if found is not None and not _is_unread(found, question, sheet) else None


def _names(sheet: Sheet) -> set[str]:
    """Return the names of rows and columns, and of their parts."""
    labels = {head_of(name) for row in sheet.rows for name in (row.label, *(cell.name for cell in row.cells))}
    return {name for label in labels for name in (fold_text(label), *tokens_of(label)) if len(name) > 1}


def _is_unread(computed: Computed, question: Question, sheet: Sheet) -> bool:
    unread = find_unread(question, sheet, computed.used, computed.consumed, computed.said)
    logger.debug("not read: %s", unread)
    return bool(unread)


def _choose_way(question: Question, sheet: Sheet) -> Computed | None:
    if question.limits:
        return _within(question, sheet)
    if asks_power(question):
        return compute_power(question, sheet)
    ends = [one for one in question.comparisons if one.is_superlative]
    others = [one for one in question.comparisons if not one.is_superlative]
    if ends:
        return _end(question, sheet, ends) if not others else None
    if others or question.asks_difference:
        return _pair(question, sheet, others)
    return compute_total(question, sheet, _MONEY)


def _within(question: Question, sheet: Sheet) -> Computed | None:
    if len(question.limits) > 1:
        return None
    (limit,) = question.limits
    if question.asks_which and not question.is_yes_no:
        return _of_one_table(question, sheet, lambda rows: list_within(question, rows, limit))
    return check_bound(question, sheet, limit)


def _end(question: Question, sheet: Sheet, ends: Sequence[Comparison]) -> Computed | None:
    if len(ends) > 1 or not question.asks_which:
        return None
    (end,) = ends
    return _of_one_table(question, sheet, lambda rows: choose_end(question, rows, end.dimensions, end.sign))


def _of_one_table(
    question: Question, sheet: Sheet, answer: Callable[[Sequence[Row]], Computed]
) -> Computed | None:
    """Return the answer of the only table that has one."""
    found: list[Computed] = []
    for rows in find_tables(sheet):
        try:
            computed = answer(rows)
        except UnclearError as exc:
            logger.debug("not of this table: %s", exc)
            continue
        if not _is_unread(computed, question, sheet):
            found.append(computed)
    return found[0] if len(found) == 1 else None


def _pair(question: Question, sheet: Sheet, words: Sequence[Comparison]) -> Computed | None:
    signs = {word.sign for word in words}
    if len(signs) > 1:
        return None
    sign = signs.pop() if signs else 0
    dimensions = next((word.dimensions for word in words if word.dimensions), frozenset())
    if question.asks_which and sign and not _names_any(question, sheet, dimensions):
        return _of_one_table(question, sheet, lambda rows: choose_of_two(question, rows, dimensions, sign))
    try:
        return compare_pair(question, sheet, dimensions, sign)
    except UnclearError:
        if dimensions or not question.asks_price:
            raise
        return compare_pair(question, sheet, _MONEY, sign)


def _names_any(question: Question, sheet: Sheet, dimensions: Dimensions) -> bool:
    """Tell whether a question names a row that has what it compares."""
    return bool(find_mentions(question, sheet.rows, lambda row: bool(values_of(row, dimensions, question))))

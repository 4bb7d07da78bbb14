"""Sentences of a document that may change a price: a discount for groups, a surcharge at weekends, a free allowance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from assistant.computing.documents.rows import Cell, Row
from assistant.computing.documents.sheets import Sheet
from assistant.computing.documents.tokens import fold_text, is_in, tokens_of
from assistant.computing.questions.asking_words import is_asking, without_asking_words
from assistant.computing.questions.question import Question
from knowledge_base.text.numerals import NUMBER, parse_number
from knowledge_base.text.quantities import Quantity, extract_quantities
from knowledge_base.text.units import Dimension

_CHANGES = re.compile(
    r"\d\s*%|\bper cent\b|\bpercent\b|\bhalf\b|\bdiscount|\breduc|\bsaves?\b|\boff\b|\bfree\b"
    r"|\bsurcharge|\bextra\b|\bsupplement|折|减(?!小)|优惠|半价|加收|另收|免费|免(?:费|押|票)|送一|赠",
    re.IGNORECASE,
)
_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_FROM = re.compile(r"(?:\b(?:over|above|from|more than|at least)|满|超过|达到?|够)\s*$", re.IGNORECASE)
_AND_MORE = re.compile(r"\s*(?:or more|or over|and more|and over|以上|起|及以上)", re.IGNORECASE)
_SURCHARGE = re.compile(r"\bsurcharge|\bextra\b|\bsupplement|加收|另收", re.IGNORECASE)
_WEEKDAY = re.compile(r"\bweekdays?\b|平日|平时|工作日", re.IGNORECASE)  # most surcharges are of weekends
MIN_COUNT = 2


def is_changed(
    question: Question, sheet: Sheet, used: Sequence[tuple[Row, Cell]], *, total: Fraction, count: float
) -> bool:
    """Tell whether a sentence of the document may make a computed price another one.

    Args:
        question: The question.
        sheet: The document.
        used: The rows and values that it was computed from.
        total: What was computed, in the document's unit.
        count: How many things were counted.
    """
    known = frozenset(token for row, cell in used for token in (*row.all, *tokens_of(cell.name)))
    lines = {cell.line for row, cell in used if not row.is_of_table}
    if not _WEEKDAY.search(question.text) and any(_has_surcharge(row) for row, _ in used):
        return True
    notes = {cell.text for row, _ in used for cell in row.cells if row.is_of_table and cell.amount is None}
    asked = question.text
    for start, end in question.masked:
        asked = asked[:start] + " " * (end - start) + asked[end:]
    return any(
        _applies(sentence, question, known | tokens_of(question.text) - tokens_of(asked), total, count)
        for sentence in (*sheet.sentences, *notes)
        if _CHANGES.search(sentence) and sentence not in lines
    )


def rules_out(question: Question, used: Sequence[Row]) -> tuple[str, ...]:
    """Return the words by which a question rules a row's surcharge out."""
    return (
        tuple(m.group() for m in _WEEKDAY.finditer(question.text)) if any(map(_has_surcharge, used)) else ()
    )


def _has_surcharge(row: Row) -> bool:
    """Tell whether a note in the row itself names a price that comes on top."""
    return row.is_of_table and any(
        _SURCHARGE.search(cell.text)
        and any(q.dimension is Dimension.MONEY for q in extract_quantities(cell.text))
        for cell in row.cells
    )


def _applies(sentence: str, question: Question, known: frozenset[str], total: Fraction, count: float) -> bool:
    percents = [q.low for q in extract_quantities(sentence) if q.dimension is Dimension.PERCENT]
    if any(abs(p.low - percent) < 1e-9 for p in question.percents for percent in percents):
        return False  # the question names it, and it was taken off
    if _reaches(sentence, question, total, count):
        return True
    asked = tokens_of(question.text)
    return any(
        is_in(token, question.text, asked)
        for token in tokens_of(fold_text(sentence)) - known
        if not is_asking(token)
        and without_asking_words(token).strip()
        and len(token) > 1
        and not token[0].isdigit()
    )


def _reaches(sentence: str, question: Question, total: Fraction, count: float) -> bool:
    """Tell whether the question reaches a number from which the sentence holds."""
    quantities = extract_quantities(sentence)
    rest = sentence
    for q in quantities:
        if q.dimension is not Dimension.COUNT:
            rest = rest[: q.start] + " " * (q.end - q.start) + rest[q.end :]
    numbers = [parse_number(match.group()) for match in _NUMBER.finditer(fold_text(rest))]
    if any(n is not None and MIN_COUNT <= n <= count for n in numbers):
        return True
    reached = [q for q in quantities if _is_threshold(sentence, q)]
    if any(q.dimension is Dimension.MONEY and q.low <= total for q in reached):
        return True
    times = [q for q in reached if q.dimension is Dimension.DURATION]
    spans = [span for span in question.spans if not span.is_rate]
    return any(q.low <= span.rate.amount * (1 + 1e-9) for q in times for span in spans)


def _is_threshold(sentence: str, quantity: Quantity) -> bool:
    """Tell whether a sentence holds from a quantity on."""
    return bool(_FROM.search(sentence[: quantity.start]) or _AND_MORE.match(sentence, quantity.end))

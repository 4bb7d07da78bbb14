"""Which values of a row a question asks for, and by what each is multiplied."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.computing.documents.rates import Rate
from assistant.computing.documents.rows import Cell, Row
from assistant.computing.documents.tokens import fold_text, head_of, is_in, tokens_of
from assistant.computing.questions.asking_words import names_nothing
from assistant.computing.questions.mentions import Mention, Piece
from assistant.computing.questions.question import Question, Span, fits
from assistant.computing.unclear import UnclearError
from knowledge_base.text.units import Dimension

Dimensions = frozenset[Dimension]
# a week is often cheaper than seven days: its price is not made of theirs
_MULTIPLES = {("year", "month"): 12, ("hour", "minute"): 60}
_HAN_PER = re.compile("每([\u3400-\u9fff])")
_PRICE = re.compile(r"(?:price|fee|cost|fare)s?|价格|价钱|售价|票价|单价|费用", re.IGNORECASE)
_ENGLISH = {
    "years": "year",
    "months": "month",
    "weeks": "week",
    "days": "day",
    "hours": "hour",
    "minutes": "minute",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """By what a value is multiplied.

    Attributes:
        value: The number.
        text: How it is said, such as “3” and “2 × 5”; empty for 1.
        spans: Times and amounts of the question that are used up by it.
    """

    value: Fraction
    text: str
    spans: tuple[Span, ...] = ()

    def __add__(self, other: Factor) -> Factor:
        value = self.value + other.value
        return Factor(value=value, text=_say(value), spans=(*self.spans, *other.spans))


def values_of(row: Row, dimensions: Dimensions, question: Question) -> tuple[Cell, ...]:
    """Return the values of a row that measure what is asked for, without what the question leaves out."""
    return tuple(
        cell
        for cell in row.cells
        if cell.amount is not None
        and (not dimensions or cell.amount.dimension in dimensions)
        and not _is_left_out(cell, question)
    )


def _is_left_out(cell: Cell, question: Question) -> bool:
    named = tokens_of(cell.name)
    return any(
        text not in fold_text(cell.name) and any(is_in(token, text, tokens_of(text)) for token in named)
        for text in question.left_out
    )


def named_in(cells: Sequence[Cell], text: str, tokens: frozenset[str]) -> tuple[Cell, ...]:
    """Return the cells whose names stand in a text, each with words that no other one's name holds, too."""
    names = [tokens_of(cell.name) for cell in cells]
    common = frozenset.intersection(*names) if len(names) > 1 else frozenset[str]()
    hits = [
        frozenset(t for t in name - common if not names_nothing(t) and is_in(t, text, tokens))
        for name in names
    ]
    best = [
        (cell, is_full)
        for cell, hit, is_full in zip(cells, hits, map(_is_full(text, tokens), names), strict=True)
        if hit and not any(hit < other for other in hits)
    ]
    full = tuple(cell for cell, is_full in best if is_full)
    return full or tuple(cell for cell, _ in best)


def _is_full(text: str, tokens: frozenset[str]) -> Callable[[frozenset[str]], bool]:
    """Return what tells whether a text holds all words of a name."""
    return lambda name: all(names_nothing(token) or is_in(token, text, tokens) for token in name)


def choose_cell(
    cells: Sequence[Cell], mention: Mention | None, question: Question, texts: Sequence[Piece]
) -> Cell:
    """Return the one value that is asked for.

    Args:
        cells: Of a row, of the dimension that is asked for.
        mention: How many of the row; None where all rows are compared.
        question: The question.
        texts: Where a name may stand, the nearest first.

    Raises:
        UnclearError: There are several, or none.
    """
    named = (named_in(cells, piece.text, piece.tokens) for piece in texts)
    left = next((found for found in named if found), tuple(cells))
    counter = mention.counter if mention is not None else ""
    for narrow in (
        lambda some: by_span(some, question),
        lambda some: _per_thing(some, {counter} - {""}),
        lambda some: _per_thing(some, set(_HAN_PER.findall(question.text))),
        _main_price,
    ):
        left = (narrow(left) or left) if len(left) > 1 else left
    if len(left) != 1:
        msg = f"{len(left)} values may be meant"
        raise UnclearError(msg)
    return left[0]


def _per_thing(cells: Sequence[Cell], things: set[str]) -> tuple[Cell, ...]:
    """Return the values that are per one of some things, such as 枝."""
    return tuple(cell for cell in cells if cell.rate is not None and cell.rate.thing in things)


def _main_price(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the price of the thing itself, beside what is per page or a deposit; nothing where there are two."""
    plain = tuple(c for c in cells if c.rate is None and _PRICE.fullmatch(head_of(c.name).strip()))
    return plain if len(plain) == 1 else ()


def by_span(cells: Sequence[Cell], question: Question) -> tuple[Cell, ...]:
    """Return the cells that are per a time or amount of the question."""
    exact = tuple(c for c in cells if any(fits(c.rate, span) for span in question.spans))
    return exact or tuple(c for c in cells if any(_goes_into(c.rate, span) for span in question.spans))


def _goes_into(rate: Rate | None, span: Span) -> bool:
    return rate is not None and not rate.is_span and _times(rate, span) is not None


def find_factor(cell: Cell, mention: Mention, question: Question) -> Factor:
    """Return by what a value is multiplied.

    Raises:
        UnclearError: It is per something of which the question does not say how many.
    """
    count = Fraction(mention.count).limit_denominator(1000)
    rate = cell.rate
    if rate is None:
        return _factor(count)
    if rate.unit is None:
        return _factor_of_thing(rate, mention, count)
    for span in question.spans:
        if rate.is_span and fits(rate, span):
            return _factor(count, spans=(span,))
        if not rate.is_span and (times := _times(rate, span)) is not None:
            return _factor(count, times, spans=(span,))
    if rate.is_span and not question.spans:
        return _factor(count)
    msg = f"it is per {rate.unit.english}, and the question does not say how many"
    raise UnclearError(msg)


def _factor_of_thing(rate: Rate, mention: Mention, count: Fraction) -> Factor:
    """Multiply what is per box where boxes are counted."""
    is_said = (
        rate.thing == mention.counter or rate.thing in mention.piece.tokens or rate.thing in mention.row.own
    )
    is_in_text = rate.thing in mention.piece.text if rate.thing > "一" else is_said
    if count != 1 and not (is_said or is_in_text):
        msg = f"it is per {rate.thing}, and {mention.counter} are counted"
        raise UnclearError(msg)
    return _factor(count)


def _times(rate: Rate, span: Span) -> Fraction | None:
    """Return how often the unit of a rate goes into a time; None where that is not exact."""
    if rate.unit is None or span.rate.unit is None:
        return None
    count = Fraction(span.rate.count).limit_denominator(1000)
    if fits(rate, span):
        return count
    names = (_ENGLISH.get(span.rate.unit.english, ""), _ENGLISH.get(rate.unit.english, ""))
    if span.is_rate or names not in _MULTIPLES:
        return None
    return count * _MULTIPLES[names]


def _factor(count: Fraction, times: Fraction = Fraction(1), spans: tuple[Span, ...] = ()) -> Factor:
    said = [_say(one) for one in (count, times) if one != 1]
    return Factor(value=count * times, text=" × ".join(said), spans=spans)


def _say(number: Fraction) -> str:
    return f"{float(number):g}"

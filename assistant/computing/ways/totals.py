"""Sums and multiples: “two adults and a child of nine”, 租六个月, “rent and water together”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.computing.documents.amounts import Amount, write_amount
from assistant.computing.documents.rows import Cell, Row
from assistant.computing.documents.sheets import Sheet
from assistant.computing.questions.columns import (
    Dimensions,
    Factor,
    by_span,
    choose_cell,
    find_factor,
    named_in,
    values_of,
)
from assistant.computing.questions.mentions import Mention, Piece, find_mentions, split_pieces
from assistant.computing.questions.question import Question
from assistant.computing.result import Computed, in_brackets, name_of
from assistant.computing.unclear import UnclearError
from assistant.computing.ways.conditions import is_changed, rules_out
from assistant.computing.ways.discounts import Discount, find_discount


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """One value and by what it is multiplied."""

    row: Row
    cell: Cell
    amount: Amount
    factor: Factor

    @property
    def value(self) -> Fraction:
        return self.amount.value * self.factor.value


def compute_total(question: Question, sheet: Sheet, dimensions: Dimensions) -> Computed:
    """Add up what a question names.

    Raises:
        UnclearError: Something is left open, or there is nothing to compute.
    """
    mentions = find_mentions(question, sheet.rows, lambda row: bool(values_of(row, dimensions, question)))
    if not mentions:
        msg = "no row is named"
        raise UnclearError(msg)
    pieces = split_pieces(question, [m.row for m in mentions])
    terms = _join([t for m in mentions for t in _read_terms(m, mentions, pieces, question, dimensions)])
    _check(terms, question)
    _check_conditions(terms, mentions, question, sheet)
    discount = find_discount(question, sheet)
    if len(terms) == 1 and terms[0].factor.value == 1 and discount is None:
        msg = "the value stands there: nothing is to be computed"
        raise UnclearError(msg)
    return Computed(
        text=_say(terms, discount, question),
        used=tuple((term.row, (term.cell,)) for term in terms),
        consumed=tuple(place for m in mentions for place in m.consumed),
        said=(*((discount.sentence,) if discount else ()), *rules_out(question, [t.row for t in terms])),
    )


def _read_terms(
    mention: Mention,
    mentions: Sequence[Mention],
    pieces: Sequence[Piece],
    question: Question,
    dimensions: Dimensions,
) -> Iterator[_Term]:
    cells = values_of(mention.row, dimensions, question)
    whole = Piece(text=question.text, tokens=frozenset(t for p in pieces for t in p.tokens), start=0)
    for cell in _choose(cells, mention, mentions, pieces, whole, question):
        if cell.amount is None:  # `values_of` leaves these out
            continue
        yield _Term(
            row=mention.row, cell=cell, amount=cell.amount, factor=find_factor(cell, mention, question)
        )


def _join(terms: Sequence[_Term]) -> list[_Term]:
    """Count the same value once, as for children of several ages."""
    joined: dict[int, _Term] = {}
    for term in terms:
        before = joined.get(id(term.cell))
        joined[id(term.cell)] = (
            term if before is None else replace(before, factor=before.factor + term.factor)
        )
    return list(joined.values())


def _choose(
    cells: Sequence[Cell],
    mention: Mention,
    mentions: Sequence[Mention],
    pieces: Sequence[Piece],
    whole: Piece,
    question: Question,
) -> Sequence[Cell]:
    """Return the values of a row that are asked for: one, or several that are named one by one."""
    spans = by_span(cells, question)
    if len(spans) > 1 and len(spans) == len([s for s in question.spans if not s.is_rate]):
        return spans  # “a day and 100 km”, each with its price
    if len(mentions) > 1:
        return (choose_cell(cells, mention, question, (mention.piece, whole)),)
    named = {
        id(cell): cell
        for piece in pieces
        for cell in named_in(cells, piece.text, piece.tokens)
        if len(named_in(cells, piece.text, piece.tokens)) == 1
    }
    elsewhere = [cell for cell in spans if id(cell) not in named] if len(spans) == 1 else []
    several = (*elsewhere, *named.values())
    if len(several) > 1:
        return several
    return several or (choose_cell(cells, mention, question, (whole,)),)


def _check(terms: Sequence[_Term], question: Question) -> None:
    """Refuse what can't be added, and times that no value was multiplied by."""
    first = terms[0].amount
    priced = next((t.amount for t in terms if not t.amount.is_free), first)
    if any(not priced.is_comparable(term.amount) or term.amount.bound for term in terms):
        msg = "the values are of different kinds"
        raise UnclearError(msg)
    if len({term.amount.unit for term in terms if not term.amount.is_free}) > 1:
        msg = "the values are in different units"
        raise UnclearError(msg)
    used = [span for term in terms for span in term.factor.spans]
    if any(span not in used and not span.is_rate for span in question.spans):
        msg = "a time of the question is not read"
        raise UnclearError(msg)


def _check_conditions(
    terms: Sequence[_Term], mentions: Sequence[Mention], question: Question, sheet: Sheet
) -> None:
    """Refuse a sum that a sentence of the document may change."""
    used = [(term.row, term.cell) for term in terms]
    total = sum((term.value for term in terms), start=Fraction(0))
    count = sum(mention.count for mention in {id(m.piece): m for m in mentions}.values())
    if is_changed(question, sheet, used, total=total, count=max(count, *(m.count for m in mentions), 0)):
        msg = "a condition may change the price"
        raise UnclearError(msg)


def _say(terms: Sequence[_Term], discount: Discount | None, question: Question) -> str:
    total = sum((term.value for term in terms), start=Fraction(0))
    amounts = [term.amount for term in terms]
    parts = []
    for term in terms:
        times = f"{term.factor.text} × " if term.factor.text else ""
        parts.append(
            f"{times}{term.amount.text}{in_brackets(name_of(term.row, term.cell, question), question)}"
        )
    line = " + ".join(parts)
    if discount is not None:
        line = f"({line})" if len(parts) > 1 else line
        line = f"{line} × {float(100 - discount.percent):g} %"
        total = total * (100 - discount.percent) / 100
    result = write_amount(total, amounts)
    return f"{line} = **{result}**"

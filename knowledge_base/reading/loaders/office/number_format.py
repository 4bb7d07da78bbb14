"""Numbers of cells, written as their format's section says: masks of digits, scaling, fractions, exponents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from knowledge_base.reading.loaders.office.format_sections import Kind, Section, Token

MAX_PLAIN_DIGITS = 11  # what a cell with the format "General" shows
MAX_DECIMALS = 30


def format_number(value: float, section: Section) -> str:
    """Write a number; one below zero gets its sign in front."""
    if section.has(Kind.GENERAL) or not section.tokens:
        body = "".join(
            plain_number(abs(value)) if token.kind is Kind.GENERAL else token.text for token in section.tokens
        ) or plain_number(abs(value))
    else:
        try:
            body = _write(Decimal(repr(abs(value))), section)
        except InvalidOperation:  # infinite, or more digits than can be exact
            return plain_number(value)
    is_zero = not any(char in "123456789" for char in body)
    sign = "-" if value < 0 and not (is_zero and section.has(Kind.DIGIT)) else ""
    return " ".join(f"{sign}{body}".split())


def plain_number(value: float) -> str:
    """Write a number as a cell without a format shows it."""
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.{MAX_PLAIN_DIGITS}G}"


def _write(value: Decimal, section: Section) -> str:
    tokens = section.tokens
    value *= Decimal(100) ** sum(token.kind is Kind.PERCENT for token in tokens)
    if section.has(Kind.SLASH) and section.has(Kind.DIGIT):
        return _write_fraction(value, tokens)
    if section.has(Kind.EXPONENT):
        return _write_exponent(value, tokens)
    return _write_mask(value, tokens)


def _write_mask(value: Decimal, tokens: Sequence[Token]) -> str:
    """Put the digits of a number into the places of a mask, from the right."""
    digits = [index for index, token in enumerate(tokens) if token.kind is Kind.DIGIT]
    if not digits:
        return "".join(token.text for token in tokens if token.kind in {Kind.LITERAL, Kind.PERCENT})
    point = next((i for i, token in enumerate(tokens) if token.kind is Kind.POINT), len(tokens))
    whole = [index for index in digits if index < point]
    decimals = [index for index in digits if index > point]
    commas = [index for index, token in enumerate(tokens) if token.kind is Kind.COMMA]
    last = {places[-1] for places in (whole, decimals) if places}
    scaling = [index for index in commas if _follows_digits(index, commas, last)]
    groups = any(whole and whole[0] < index < whole[-1] for index in commas)
    value = (value / Decimal(1000) ** len(scaling)).quantize(
        Decimal(1).scaleb(-min(len(decimals), MAX_DECIMALS)), ROUND_HALF_UP
    )
    left, _, right = f"{value:f}".partition(".")
    filled = _fill_whole(left if left != "0" else "", tokens, whole, groups=groups)
    shown = len(decimals) - _count_optional(right, [tokens[index].text for index in decimals])
    filled |= {index: right[place] if place < shown else "" for place, index in enumerate(decimals)}
    if not whole and left != "0":  # the mask `.00`
        filled[point] = f"{left}."
    elif shown == 0 and decimals and all(tokens[index].text == "#" for index in decimals):
        filled[point] = "."
    return "".join(
        filled.get(index, "" if index in commas else token.text) for index, token in enumerate(tokens)
    )


def _follows_digits(index: int, commas: Sequence[int], last: set[int]) -> bool:
    """Tell whether a comma stands behind the digits, with only commas in between: it divides by a thousand."""
    while index - 1 in commas:
        index -= 1
    return index - 1 in last


def _fill_whole(
    digits: str, tokens: Sequence[Token], places: Sequence[int], *, groups: bool
) -> dict[int, str]:
    filled: dict[int, str] = {}
    rest = digits
    written = 0
    for index in reversed(places):
        count = len(rest) if index == places[0] else 1
        taken = rest[len(rest) - count :] if rest else "0" if tokens[index].text == "0" else ""
        rest = rest[: len(rest) - len(taken)] if rest else ""
        text = ""
        for digit in reversed(taken):
            text = f"{digit}," + text if groups and written and written % 3 == 0 else digit + text
            written += 1
        filled[index] = text
    return filled


def _count_optional(decimals: str, places: Sequence[str]) -> int:
    """Return how many of the last decimals are not shown: zeros in the place of `#` or `?`."""
    count = 0
    while count < len(places) and places[-1 - count] in "#?" and decimals[-1 - count] == "0":
        count += 1
    return count


def _write_exponent(value: Decimal, tokens: Sequence[Token]) -> str:
    split = next(index for index, token in enumerate(tokens) if token.kind is Kind.EXPONENT)
    mask, after = tokens[:split], tokens[split + 1 :]
    point = next((index for index, token in enumerate(mask) if token.kind is Kind.POINT), len(mask))
    step = max(1, sum(token.kind is Kind.DIGIT for token in mask[:point]))
    exponent = value.adjusted() // step * step if value else 0
    width = sum(token.kind is Kind.DIGIT for token in after)
    sign = "-" if exponent < 0 else "+" if tokens[split].text.endswith("+") else ""
    rest = "".join(token.text for token in after if token.kind is not Kind.DIGIT)
    return f"{_write_mask(value.scaleb(-exponent), mask)}E{sign}{abs(exponent):0{width}}{rest}"


def _write_fraction(value: Decimal, tokens: Sequence[Token]) -> str:
    slash = next(index for index, token in enumerate(tokens) if token.kind is Kind.SLASH)
    below = "".join(_digits_from(tokens[slash + 1 :]))
    above = "".join(_digits_from(tuple(reversed(tokens[:slash]))))
    has_whole = sum(token.kind is Kind.DIGIT for token in tokens[:slash]) > len(above)
    whole = int(value) if has_whole else 0
    rest = Fraction(value) - whole
    if below.isdigit() and int(below) > 0:
        top, bottom = round(rest * int(below)), int(below)
    else:
        limited = rest.limit_denominator(10 ** max(len(below), 1) - 1)
        top, bottom = limited.numerator, limited.denominator
    if has_whole and top == bottom:
        whole, top = whole + 1, 0
    fraction = f"{top}/{bottom}" if top or not has_whole else ""
    return " ".join(part for part in (str(whole) if whole or not fraction else "", fraction) if part)


def _digits_from(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the places, or the fixed figures, that stand right beside the stroke of a fraction."""
    for token in tokens:
        if token.kind is Kind.DIGIT or (token.kind is Kind.LITERAL and token.text.isdigit()):
            yield token.text
        else:
            return

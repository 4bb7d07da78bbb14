"""Numbers of cells, written as their format's section says: masks of digits, scaling, fractions, exponents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mask:
    """Where the digits of a number go among the parts of a section."""

    point: int
    whole: tuple[int, ...]
    decimals: tuple[int, ...]
    commas: tuple[int, ...]

    @classmethod
    def of(cls, tokens: Sequence[Token]) -> _Mask:
        digits = [index for index, token in enumerate(tokens) if token.kind is Kind.DIGIT]
        point = next((i for i, token in enumerate(tokens) if token.kind is Kind.POINT), len(tokens))
        return cls(
            point=point,
            whole=tuple(index for index in digits if index < point),
            decimals=tuple(index for index in digits if index > point),
            commas=tuple(index for index, token in enumerate(tokens) if token.kind is Kind.COMMA),
        )

    @property
    def thousands(self) -> int:
        """How often the number is divided by a thousand."""
        last = {places[-1] for places in (self.whole, self.decimals) if places}
        return sum(_follows_digits(index, self.commas, last) for index in self.commas)

    @property
    def has_groups(self) -> bool:
        """Whether commas stand between its thousands."""
        return bool(self.whole) and any(self.whole[0] < index < self.whole[-1] for index in self.commas)


def _write_mask(value: Decimal, tokens: Sequence[Token]) -> str:
    """Put the digits of a number into the places of a mask, from the right."""
    mask = _Mask.of(tokens)
    if not mask.whole and not mask.decimals:
        return "".join(token.text for token in tokens if token.kind in {Kind.LITERAL, Kind.PERCENT})
    step = Decimal(1).scaleb(-min(len(mask.decimals), MAX_DECIMALS))
    left, _, right = f"{(value / Decimal(1000) ** mask.thousands).quantize(step, ROUND_HALF_UP):f}".partition(
        "."
    )
    filled = _fill_whole(left if left != "0" else "", tokens, mask.whole, groups=mask.has_groups)
    shown = len(mask.decimals) - _count_optional(right, [tokens[index].text for index in mask.decimals])
    filled |= {index: right[place] if place < shown else "" for place, index in enumerate(mask.decimals)}
    if not mask.whole and left != "0":  # the mask `.00`
        filled[mask.point] = f"{left}."
    filled |= dict.fromkeys(mask.commas, "")
    return "".join(filled.get(index, token.text) for index, token in enumerate(tokens))


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
    top, bottom = _nearest(Fraction(value) - whole, below)
    if has_whole:
        whole, top = whole + top // bottom, top % bottom
        if top == 0:
            return str(whole)
    return f"{whole} {top}/{bottom}" if whole else f"{top}/{bottom}"


def _nearest(value: Fraction, below: str) -> tuple[int, int]:
    """Return the fraction nearest to a number: over a fixed figure, or over one of so many digits."""
    if below.isdigit() and int(below) > 0:
        return round(value * int(below)), int(below)
    limited = value.limit_denominator(10 ** max(len(below), 1) - 1)
    return limited.numerator, limited.denominator


def _digits_from(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the places, or the fixed figures, that stand right beside the stroke of a fraction."""
    for token in tokens:
        if token.kind is Kind.DIGIT or (token.kind is Kind.LITERAL and token.text.isdigit()):
            yield token.text
        else:
            return

"""A number of a document with its unit, exactly, and how the document writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from knowledge_base.text.measures import find_unit
from knowledge_base.text.quantities import Quantity, extract_quantities
from knowledge_base.text.units import Dimension, Unit

_DIGITS = re.compile(r"\d[\d,.]*\d|\d")
_FREE = re.compile(r"\W*(?:free(?: of charge)?|none|no charge|无|免费|不收费)\W*", re.IGNORECASE)
_BARE = re.compile(r"\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)\s*")
_PER_SOMETHING = re.compile(
    r"\b(?:per|a|an|each|every)\s+[a-z]+|每.", re.IGNORECASE
)  # “pages per minute” are pages
_OPEN_END = re.compile(r"\b(?:from|at least|more than|over|depending)\b|起|以上|至少|不等|视", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:up to|at most|max(?:imum)?)\b|最多|最高|不超过", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|approx(?:imately)?|around|roughly|nearly|almost)\b|约|左右|大概|近", re.IGNORECASE
)
MONEY_DECIMALS = 2
MAX_DECIMALS = 6
MAX_DENOMINATOR = 10_000_000
_UNUSABLE = frozenset({Dimension.PHONE, Dimension.DATE, Dimension.WEEKDAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A value of a document.

    Attributes:
        value: In the unit that it is written in.
        dimension: What it measures.
        kind: Currency or counted thing.
        unit: As it is written; None for a time of day and for things without a unit.
        text: As it is written.
        before: What stands in front of the number, such as `€`.
        after: What stands behind it, such as ` kg`.
        decimals: How many it is written with.
        has_comma: Whether a comma is its decimal mark.
        bound: `up_to` or `about` where it is written so, else empty.
        is_free: Whether it is written as “free” or “none”.
    """

    value: Fraction
    dimension: Dimension
    kind: str = ""
    unit: Unit | None = None
    text: str
    before: str = ""
    after: str = ""
    decimals: int = 0
    has_comma: bool = False
    bound: str = ""
    is_free: bool = False

    @property
    def base(self) -> Fraction:
        """The value in the base unit of the dimension."""
        return self.value * _exact(self.unit.factor) if self.unit else self.value

    def is_comparable(self, other: Amount) -> bool:
        """Tell whether two amounts can be compared and added."""
        if self.is_free or other.is_free:
            return self.dimension is other.dimension
        if (self.dimension, self.kind, self.bound) != (other.dimension, other.kind, other.bound):
            return False
        return self.unit is None or other.unit is None or self.unit.family == other.unit.family


def read_amount(text: str, header: str = "") -> Amount | None:
    """Read a cell or a clause that holds one value; None where it holds none, several, or one with an open end.

    Args:
        text: The cell or clause.
        header: Name of the column, which may name the unit.
    """
    if _FREE.fullmatch(text):
        return Amount(value=Fraction(0), dimension=Dimension.MONEY, text=text.strip(), is_free=True)
    if bare := _BARE.fullmatch(text):
        return _read_bare(bare[1], header)
    found = [q for q in extract_quantities(text) if q.dimension not in _UNUSABLE]
    if len(found) != 1 or found[0].is_range or _OPEN_END.search(text):
        return None
    return _to_amount(found[0], text)


def write_amount(value: Fraction, like: Sequence[Amount]) -> str:
    """Write a computed value as the amounts that it was computed from are written.

    Args:
        value: In the unit of the first one.
        like: One or more, without free ones in front.
    """
    first = next((one for one in like if not one.is_free), like[0])
    most = max(one.decimals for one in like)
    is_money = first.dimension is Dimension.MONEY
    decimals = MONEY_DECIMALS if is_money and most >= MONEY_DECIMALS else _needed_decimals(value)
    if is_money and decimals > 0:
        decimals = MONEY_DECIMALS if most != 1 or decimals > 1 else decimals
    has_groups = any(re.search(r"\d,\d{3}(?!\d)", one.text) for one in like)
    number = f"{float(value):{',' if has_groups else ''}.{decimals}f}"
    if first.has_comma:
        number = number.translate(str.maketrans(",.", ".,"))
    return f"{first.before}{number}{first.after}"


def _needed_decimals(value: Fraction) -> int:
    for decimals in range(MAX_DECIMALS):
        if (value * 10**decimals).denominator == 1:
            return decimals
    return MONEY_DECIMALS


def _read_bare(number: str, header: str) -> Amount:
    unit = find_unit(_PER_SOMETHING.sub(" ", header))
    plain, has_comma = _plain_number(number)
    name = "" if unit is None else _unit_name(unit, header)
    return Amount(
        value=Fraction(plain),
        dimension=unit.dimension if unit else Dimension.COUNT,
        kind=unit.kind if unit else "",
        unit=unit,
        text=f"{number}{name}",
        after=name,
        decimals=len(plain.partition(".")[2]),
        has_comma=has_comma,
    )


def _unit_name(unit: Unit, header: str) -> str:
    is_chinese = any(c > "一" for c in header)
    return unit.chinese if is_chinese else f" {unit.english}"


def _to_amount(quantity: Quantity, text: str) -> Amount:
    written = quantity.text
    digits = _DIGITS.findall(written)
    bound = "up_to" if _UP_TO.search(text) else "about" if _ABOUT.search(text) else ""
    value = _exact(quantity.low / quantity.unit.factor if quantity.unit else quantity.low)
    before, after, decimals, has_comma = "", "", _needed_decimals(value), False
    if len(digits) == 1:
        before, _, after = written.partition(digits[0])
        plain, has_comma = _plain_number(digits[0])
        decimals = len(plain.partition(".")[2])
    elif quantity.unit is not None:
        is_chinese = any(c > "一" for c in written)
        after = quantity.unit.chinese if is_chinese else f" {quantity.unit.english}"
    return Amount(
        value=value,
        dimension=quantity.dimension,
        kind=quantity.kind,
        unit=quantity.unit,
        text=written,
        before=before,
        after=after,
        decimals=decimals,
        has_comma=has_comma,
        bound=bound,
    )


def _plain_number(digits: str) -> tuple[str, bool]:
    """Return a number with a point, and whether a comma is its decimal mark."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        return digits.replace(",", ""), False
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", digits):
        return digits.replace(".", "").replace(",", "."), True
    return digits.replace(",", "."), "," in digits


def _exact(value: float) -> Fraction:
    """Return the decimal number or simple fraction that a float stands for."""
    return Fraction(value).limit_denominator(MAX_DENOMINATOR)

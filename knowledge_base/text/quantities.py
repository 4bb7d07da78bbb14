"""Text → the quantities in it, normalised: 两年 and 24 months are the same, €9.90 and 9.90 EUR too.

Libraries for this read English alone (quantulum3) or one kind of value (dateparser); here both languages meet, and the
same text must always give the same values, so it is patterns over a table of units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge_base.text.calendar_values import find_calendar_values
from knowledge_base.text.numerals import NUMBER, parse_number
from knowledge_base.text.terms import stem
from knowledge_base.text.units import CURRENCY_NAMES, UNITS, Dimension, to_celsius

MAX_CHARACTERS = 2000  # of a statement; what is longer is no sentence
NEAR_CHARACTERS = 60  # before a number, which may say what it is
TOLERANCE = 0.02  # relative: 30 days are a month, 365 days a year


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A value in a text.

    Attributes:
        dimension: What it measures.
        kind: Currency or counted thing; quantities of different kinds are not compared.
        low: Value in the base unit of the dimension; of a range, its lower end.
        high: Upper end of a range, else the same as `low`.
        text: As it is written.
        start: Place of its first character.
        end: Place after its last character.
    """

    dimension: Dimension
    kind: str = ""
    low: float
    high: float
    text: str
    start: int
    end: int

    @property
    def is_range(self) -> bool:
        """Whether it has two ends."""
        return self.low != self.high


# full-width signs have the same place and length in ASCII
_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {
    0x3000: 0x20,
    ord("￥"): ord("¥"),
    ord("’"): ord("'"),
}
_NOT_IN_WORD = r"(?<![A-Za-z0-9_./-])(?<!\d,)"
_RANGE = r"\s*(?:-|–|—|~|to|or|至|到|(?<=between\s\d\s)and|(?<=between\s\d\d\s)and)\s*"
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+|\bhttps?://\S+|\bwww\.\S+")
_CODE = re.compile(r"\b[A-Za-z]+[-_/]?\d[\w/-]*|\b\d+(?:[A-Za-z]+\d|[-_/][A-Za-z]+)[\w/-]*")
_PHONE = re.compile(
    r"(?<![A-Za-z0-9_.,])(?:\+|\(?0|[48]00|(?=1\d{10}(?!\d)))\d*\)?(?:[\s-]?\(?\d{2,}\)?){1,5}(?![.,]?\d)"
)
_ORDINAL = re.compile(rf"第\s*{NUMBER}")
_UNIT_NAMES = "|".join(re.escape(name) for name in sorted(UNITS, key=len, reverse=True))
_PREFIX = "|".join(
    re.escape(name) for name in sorted(CURRENCY_NAMES, key=len, reverse=True) if not name[0] > "一"
)
_PRICE = re.compile(
    rf"(?<![A-Za-z])({_PREFIX}|￥)\s?({NUMBER})(?:{_RANGE}(?:{_PREFIX})?\s?({NUMBER}))?", re.I
)
_MEASURE = re.compile(
    rf"(?<![A-Za-z0-9_./])(?<!\d[,-])(?<!\w-)({NUMBER})(?:{_RANGE}({NUMBER}))?[\s-]?({_UNIT_NAMES})(?![A-Za-z²³/])(半)?",
    re.I,
)
_HAN_PERCENT = re.compile(rf"百分之\s*({NUMBER})")
_HAN_DISCOUNT = re.compile(r"([一二三四五六七八九1-9](?:\.?[1-9五])?)\s*折")
_COUNT = re.compile(rf"{_NOT_IN_WORD}({NUMBER})(?:{_RANGE}({NUMBER}))?\s+([a-z]{{3,}})\b", re.I)
_JOINT = re.compile(r"\s*(?:-|–|—|~|to|until|till|and|至|到)\s*", re.I)
_NAME = re.compile(r"\b[A-Z]\w*[A-Z]\w*\s*$|[a-z,]\s+[A-Z]\w*\s*$")  # AeroSound 2 is a name
_NEGATIVE = re.compile(r"(?:(?<!\w)[-−]|零下|minus\s)\s*$", re.I)
_NOT_COUNTED_TEXT = "and or to of the in on at for from with more per each other percent times"
_NOT_COUNTED = frozenset(_NOT_COUNTED_TEXT.split())


def extract_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a sentence in order; no two of them overlap."""
    plain = text[:MAX_CHARACTERS].translate(_HALF_WIDTH)
    taken: list[tuple[int, int]] = [match.span() for match in _ADDRESS.finditer(plain)]
    found: list[Quantity] = []
    for quantity in _scan(plain):
        if all(quantity.end <= start or quantity.start >= end for start, end in taken):
            taken.append((quantity.start, quantity.end))
            if quantity.kind != "code":
                found.append(replace(quantity, text=text[quantity.start : quantity.end]))
    found.sort(key=lambda quantity: quantity.start)
    return tuple(_join_ranges(found, text))


def are_comparable(left: Quantity, right: Quantity) -> bool:
    """Tell whether two quantities measure the same kind of thing."""
    return left.dimension is right.dimension and left.kind == right.kind


def agree(left: Quantity, right: Quantity) -> bool:
    """Tell whether two comparable quantities can both be true; a value within a range agrees with it."""
    if left.dimension is Dimension.DATE and min(left.low, right.low) < 10_000:
        left, right = (replace(q, low=q.low % 10_000, high=q.high % 10_000) for q in (left, right))
    if left.is_range == right.is_range:
        return _is_close(left, left.low, right.low) and _is_close(left, left.high, right.high)
    single, range_ = (left, right) if right.is_range else (right, left)
    if single.dimension in (Dimension.TIME, Dimension.WEEKDAY):
        return range_.low <= single.low <= range_.high
    slack = TOLERANCE * range_.high
    return range_.low - slack <= single.low <= range_.high + slack


def _is_close(quantity: Quantity, left: float, right: float) -> bool:
    has_units = quantity.dimension in (
        Dimension.DURATION,
        Dimension.LENGTH,
        Dimension.MASS,
        Dimension.TEMPERATURE,
    )
    slack = TOLERANCE * max(abs(left), abs(right)) if has_units else 1e-6
    return abs(left - right) <= slack


def _scan(text: str) -> Iterator[Quantity]:
    """Yield whatever may be a quantity, the surest first."""
    for start, end, dimension, value in find_calendar_values(text):
        yield _make(text, start, end, dimension, value)
    for match in _ORDINAL.finditer(text):
        yield _make(text, *match.span(), Dimension.COUNT, 0, kind="code")
    for match in _PRICE.finditer(text):
        yield from _measure(text, match, match[2], match[3], match[1])
    yield from _scan_measures(text)
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if 7 <= len(digits) <= 15:
            yield _make(text, *match.span(), Dimension.PHONE, float(digits[-9:]))
    for match in _CODE.finditer(text):
        yield _make(text, *match.span(), Dimension.COUNT, 0, kind="code")
    for match in _COUNT.finditer(text):
        if match[3].lower() not in _NOT_COUNTED and not _NAME.search(_before(text, match)):
            yield from _count(text, match)


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - NEAR_CHARACTERS) : match.start()]


def _scan_measures(text: str) -> Iterator[Quantity]:
    for match in _HAN_PERCENT.finditer(text):
        yield _make(text, *match.span(), Dimension.PERCENT, parse_number(match[1]) or 0.0)
    for match in _HAN_DISCOUNT.finditer(text):
        digits = float(match[1].replace(".", "")) if match[1][0].isdigit() else parse_number(match[1]) or 0.0
        yield _make(
            text, *match.span(), Dimension.PERCENT, digits if digits >= 10 else 10 * digits, kind="折"
        )
    position = 0
    while match_ := _MEASURE.search(text, position):
        quantities = list(_measure(text, match_, match_[1], match_[2], match_[3]))
        yield from quantities
        position = match_.end() if quantities else match_.start() + 1


def _measure(
    text: str, match: re.Match[str], first: str, second: str | None, name: str
) -> Iterator[Quantity]:
    low = parse_number(first)
    high = parse_number(second) if second else low
    unit = UNITS[name.lower().replace("￥", "¥")]
    is_letter = len(name) == 1 and name.isalpha() and name.isascii()  # a unit only after digits
    if low is None or high is None or (is_letter and not first[-1].isdigit()) or _is_year(first, name):
        return
    if low > high:
        return
    if match.re is _MEASURE and match[4]:  # 一年半
        low, high = low + 0.5, high + 0.5
    values = [value * unit.factor for value in (low, high)]
    if unit.dimension is Dimension.TEMPERATURE:
        sign = -1 if _NEGATIVE.search(_before(text, match)) else 1
        values = sorted(to_celsius(sign * value, unit.kind) for value in values)
    kind = "" if unit.dimension is Dimension.TEMPERATURE else unit.kind
    yield replace(_make(text, *match.span(), unit.dimension, values[0], kind=kind), high=max(values))


def _is_year(number: str, unit: str) -> bool:
    return unit == "年" and len(number) == 4


def _count(text: str, match: re.Match[str]) -> Iterator[Quantity]:
    low = parse_number(match[1])
    high = parse_number(match[2]) if match[2] else low
    if low is not None and high is not None:
        kind = stem(match[3].lower())
        yield replace(_make(text, *match.span(), Dimension.COUNT, low, kind=kind), high=max(low, high))


def _make(text: str, start: int, end: int, dimension: Dimension, value: float, *, kind: str = "") -> Quantity:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Quantity(
        dimension=dimension, kind=kind, low=value, high=value, text=piece.strip(), start=start, end=end
    )


def _join_ranges(quantities: Sequence[Quantity], text: str) -> Iterator[Quantity]:
    """Join what stands as two values, such as 9 am to 7 pm, into a range."""
    last: Quantity | None = None
    for quantity in quantities:
        if last is not None and (joined := _join(last, quantity, text)) is not None:
            last = joined
            continue
        if last is not None:
            yield last
        last = quantity
    if last is not None:
        yield last


def _join(left: Quantity, right: Quantity, text: str) -> Quantity | None:
    joint = _JOINT.fullmatch(text, left.end, right.start)
    if joint is None or left.is_range or right.is_range or not are_comparable(left, right):
        return None
    if joint.group().strip().lower() == "and" and not re.search(r"between\s*$", text[: left.start], re.I):
        return None
    high = right.high
    if left.dimension is Dimension.TIME and high <= left.low:  # 下午2点到5点
        high += 720
    if high < left.low and left.dimension is not Dimension.WEEKDAY:
        return None
    return replace(left, high=high, text=text[left.start : right.end], end=right.end)

"""Text → the quantities in it, normalised: 两年 and 24 months are the same, €9.90 and 9.90 EUR too.

Libraries for this read English alone (quantulum3) or one kind of value (dateparser); here both languages meet, and the
same text must always give the same values, so it is patterns over a table of units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge_base.text.calendar_values import find_calendar_values
from knowledge_base.text.numerals import FRACTION, NUMBER, parse_number
from knowledge_base.text.units import CURRENCY_NAMES, UNITS, Dimension, Unit, to_celsius
from knowledge_base.text.words import stem

_IN_PARTS = (Dimension.DURATION, Dimension.MONEY, Dimension.MASS, Dimension.LENGTH)
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
        unit: As it is written; None where it has none.
        text: As it is written.
        start: Place of its first character.
        end: Place after its last character.
    """

    dimension: Dimension
    kind: str = ""
    low: float
    high: float
    unit: Unit | None = None
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
_PHONE_GROUP = r"(?:(?:[\s-]\(?|\(|(?<=\)))\d{2,}+\)?)"
_PHONE = re.compile(
    # after its beginning: digits, then up to five groups, each behind a separator or a bracket
    r"(?<![A-Za-z0-9_.,])(?:\+|\(?0|[48]00|(?=1\d{10}(?!\d)))"
    rf"(?:\d{{2,}}+\)?{_PHONE_GROUP}{{0,5}}|\d?\)?{_PHONE_GROUP}{{1,5}})(?![.,]?\d)"
)
_ORDINAL = re.compile(rf"第\s*{NUMBER}")
_UNIT_NAMES = "|".join(re.escape(name) for name in sorted(UNITS, key=len, reverse=True))
_PREFIX = "|".join(
    re.escape(name) for name in sorted(CURRENCY_NAMES, key=len, reverse=True) if not name[0] > "一"
)
_PRICE = re.compile(
    rf"(?<![A-Za-z\d])(?<!\d\s)({_PREFIX}|￥)\s?({NUMBER})(?:{_RANGE}(?:{_PREFIX})?\s?({NUMBER}))?", re.I
)
_MEASURE = re.compile(
    rf"(?<![A-Za-z0-9_./])(?<!\d[,-])(?<!\w-)({NUMBER})(?:{_RANGE}({NUMBER}))?(?:\s+of\s+an?\s+|[\s-]?)({_UNIT_NAMES})(?![A-Za-z²³/])"
    rf"(?:(半)|([1-9一二三四五六七八九])(?![\d一二三四五六七八九十百千万.,个])(?!\s?(?:{_UNIT_NAMES}))|(?<=[eE]uros)\s(\d\d)(?![\d.,%]))?",
    re.I,
)
_GLUED_TIME = re.compile(r"(?<![\w.])(\d{1,2})h([0-5]\d)(?!\w)")
# “within a week” is a week; “a week” alone says how often
_DURATION_NAMES = "|".join(
    name
    for name, unit in UNITS.items()
    if unit.dimension is Dimension.DURATION and name.isascii() and len(name) > 3
)
_ARTICLE = re.compile(rf"\b(?:within|in|after|lasts?|takes?)\s+an?\s+({_DURATION_NAMES})\b", re.I)
_SHARE = re.compile(
    rf"({FRACTION})(?!\s*(?:{_UNIT_NAMES})(?![a-z]))|\bhalf\s+(?:of\b|the\b)|一半|([一二三四五六七八九])成([一二三四五六七八九])?",
    re.I,
)
_OFF = re.compile(r"\s*(?:%|percent|per cent)\s*(?:off|discount)\b|\s*%\s*的?(?:折扣|优惠)", re.I)
_HAN_FRACTION = re.compile("((?!百分)[二三四五六七八九十]{1,3}分之[一二两三四五六七八九十]{1,3})")
_HAN_PERCENT = re.compile(rf"百分之\s*({NUMBER})")
_HAN_DISCOUNT = re.compile(r"([一二三四五六七八九1-9](?:\.?[1-9五])?)\s*折")
_COUNT = re.compile(rf"{_NOT_IN_WORD}({NUMBER})(?:{_RANGE}({NUMBER}))?\s+([a-z]{{3,}})\b", re.I)
_JOINT = re.compile(r"\s*(?:-|–|—|~|to|until|till|and|至|到)\s*", re.I)
_WITH_TENTHS = ("块", "米")
_SUM = re.compile(r"\s*(?:(?:,\s*)?and\s+|零|又)?\s*", re.I)
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
    yield from _scan_han_percents(text)
    yield from _scan_measures(text)
    yield from _scan_shares(text)
    yield from _scan_bare_numbers(text)


def _scan_bare_numbers(text: str) -> Iterator[Quantity]:
    """Yield numbers without a unit: of telephones, in codes, and of things that are counted."""
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if 7 <= len(digits) <= 15:
            yield _make(text, *match.span(), Dimension.PHONE, float(digits[-8:]))
    for match in _CODE.finditer(text):
        yield _make(text, *match.span(), Dimension.COUNT, 0, kind="code")
    for match in _COUNT.finditer(text):
        if match[3].lower() not in _NOT_COUNTED and not _NAME.search(_before(text, match)):
            yield from _count(text, match)


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - NEAR_CHARACTERS) : match.start()]


def _scan_han_percents(text: str) -> Iterator[Quantity]:
    """Yield 三分之一, 百分之五 and 八折, which is 20 % off."""
    for match in _HAN_FRACTION.finditer(text):
        yield _make(text, *match.span(), Dimension.PERCENT, 100 * (parse_number(match[1]) or 0.0))
    for match in _HAN_PERCENT.finditer(text):
        yield _make(text, *match.span(), Dimension.PERCENT, parse_number(match[1]) or 0.0)
    for match in _HAN_DISCOUNT.finditer(text):
        digits = float(match[1].replace(".", "")) if match[1][0].isdigit() else parse_number(match[1]) or 0.0
        price = digits if digits >= 10 else 10 * digits
        yield _make(text, *match.span(), Dimension.PERCENT, 100 - price, kind="off")


def _scan_measures(text: str) -> Iterator[Quantity]:
    for match in _GLUED_TIME.finditer(text):
        minutes = 60 * int(match[1]) + int(match[2])
        yield replace(_make(text, *match.span(), Dimension.DURATION, minutes / 1440), unit=UNITS["minute"])
    for match in _ARTICLE.finditer(text):
        unit = UNITS[match[1].lower()]
        yield replace(_make(text, *match.span(), Dimension.DURATION, unit.factor), unit=unit)
    position = 0
    while match_ := _MEASURE.search(text, position):
        quantities = list(_measure(text, match_, match_[1], match_[2], match_[3]))
        yield from quantities
        position = match_.end() if quantities else match_.start() + 1


def _measure(
    text: str, match: re.Match[str], first: str, second: str | None, name: str
) -> Iterator[Quantity]:
    unit = UNITS[name.lower().replace("￥", "¥")]
    low = _parse(first, unit)
    high = _parse(second, unit) if second else low
    if low is None or high is None or low > high or _is_no_unit(name, first):
        return
    more, end = _read_tail(match)
    values = [(value + more) * unit.factor for value in (low, high)]
    kind = unit.kind
    if unit.dimension is Dimension.TEMPERATURE:
        sign = -1 if _NEGATIVE.search(_before(text, match)) else 1
        values, kind = sorted(to_celsius(sign * value, unit.kind) for value in values), ""
    elif unit.dimension is Dimension.PERCENT and _OFF.match(text, match.end(1)):
        kind = "off"
    made = _make(text, match.start(), end, unit.dimension, values[0], kind=kind)
    yield replace(made, high=max(values), unit=unit)


def _is_no_unit(name: str, number: str) -> bool:
    """Tell whether a letter stands behind a written number, or 年 behind a year."""
    is_letter = len(name) == 1 and name.isalpha() and name.isascii()
    return (is_letter and not number[-1].isdigit()) or _is_year(number, name)


def _parse(number: str, unit: Unit) -> float | None:
    """Read a number; of money and things 1.200 is a thousand and two hundred."""
    if unit.dimension in (Dimension.MONEY, Dimension.COUNT) and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number):
        number = number.replace(".", "")
    return parse_number(number)


def _read_tail(match: re.Match[str]) -> tuple[float, int]:
    """Return how much more the words behind a unit add to it, and where what counts ends.

    一年半 is a year and a half, 三块五 three and a half yuan, “3 euros 50” three and a half euros.
    """
    if match.re is not _MEASURE or match[4] is match[5] is match[6] is None:
        return 0.0, match.end()
    if match[4]:
        return 0.5, match.end()
    if match[5] and match[3] in _WITH_TENTHS:
        return (parse_number(match[5]) or 0.0) / 10, match.end()
    if match[6]:
        return int(match[6]) / 100, match.end()
    return 0.0, match.end(3)


def _scan_shares(text: str) -> Iterator[Quantity]:
    for match in _SHARE.finditer(text):
        share = parse_number(match[1].strip()) if match[1] else 0.5
        if match[2]:
            share = ((parse_number(match[2]) or 0.0) + (parse_number(match[3] or "零") or 0.0) / 10) / 10
        if share is not None:
            yield _make(text, *match.span(), Dimension.PERCENT, 100 * share)


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
    if (total := _add(left, right, text)) is not None:
        return total
    if left.is_range or right.is_range or not are_comparable(left, right) or not _is_joint(left, right, text):
        return None
    high = right.high
    if left.dimension is Dimension.TIME and high <= left.low:  # 下午2点到5点
        high += 720
    if high < left.low and left.dimension is not Dimension.WEEKDAY:
        return None
    return replace(left, high=high, text=text[left.start : right.end], end=right.end)


def _is_joint(left: Quantity, right: Quantity, text: str) -> bool:
    """Tell whether the words between two values make a range of them; “and” does so only behind “between”."""
    joint = _JOINT.fullmatch(text, left.end, right.start)
    if joint is None:
        return False
    is_and = joint.group().strip().lower() == "and"
    return not is_and or re.search(r"between\s*$", text[: left.start], re.I) is not None


def _add(left: Quantity, right: Quantity, text: str) -> Quantity | None:
    """Add what is written as one value in two units, such as 1 h 15 min or 一年六个月."""
    if not _is_part(left, right) or not _SUM.fullmatch(text, left.end, right.start):
        return None
    value = left.low + right.low
    return replace(
        left, low=value, high=value, unit=right.unit, text=text[left.start : right.end], end=right.end
    )


def _is_part(whole: Quantity, part: Quantity) -> bool:
    """Tell whether a quantity can be the rest of one in a larger unit, as minutes are of hours."""
    if whole.unit is None or part.unit is None or whole.is_range or part.is_range:
        return False
    is_smaller = whole.dimension is part.dimension and part.unit.factor < whole.unit.factor
    fits = part.low < whole.unit.factor and part.kind in (whole.kind, "")
    return is_smaller and fits and whole.dimension in _IN_PARTS


def find_codes(text: str) -> list[tuple[int, int]]:
    """Return the places of addresses, model numbers and the like, whose digits are no values."""
    return [match.span() for pattern in (_ADDRESS, _CODE) for match in pattern.finditer(text)]

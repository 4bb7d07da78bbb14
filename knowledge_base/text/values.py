"""The values that a text states, and whether another text states them too: two weeks are 14 days, 3 pm is 15:00.

Where a unit stands on one side alone, as in the cell of a table whose column names it, the numbers decide. Unlike
`quantities.agree`, which asks whether two rules contradict each other, nothing is rounded here: a month is no 30 days.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from knowledge_base.text.numerals import NUMBER, parse_number
from knowledge_base.text.quantities import Quantity, extract_quantities, find_codes
from knowledge_base.text.units import KNOWN_COUNTS, Dimension

_CLASSIFIER = (
    "个人|个|位|名|张|瓶|杯|盒|箱|袋|包|条|双|把|辆|封|册|支|枝|根|片|颗|只|头|匹|艘|架|座|栋|层"
    "|套|份|种|门|首|场|遍|回|台|部|人|楼"
)
_COUNTED = re.compile(rf"({NUMBER})(?:{_CLASSIFIER})", re.IGNORECASE)
_ORDINAL = re.compile(rf"第\s*({NUMBER})|\b(\d+)(?:st|nd|rd|th)\b", re.IGNORECASE)
_ORDINAL_WORDS = "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
_ORDINAL_WORD = re.compile(rf"\bthe\s+({'|'.join(_ORDINAL_WORDS)})\b", re.IGNORECASE)
_OFTEN = re.compile(r"\b(once|twice)\b", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.,:])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?![\w]*\d)")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
_DAY_MINUTES = 1440
_EXACT = 1e-6  # relative


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value: a number with its unit, a time, a date, an end of a range.

    Attributes:
        dimension: What it measures; None where no unit stands at it.
        kind: Currency or counted thing.
        amount: In the base unit of the dimension, else the number.
        text: As it is written, a range whole.
    """

    dimension: Dimension | None
    kind: str = ""
    amount: float
    text: str

    @property
    def is_plain_one(self) -> bool:
        """Whether it says “one” of a thing in words, which is often no more than “a”."""
        is_thing = self.dimension in (None, Dimension.COUNT)
        return is_thing and self.amount == 1 and not any(c.isdigit() for c in self.text)


def find_values(text: str) -> tuple[Value, ...]:
    """Return the values of a text, the ends of a range one by one."""
    quantities = extract_quantities(text)
    found = [value for quantity in quantities for value in _ends(quantity)]
    rest = _blank(text, [(q.start, q.end) for q in quantities])
    found += _find_without_units(rest)
    return tuple(found)


def holds(values: Collection[Value], wanted: Value) -> bool:
    """Tell whether a value is among others, whatever unit or spelling it has there."""
    return any(is_same(wanted, value) for value in values)


def find_missing(wanted: Collection[Value], values: Collection[Value]) -> tuple[Value, ...]:
    """Return the values that are not among others."""
    return tuple(value for value in wanted if not holds(values, value))


def is_same(left: Value, right: Value) -> bool:
    """Tell whether two values are one, which makes no difference between left and right."""
    if left.dimension is None or right.dimension is None:
        return _share_a_number(left, right)
    if left.dimension is not right.dimension:
        return False
    if left.dimension is Dimension.COUNT:
        are_told_apart = left.kind != right.kind and {left.kind, right.kind} <= KNOWN_COUNTS
        return not are_told_apart and _is_close(left.amount, right.amount)
    has_one_kind = left.kind == right.kind or "" in (left.kind, right.kind)
    return has_one_kind and _is_same_amount(left.dimension, left.amount, right.amount)


def _is_same_amount(dimension: Dimension, left: float, right: float) -> bool:
    if dimension is Dimension.DATE:
        return _is_same_date(left, right)
    if dimension is Dimension.TIME:
        return _is_close(left % _DAY_MINUTES, right % _DAY_MINUTES)
    return left == right if dimension is Dimension.PHONE else _is_close(left, right)


def _is_close(left: float, right: float) -> bool:
    return math.isclose(left, right, rel_tol=_EXACT, abs_tol=1e-9)


def _is_same_date(left: float, right: float) -> bool:
    if min(left, right) < 10_000:  # one of them has no year
        return left % 10_000 == right % 10_000
    return left == right


def _share_a_number(left: Value, right: Value) -> bool:
    """Compare where one side has no unit: by the numbers as they are written."""
    if left.dimension is right.dimension:
        return _is_close(left.amount, right.amount)
    bare, other = (left, right) if left.dimension is None else (right, left)
    if other.dimension is Dimension.COUNT:
        return _is_close(bare.amount, other.amount)
    written = (float(digits.replace(",", ".")) for digits in _DIGITS.findall(other.text))
    return any(_is_close(bare.amount, number) for number in written)


def _ends(quantity: Quantity) -> Iterator[Value]:
    for amount in dict.fromkeys((quantity.low, quantity.high)):
        yield Value(dimension=quantity.dimension, kind=quantity.kind, amount=amount, text=quantity.text)


def _find_without_units(text: str) -> Iterator[Value]:
    """Yield what is counted with a Chinese classifier, ordinal numbers, and digits; each part of the text once."""
    for pattern, dimension in ((_ORDINAL, None), (_COUNTED, Dimension.COUNT)):
        found = list(pattern.finditer(text))
        yield from _read(found, dimension)
        text = _blank(text, [match.span() for match in found])
    for match in _ORDINAL_WORD.finditer(text):
        yield Value(dimension=None, amount=_ORDINAL_WORDS.index(match[1].lower()) + 2, text=match.group())
    for match in _OFTEN.finditer(text):
        amount = 1.0 if match[1].lower() == "once" else 2.0
        yield Value(dimension=Dimension.COUNT, kind="time", amount=amount, text=match.group())
    yield from _read(_BARE.finditer(_blank(text, find_codes(text))), None)


def _read(matches: Iterable[re.Match[str]], dimension: Dimension | None) -> Iterator[Value]:
    for match in matches:
        number = parse_number(next(group for group in (*match.groups(), match.group()) if group))
        if number is not None:
            yield Value(dimension=dimension, amount=number, text=match.group())


def _blank(text: str, spans: Collection[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text

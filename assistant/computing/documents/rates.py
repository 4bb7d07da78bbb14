"""What a value is paid or meant per: “€2.50 per day”, 每小时60元, “Monthly fee”, 每盒价格, or a column named “Week”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.computing.documents.tokens import plain_form
from knowledge_base.text.units import UNITS, Dimension, Unit

_PER = re.compile(
    r"\b(?:per|each|every|(?<=\d )an?|(?<=\d\d )an?)\s+([a-z]+)|(?<=[a-z\d])\s?/\s?([a-z]+)"
    r"|\b(hourly|daily|weekly|monthly|yearly|annual)\b",
    re.IGNORECASE,
)
_HAN_PER = re.compile(
    r"每一?(个?[\u3400-\u9fff]{1,3})|(年|月|日|时|周)(?:费|租(?!用)|供|票价)|[/／]([\u3400-\u9fff]{1,2})"
)
_EVERY_DAY = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annual": "year",
    "night": "day",
}
_HAN_UNITS = {"月": "个月", "日": "天", "晚": "天", "时": "小时", "学年": "年"}
_SPAN = re.compile(
    r"(?:(half|full|whole|one)[ -])?(?:an? )?(hour|day|week|month|year)"
    r"|(半|全|一)?(?:个)?(天|日|周|月|年|小时)(?:[（(][^（()）]*[)）])?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one value is for.

    Attributes:
        unit: A unit, such as a day or a kilometre; None where it is a thing.
        thing: The plain form of a thing, such as `page` or 盒; empty for a unit.
        count: How many of the unit.
        is_span: Whether it is the name of a column such as “Half day”, which holds for that time and no multiple.
    """

    unit: Unit | None = None
    thing: str = ""
    count: float = 1.0
    is_span: bool = False

    @property
    def amount(self) -> float:
        """Of a unit: in the base unit of its dimension."""
        return self.count * self.unit.factor if self.unit else 0.0


def read_rate(text: str) -> Rate | None:
    """Read what a text says that a value is per; None where it says nothing."""
    if span := _SPAN.fullmatch(text.strip()):
        return _read_span(span)
    if match := _PER.search(text):
        word = (match[1] or match[2] or match[3]).lower()
        word = _EVERY_DAY.get(word, word)
        unit = UNITS.get(word)
        if unit is not None and unit.dimension is not Dimension.COUNT:
            return Rate(unit=unit)
        return Rate(thing=plain_form(word))
    if match := _HAN_PER.search(text):
        return _read_han(match[1] or match[2] or match[3])
    return None


def _read_han(words: str) -> Rate:
    bare = words.removeprefix("个")
    for length in (3, 2, 1):
        name = _HAN_UNITS.get(bare[:length], bare[:length])
        unit = UNITS.get(name) or UNITS.get(f"个{name}")
        if (
            unit is not None
            and unit.dimension is not Dimension.COUNT
            and unit.dimension is not Dimension.MONEY
        ):
            return Rate(unit=unit)
    return Rate(thing=bare[:1])


def _read_span(match: re.Match[str]) -> Rate:
    part = (match[1] or match[3] or "").lower()
    name = (match[2] or match[4]).lower()
    unit = UNITS[_HAN_UNITS.get(name, name)]
    return Rate(unit=unit, count=0.5 if part in ("half", "半") else 1.0, is_span=True)

"""Numbers with their units as documents write them, and one unit for several of them.

2 years and 18 months are 24 and 18 months: a chart whose bars have different units would lie.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.text.languages import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit.

    Attributes:
        name: In English and in Chinese, as it stands beside an axis.
        family: Units of one family can be converted.
        factor: Of the family's smallest unit.
    """

    english: str
    chinese: str
    family: str
    factor: float

    def name(self, language: Language) -> str:
        """Return the name in a language."""
        return self.chinese if language == "zh" else self.english


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number, the unit behind it, and both as they are written."""

    value: float
    unit: Unit | None
    text: str


def _units() -> dict[str, Unit]:
    rows = (
        # a month has no fixed number of days
        ("years", "年", "months", 12, "year years yr yrs 年"),
        ("months", "个月", "months", 1, "month months mo 个月 月"),
        ("weeks", "周", "days", 7, "week weeks 周 星期 个星期"),
        ("days", "天", "days", 1, "day days 天 日"),
        ("working days", "个工作日", "working days", 1, "个工作日 工作日"),
        ("hours", "小时", "seconds", 3600, "hour hours h hr hrs 小时 个小时"),
        ("minutes", "分钟", "seconds", 60, "minute minutes min mins 分钟"),
        ("seconds", "秒", "seconds", 1, "second seconds s sec secs 秒"),
        ("euros", "欧元", "euro", 1, "euro euros eur € 欧元"),
        ("dollars", "美元", "dollar", 1, "dollar dollars usd $ 美元"),
        ("pounds sterling", "英镑", "pound", 1, "gbp £ 英镑"),
        ("yuan", "元", "yuan", 1, "yuan rmb cny ¥ ￥ 元 块 人民币"),
        ("percent", "%", "percent", 1, "% ％ percent"),
        ("tonnes", "吨", "grams", 1_000_000, "tonne tonnes t 吨"),
        ("kg", "千克", "grams", 1000, "kg kilogram kilograms 千克 公斤"),
        ("g", "克", "grams", 1, "g gram grams 克"),
        ("km", "公里", "millimetres", 1_000_000, "km kilometre kilometres kilometer kilometers 公里 千米"),
        ("m", "米", "millimetres", 1000, "m metre metres meter meters 米"),
        ("cm", "厘米", "millimetres", 10, "cm centimetre centimetres 厘米"),
        ("mm", "毫米", "millimetres", 1, "mm millimetre millimetres 毫米"),
        ("litres", "升", "millilitres", 1000, "l litre litres liter liters 升"),
        ("ml", "毫升", "millilitres", 1, "ml millilitre millilitres 毫升"),
        ("kW", "千瓦", "watts", 1000, "kw 千瓦"),
        ("W", "瓦", "watts", 1, "w watt watts 瓦"),
        ("kWh", "千瓦时", "watt hours", 1000, "kwh 千瓦时"),
        ("Wh", "瓦时", "watt hours", 1, "wh 瓦时"),
        ("mAh", "毫安时", "milliamp hours", 1, "mah 毫安时"),
        ("GB", "GB", "megabytes", 1000, "gb"),
        ("MB", "MB", "megabytes", 1, "mb"),
        ("°C", "°C", "celsius", 1, "°c ℃"),
        ("dB", "分贝", "decibels", 1, "db 分贝"),
    )
    return {
        spelling: Unit(english=english, chinese=chinese, family=family, factor=factor)
        for english, chinese, family, factor, spellings in rows
        for spelling in spellings.split()
    }


_UNITS = _units()
_WORKING = re.compile(r"\s*(?:working|business)[\s-]*days?", re.IGNORECASE)
_NUMBER = r"-?\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT_SPELLING = "|".join(
    rf"{re.escape(spelling)}(?![A-Za-z])"
    if spelling.isascii() and spelling.isalpha()
    else re.escape(spelling)
    for spelling in sorted(_UNITS, key=len, reverse=True)
)
_MEASURE = re.compile(
    rf"(?P<sign>[€$£¥￥])?\s?(?<![\w.])(?P<number>{_NUMBER})(?P<unit>{_WORKING.pattern}|[\s-]?(?:{_UNIT_SPELLING}))?"
    rf"|(?<=[^\W\d_])(?P<inner>\d+(?:\.\d+)?)(?P<inner_unit>\s?(?:{_UNIT_SPELLING}))?",
    re.IGNORECASE,
)


def find_measures(text: str) -> tuple[Measure, ...]:
    """Return the numbers of a text, each with the unit that stands at it."""
    return tuple(_to_measure(match) for match in _MEASURE.finditer(text))


def find_unit(text: str) -> Unit | None:
    """Return the unit that a text names, such as `Price (euros)`."""
    found = re.search(rf"(?<![A-Za-z])(?:{_UNIT_SPELLING})", text, re.IGNORECASE)
    return _UNITS[found[0].lower()] if found else None


def in_one_unit(measures: Sequence[Measure]) -> tuple[tuple[float, ...], Unit | None] | None:
    """Bring measures into the smallest of their units.

    Returns:
        The values and their unit; None where the units are of different kinds.
    """
    units = [measure.unit for measure in measures]
    if len({unit.family if unit else "" for unit in units}) != 1:
        return None
    known = [unit for unit in units if unit is not None]
    if not known:
        return tuple(measure.value for measure in measures), None
    smallest = min(known, key=lambda unit: unit.factor)
    factors = (unit.factor / smallest.factor for unit in known)
    values = (round(m.value * factor, 9) for m, factor in zip(measures, factors, strict=True))
    return tuple(values), smallest


def _to_measure(match: re.Match[str]) -> Measure:
    number, written = match["number"] or match["inner"], match["unit"] or match["inner_unit"] or ""
    spelling = written.strip(" -\n\t").lower() or (match["sign"] or "")
    unit = _UNITS["工作日"] if _WORKING.fullmatch(written) else _UNITS.get(spelling)
    return Measure(value=float(number.replace(",", "")), unit=unit, text=match[0].strip())

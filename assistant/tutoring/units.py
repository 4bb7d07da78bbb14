"""Units of exercises with exact factors: 1 km is 1,000 m, 1 h is 60 min, 36 km/h are 10 m/s.

The table of `knowledge_base.text.units` is of floats and of what products have; an exercise needs exact fractions,
areas and volumes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Dimension(StrEnum):
    """What a unit measures."""

    LENGTH = "length"
    AREA = "area"
    VOLUME = "volume"
    MASS = "mass"
    TIME = "time"
    SPEED = "speed"
    EURO = "euro"
    DOLLAR = "dollar"
    POUND = "pound"
    YUAN = "yuan"

    @property
    def is_money(self) -> bool:
        """Whether it is a currency."""
        return self in _MONEY


_MONEY = frozenset({Dimension.EURO, Dimension.DOLLAR, Dimension.POUND, Dimension.YUAN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit.

    Attributes:
        dimension: What it measures.
        factor: How many base units it is: metres, square metres, grams, hours, kilometres per hour.
    """

    dimension: Dimension
    factor: Fraction


_LENGTHS = {
    "km kilometre kilometres kilometer kilometers 千米 公里": Fraction(1000),
    "m metre metres meter meters 米": Fraction(1),
    "dm decimetre decimetres 分米": Fraction(1, 10),
    "cm centimetre centimetres centimeter centimeters 厘米": Fraction(1, 100),
    "mm millimetre millimetres millimeter millimeters 毫米": Fraction(1, 1000),
}
_OTHERS: dict[Dimension, dict[str, Fraction]] = {
    Dimension.VOLUME: {
        "l litre litres liter liters 升": Fraction(1, 1000),
        "ml millilitre millilitres 毫升": Fraction(1, 1_000_000),
    },
    Dimension.AREA: {"ha hectare hectares 公顷": Fraction(10_000)},
    Dimension.MASS: {
        "t tonne tonnes ton tons 吨": Fraction(1_000_000),
        "kg kilogram kilograms 千克 公斤": Fraction(1000),
        "g gram grams 克": Fraction(1),
        "mg milligram milligrams 毫克": Fraction(1, 1000),
        "斤": Fraction(500),
    },
    Dimension.TIME: {
        "day days 天": Fraction(24),
        "h hour hours hrs 小时 时": Fraction(1),
        "min mins minute minutes 分钟 分": Fraction(1, 60),
        "s sec second seconds 秒 秒钟": Fraction(1, 3600),
    },
    Dimension.SPEED: {
        "km/h kmh kph 千米/时 千米/小时 公里/时 公里/小时 千米每小时 公里每小时": Fraction(1),
        "m/s 米/秒 米每秒": Fraction(18, 5),
        "m/min 米/分 米/分钟 米每分钟": Fraction(3, 50),
    },
    Dimension.EURO: {"€ euro euros eur 欧元": Fraction(1), "cent cents": Fraction(1, 100)},
    Dimension.DOLLAR: {"dollar dollars usd 美元": Fraction(1)},
    Dimension.POUND: {"£ pound pounds gbp": Fraction(1)},
    Dimension.YUAN: {"¥ yuan rmb cny 元 块 块钱": Fraction(1), "角": Fraction(1, 10)},
}
_POWERS = ((2, Dimension.AREA, "square", "平方"), (3, Dimension.VOLUME, "cubic", "立方"))


def _list_units() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for names, factor in _LENGTHS.items():
        for name in names.split():
            found[name] = Unit(dimension=Dimension.LENGTH, factor=factor)
            for power, dimension, english, chinese in _POWERS:
                unit = Unit(dimension=dimension, factor=factor**power)
                spelled = (
                    f"{name}^{power}",
                    f"{name}{power}",
                    f"{english} {name}",
                    f"{name} {english}d",
                    f"{chinese}{name}",
                )
                found.update(dict.fromkeys(spelled, unit))
    for dimension, table in _OTHERS.items():
        for names, factor in table.items():
            found.update(dict.fromkeys(names.split(), Unit(dimension=dimension, factor=factor)))
    return found


UNITS = _list_units()

_NAMES = "|".join(re.escape(name) for name in sorted(UNITS, key=len, reverse=True))
UNIT_PATTERN = rf"(?:{_NAMES})(?![a-z])(?<!分(?=[成数之别配给]))"
"""Source of a regular expression that matches a unit in lower case; no groups."""


def find_unit(name: str) -> Unit | None:
    """Return the unit of a name in lower case."""
    return UNITS.get(name)

"""The units that quantities are compared in: what each measures and how much of the base unit it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Dimension(StrEnum):
    """What a quantity measures; two of different dimensions are never compared."""

    DURATION = "duration"  # days
    WORKING_DAYS = "working_days"
    AGE = "age"  # years
    MONEY = "money"  # of one currency
    PERCENT = "percent"
    TIME = "time"  # minutes after midnight
    DATE = "date"  # year × 10000 + month × 100 + day; year 0 where none is named
    WEEKDAY = "weekday"  # 1 is Monday
    PHONE = "phone"
    LENGTH = "length"  # metres
    AREA = "area"  # square metres
    VOLUME = "volume"  # litres
    MASS = "mass"  # grams
    SPEED = "speed"  # metres per second
    POWER = "power"  # watts
    ENERGY = "energy"  # watt-hours
    CHARGE = "charge"  # milliampere-hours
    VOLTAGE = "voltage"  # volts
    CURRENT = "current"  # amperes
    FREQUENCY = "frequency"  # hertz
    DATA = "data"  # megabytes
    BANDWIDTH = "bandwidth"  # megabits per second
    TEMPERATURE = "temperature"  # degrees Celsius
    PRESSURE = "pressure"  # bar
    SOUND = "sound"  # decibels
    COUNT = "count"  # of one thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit; `kind` is what must agree besides the dimension where units of it can't be converted."""

    dimension: Dimension
    factor: float
    kind: str = ""


DAY, MONTH, YEAR = 1.0, 365.25 / 12, 365.25

# name or names, separated by |, as they follow a number
_TABLE: dict[Dimension, dict[str, float]] = {
    Dimension.DURATION: {
        "milliseconds|millisecond|ms|毫秒": 1 / 86_400_000,
        "seconds|second|secs|sec|s|秒钟|秒": 1 / 86_400,
        "minutes|minute|mins|min|分钟": 1 / 1440,
        "hours|hour|hrs|hr|h|个小时|小时|个钟头": 1 / 24,
        "calendar days|calendar day|days|day|个自然日|自然日|天|日": DAY,
        "weeks|week|wks|个星期|星期|个礼拜|周": 7 * DAY,
        "months|month|个月": MONTH,
        "years|year|yrs|yr|年": YEAR,
    },
    Dimension.WORKING_DAYS: {
        "working days|working day|business days|business day|workdays|workday|个工作日|工作日|个工作天|工作天": 1,
    },
    Dimension.AGE: {"years old|year old|years of age|year-old|周岁|岁": 1},
    Dimension.PERCENT: {"percent|per cent|%": 1},
    Dimension.LENGTH: {
        "millimetres|millimeters|millimetre|millimeter|mm|毫米": 1e-3,
        "centimetres|centimeters|centimetre|centimeter|cm|厘米|公分": 1e-2,
        "metres|meters|metre|meter|m|米": 1,
        "kilometres|kilometers|kilometre|kilometer|km|千米|公里": 1e3,
        "miles|mile|英里": 1609.344,
        "inches|inch|英寸": 0.0254,
        "feet|foot|ft|英尺": 0.3048,
    },
    Dimension.AREA: {
        "square metres|square meters|sqm|m²|m2|㎡|平方米|平米": 1,
        "square feet|sq ft": 0.092903,
    },
    Dimension.VOLUME: {
        "millilitres|milliliters|millilitre|milliliter|ml|毫升": 1e-3,
        "centilitres|cl|厘升": 1e-2,
        "litres|liters|litre|liter|l|升": 1,
    },
    Dimension.MASS: {
        "milligrams|milligram|mg|毫克": 1e-3,
        "grams|gram|g|克": 1,
        "kilograms|kilogram|kilos|kilo|kg|千克|公斤": 1e3,
        "tonnes|tonne|tons|吨": 1e6,
        "斤": 500,
        "lbs|lb": 453.592,
        "ounces|ounce|oz|盎司": 28.3495,
    },
    Dimension.SPEED: {
        "km/h|kph|kmh|千米每小时|公里每小时|公里/小时|千米/时": 1 / 3.6,
        "m/s|米每秒|米/秒": 1,
        "mph|miles per hour": 0.44704,
    },
    Dimension.POWER: {
        "milliwatts|mw|毫瓦": 1e-3,
        "watts|watt|w|瓦特|瓦": 1,
        "kilowatts|kilowatt|kw|千瓦": 1e3,
    },
    Dimension.ENERGY: {
        "watt-hours|watt hours|wh|瓦时": 1,
        "kilowatt-hours|kilowatt hours|kwh|千瓦时|度电": 1e3,
    },
    Dimension.CHARGE: {"mah|毫安时|毫安": 1, "ah|安时": 1e3},
    Dimension.VOLTAGE: {"volts|volt|v|伏特|伏": 1, "kv|千伏": 1e3},
    Dimension.CURRENT: {"milliamps|ma": 1e-3, "amps|amp|amperes|a|安培|安": 1},
    Dimension.FREQUENCY: {"hertz|hz|赫兹": 1, "khz|千赫": 1e3, "mhz|兆赫": 1e6, "ghz|吉赫": 1e9},
    Dimension.DATA: {
        "kilobytes|kb": 1e-3,
        "megabytes|megabyte|mb|兆字节|兆": 1,
        "gigabytes|gigabyte|gb|g内存": 1e3,
        "terabytes|terabyte|tb": 1e6,
    },
    Dimension.BANDWIDTH: {"kbit/s|kbps": 1e-3, "mbit/s|mbps": 1, "gbit/s|gbps": 1e3},
    Dimension.PRESSURE: {"mbar": 1e-3, "bar|巴": 1, "kpa|千帕": 0.01, "psi": 0.0689476},
    Dimension.SOUND: {"decibels|db|分贝": 1},
}
# temperatures have an offset as well, see `to_celsius`
_TEMPERATURE = {"°c|℃|degrees celsius|degrees c|摄氏度|度": "c", "°f|℉|degrees fahrenheit": "f"}
_CURRENCIES = {
    "euros|euro|eur|€|欧元": "EUR",
    "us dollars|dollars|dollar|usd|us$|$|美元|美金": "USD",
    "pounds sterling|gbp|£|英镑": "GBP",
    "chinese yuan|yuan|rmb|cny|元人民币|人民币元|元|块钱|块|¥": "CNY",
    "swiss francs|chf|瑞士法郎": "CHF",
    "hong kong dollars|hkd|hk$|港元|港币": "HKD",
    "japanese yen|yen|jpy|日元": "JPY",
}
# things that are counted in both languages; in English any other noun counts as itself
_COUNTED = {
    "people|persons|person|pupils|students|guests|visitors|passengers|adults|children|人|名学生|名|位": "person",
    "times|time|attempts|tries|次": "time",
    "devices|device|appliances|台设备|台|部设备": "device",
    "books|book|titles|本书|本": "book",
    "pages|page|页": "page",
    "lessons|lesson|classes|课时|节课|节": "lesson",
    "questions|question|exercises|道题|题": "question",
    "points|point|marks|mark|分": "point",
    "rooms|room|间": "room",
    "items|item|pieces|件|项": "item",
    "words|word|个字|字": "word",
}


def _flatten() -> dict[str, Unit]:
    units = {
        name: Unit(dimension=dimension, factor=factor)
        for dimension, table in _TABLE.items()
        for names, factor in table.items()
        for name in names.split("|")
    }
    for dimension, kinds in (
        (Dimension.TEMPERATURE, _TEMPERATURE),
        (Dimension.MONEY, _CURRENCIES),
        (Dimension.COUNT, _COUNTED),
    ):
        for names, kind in kinds.items():
            units |= {name: Unit(dimension=dimension, factor=1.0, kind=kind) for name in names.split("|")}
    return units


UNITS = _flatten()
"""Units by lower-case name."""
CURRENCY_NAMES = tuple(name for names in _CURRENCIES for name in names.split("|"))


def to_celsius(value: float, kind: str) -> float:
    """Bring a temperature to degrees Celsius; `kind` is `c` or `f`."""
    return (value - 32) / 1.8 if kind == "f" else value

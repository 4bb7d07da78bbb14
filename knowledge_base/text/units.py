"""The units that quantities are compared in: what each measures and how much of the base unit it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.text.languages import Language


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
    """A unit.

    Attributes:
        dimension: What it measures.
        factor: Of the base unit of the dimension.
        kind: What must agree besides the dimension where units of it can't be converted.
        english: Its name beside an axis.
        chinese: The same in Chinese.
    """

    dimension: Dimension
    factor: float
    kind: str = ""
    english: str
    chinese: str

    def name(self, language: Language) -> str:
        """Return the name in a language."""
        return self.chinese if language == "zh" else self.english

    @property
    def family(self) -> tuple[Dimension, str, bool]:
        """Units of one family can stand on one axis; a month has no fixed number of days."""
        return self.dimension, self.kind, self.dimension is Dimension.DURATION and self.factor >= MONTH


DAY, MONTH, YEAR = 1.0, 365.25 / 12, 365.25

# names, separated by |, as they follow a number; the first of each language stands beside an axis
_TABLE: dict[Dimension, dict[str, float]] = {
    Dimension.DURATION: {
        "milliseconds|millisecond|ms|毫秒": 1 / 86_400_000,
        "seconds|second|secs|sec|s|秒|秒钟": 1 / 86_400,
        "minutes|minute|mins|min|分钟": 1 / 1440,
        "刻钟": 15 / 1440,
        "hours|hour|hrs|hr|h|小时|个小时|个钟头|钟头": 1 / 24,
        "days|day|calendar days|calendar day|天|个自然日|自然日|日": DAY,
        "weeks|week|wks|周|个星期|星期|个礼拜|个周": 7 * DAY,
        "fortnights|fortnight": 14 * DAY,
        "months|month|mo|个月": MONTH,
        "years|year|yrs|yr|年": YEAR,
        "decades|decade": 10 * YEAR,
    },
    Dimension.WORKING_DAYS: {
        "working days|working day|business days|business day|workdays|workday|个工作日|工作日|个工作天|工作天": 1,
    },
    Dimension.AGE: {"years old|year old|years of age|year-old|周岁|岁": 1},
    Dimension.PERCENT: {"percent|per cent|%": 1},
    Dimension.LENGTH: {
        "mm|millimetres|millimeters|millimetre|millimeter|毫米": 1e-3,
        "cm|centimetres|centimeters|centimetre|centimeter|厘米|公分": 1e-2,
        "m|metres|meters|metre|meter|米": 1,
        "km|kilometres|kilometers|kilometre|kilometer|公里|千米": 1e3,
        "miles|mile|英里": 1609.344,
        "inches|inch|英寸": 0.0254,
        "feet|foot|ft|英尺": 0.3048,
    },
    Dimension.AREA: {
        "m²|square metres|square meters|square metre|square meter|sqm|m2|㎡|平方米|平米": 1,
        "square feet|sq ft": 0.092903,
    },
    Dimension.VOLUME: {
        "ml|millilitres|milliliters|millilitre|milliliter|毫升": 1e-3,
        "centilitres|cl|厘升": 1e-2,
        "litres|litre|liters|liter|l|升": 1,
    },
    Dimension.MASS: {
        "mg|milligrams|milligram|毫克": 1e-3,
        "g|grams|gram|克": 1,
        "kg|kilograms|kilogram|kilos|kilo|千克|公斤": 1e3,
        "tonnes|tonne|tons|t|吨": 1e6,
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
        "mW|milliwatts|毫瓦": 1e-3,
        "W|watts|watt|瓦|瓦特": 1,
        "kW|kilowatts|kilowatt|千瓦": 1e3,
    },
    Dimension.ENERGY: {
        "Wh|watt-hours|watt hours|瓦时": 1,
        "kWh|kilowatt-hours|kilowatt hours|千瓦时|度电": 1e3,
    },
    Dimension.CHARGE: {"mAh|毫安时|毫安": 1, "Ah|安时": 1e3},
    Dimension.VOLTAGE: {"V|volts|volt|伏|伏特": 1, "kV|千伏": 1e3},
    Dimension.CURRENT: {"mA|milliamps": 1e-3, "A|amps|amp|amperes|安|安培": 1},
    Dimension.FREQUENCY: {"Hz|hertz|赫兹": 1, "kHz|千赫": 1e3, "MHz|兆赫": 1e6, "GHz|吉赫": 1e9},
    Dimension.DATA: {
        "KB|kilobytes": 1e-3,
        "MB|megabytes|megabyte|兆字节|兆": 1,
        "GB|gigabytes|gigabyte|g内存": 1e3,
        "TB|terabytes|terabyte": 1e6,
    },
    Dimension.BANDWIDTH: {"kbit/s|kbps": 1e-3, "Mbit/s|mbps": 1, "Gbit/s|gbps": 1e3},
    Dimension.PRESSURE: {"mbar": 1e-3, "bar|巴": 1, "kPa|千帕": 0.01, "psi": 0.0689476},
    Dimension.SOUND: {"dB|decibels|分贝": 1},
}
# temperatures have an offset as well, see `to_celsius`
_TEMPERATURE = {"°C|℃|degrees celsius|degrees c|摄氏度|度": "c", "°F|℉|degrees fahrenheit": "f"}
_CURRENCIES = {
    "euros|euro|eur|€|欧元": "EUR",
    "dollars|dollar|us dollars|us dollar|usd|us$|$|美元|美金": "USD",
    "pounds sterling|gbp|£|英镑": "GBP",
    "yuan|chinese yuan|rmb|cny|元|元人民币|人民币元|人民币|块钱|块|¥": "CNY",
    "swiss francs|swiss franc|chf|瑞士法郎": "CHF",
    "hong kong dollars|hong kong dollar|hkd|hk$|港元|港币": "HKD",
    "japanese yen|yen|jpy|日元": "JPY",
}
# a hundredth or a tenth; a cent may be of either currency
_SMALL_MONEY = {"cents|cent|ct|欧分|美分": (0.01, ""), "角|毛": (0.1, "CNY")}
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
    units: dict[str, Unit] = {}
    for dimension, table in _TABLE.items():
        for names, factor in table.items():
            units |= _name(names, dimension, factor)
    for dimension, kinds in (
        (Dimension.TEMPERATURE, _TEMPERATURE),
        (Dimension.MONEY, _CURRENCIES),
        (Dimension.COUNT, _COUNTED),
    ):
        for names, kind in kinds.items():
            units |= _name(names, dimension, 1.0, kind)
    for names, (factor, kind) in _SMALL_MONEY.items():
        units |= _name(names, Dimension.MONEY, factor, kind)
    return units


def _name(names: str, dimension: Dimension, factor: float, kind: str = "") -> dict[str, Unit]:
    spellings = names.split("|")
    chinese = next((name for name in spellings if name[0] > "一"), "")
    english = next((name for name in spellings if name != chinese and name[0] < "一"), chinese)
    if dimension is Dimension.PERCENT or not chinese:
        chinese = "%" if dimension is Dimension.PERCENT else english
    unit = Unit(dimension=dimension, factor=factor, kind=kind, english=english, chinese=chinese)
    return {name.lower(): unit for name in spellings}


UNITS = _flatten()
"""Units by lower-case name."""
CURRENCY_NAMES = tuple(name for names in _CURRENCIES for name in names.split("|"))
KNOWN_COUNTS = frozenset(_COUNTED.values())
"""Kinds of counted things that are told apart in both languages."""


def to_celsius(value: float, kind: str) -> float:
    """Bring a temperature to degrees Celsius; `kind` is `c` or `f`."""
    return (value - 32) / 1.8 if kind == "f" else value

"""Units of measurement and signs of money, as they are said in English and in Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenUnit:
    """How a unit is said."""

    one: str  # English, after 1
    many: str  # English, after any other number
    chinese: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenMoney:
    """How an amount is said: `whole` and the hundredth part of it, which may be empty."""

    one: str
    many: str
    part_one: str
    part_many: str
    chinese: str


def _unit(one: str, chinese: str, many: str | None = None) -> SpokenUnit:
    return SpokenUnit(one=one, many=many or f"{one}s", chinese=chinese)


def _same(word: str, chinese: str) -> SpokenUnit:
    return _unit(word, chinese, word)


UNITS: dict[str, SpokenUnit] = {
    "°C": _unit("degree Celsius", "摄氏度", "degrees Celsius"),
    "℃": _unit("degree Celsius", "摄氏度", "degrees Celsius"),
    "°F": _unit("degree Fahrenheit", "华氏度", "degrees Fahrenheit"),
    "℉": _unit("degree Fahrenheit", "华氏度", "degrees Fahrenheit"),
    "°": _unit("degree", "度"),
    "km/h": _unit("kilometre per hour", "公里每小时", "kilometres per hour"),
    "m/s²": _unit("metre per second squared", "米每二次方秒", "metres per second squared"),
    "m/s^2": _unit("metre per second squared", "米每二次方秒", "metres per second squared"),
    "m/s": _unit("metre per second", "米每秒", "metres per second"),
    "g/cm³": _unit("gram per cubic centimetre", "克每立方厘米", "grams per cubic centimetre"),
    "kg/m³": _unit("kilogram per cubic metre", "千克每立方米", "kilograms per cubic metre"),
    "mph": _unit("mile per hour", "英里每小时", "miles per hour"),
    "km²": _unit("square kilometre", "平方公里"),
    "cm²": _unit("square centimetre", "平方厘米"),
    "cm³": _unit("cubic centimetre", "立方厘米"),
    "m²": _unit("square metre", "平方米"),
    "m³": _unit("cubic metre", "立方米"),
    "km": _unit("kilometre", "公里"),
    "cm": _unit("centimetre", "厘米"),
    "mm": _unit("millimetre", "毫米"),
    "μm": _unit("micrometre", "微米"),
    "nm": _unit("nanometre", "纳米"),
    "m": _unit("metre", "米"),
    "ft": _unit("foot", "英尺", "feet"),
    "lb": _unit("pound", "磅"),
    "oz": _unit("ounce", "盎司"),
    "kg": _unit("kilogram", "千克"),
    "mg": _unit("milligram", "毫克"),
    "μg": _unit("microgram", "微克"),
    "g": _unit("gram", "克"),
    "mL": _unit("millilitre", "毫升"),
    "ml": _unit("millilitre", "毫升"),
    "L": _unit("litre", "升"),
    "kWh": _unit("kilowatt hour", "千瓦时"),
    "mAh": _unit("milliamp hour", "毫安时"),
    "Ah": _unit("amp hour", "安时"),
    "Wh": _unit("watt hour", "瓦时"),
    "MW": _unit("megawatt", "兆瓦"),
    "kW": _unit("kilowatt", "千瓦"),
    "mW": _unit("milliwatt", "毫瓦"),
    "W": _unit("watt", "瓦"),
    "kV": _unit("kilovolt", "千伏"),
    "mV": _unit("millivolt", "毫伏"),
    "V": _unit("volt", "伏"),
    "mA": _unit("milliamp", "毫安"),
    "A": _unit("amp", "安"),
    "kΩ": _unit("kilohm", "千欧"),
    "Ω": _unit("ohm", "欧姆"),
    "GHz": _same("gigahertz", "吉赫兹"),
    "MHz": _same("megahertz", "兆赫兹"),
    "kHz": _same("kilohertz", "千赫兹"),
    "Hz": _same("hertz", "赫兹"),
    "dB": _unit("decibel", "分贝"),
    "TB": _unit("terabyte", "TB"),
    "GB": _unit("gigabyte", "GB"),
    "MB": _unit("megabyte", "MB"),
    "KB": _unit("kilobyte", "KB"),
    "Gbps": _unit("gigabit per second", "吉比特每秒", "gigabits per second"),
    "Mbps": _unit("megabit per second", "兆比特每秒", "megabits per second"),
    "fps": _unit("frame per second", "帧每秒", "frames per second"),
    "rpm": _unit("revolution per minute", "转每分钟", "revolutions per minute"),
    "MP": _unit("megapixel", "百万像素"),
    "px": _unit("pixel", "像素"),
    "lm": _unit("lumen", "流明"),
    "kPa": _unit("kilopascal", "千帕"),
    "Pa": _unit("pascal", "帕"),
    "bar": _same("bar", "巴"),
    "kJ": _unit("kilojoule", "千焦"),
    "J": _unit("joule", "焦耳"),
    "kcal": _unit("kilocalorie", "千卡"),
    "N": _unit("newton", "牛"),
    "mol": _unit("mole", "摩尔"),
    "ms": _unit("millisecond", "毫秒"),
    "min": _unit("minute", "分钟"),
    "hrs": _unit("hour", "小时"),
    "hr": _unit("hour", "小时"),
    "h": _unit("hour", "小时"),
    "s": _unit("second", "秒"),
}

UNIT_PATTERN = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))


def _money(one: str, chinese: str, many: str = "", *part: str) -> SpokenMoney:
    part_one, part_many = part or ("cent", "cents")
    return SpokenMoney(
        one=one, many=many or f"{one}s", part_one=part_one, part_many=part_many, chinese=chinese
    )


_YUAN = _money("yuan", "元", "yuan", "", "")
MONEY: dict[str, SpokenMoney] = {
    "US$": _money("US dollar", "美元"),
    "HK$": _money("Hong Kong dollar", "港元"),
    "$": _money("dollar", "美元"),
    "USD": _money("US dollar", "美元"),
    "€": _money("euro", "欧元"),
    "EUR": _money("euro", "欧元"),
    "£": _money("pound", "英镑", "pounds", "penny", "pence"),
    "GBP": _money("pound", "英镑", "pounds", "penny", "pence"),
    "¥": _YUAN,
    "￥": _YUAN,
    "RMB": _YUAN,
    "CNY": _YUAN,
    "JPY": _money("yen", "日元", "yen", "", ""),
    "₹": _money("rupee", "卢比"),
}
MONEY_PATTERN = "|".join(re.escape(sign) for sign in sorted(MONEY, key=len, reverse=True))

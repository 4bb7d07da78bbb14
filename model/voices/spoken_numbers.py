"""Numbers in words, in English and in Chinese.

A number comes as it is written: `1,234.50`. Chinese words are those of cn2an; English ones are made here, because the
libraries for them take longer to load than the first sentence takes to speak.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

import cn2an

from model.voices.spoken_units import MONEY, UNITS

MAX_DIGITS = 15  # a longer number is read digit by digit
ENGLISH_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_THOUSANDS = ("", " thousand", " million", " billion", " trillion")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
CHINESE_DIGITS = "零一二三四五六七八九"
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


class NumberWords(ABC):
    """Says numbers in one language."""

    minus: str
    to: str
    point: str
    digits: tuple[str, ...] | str
    separator: str

    def number(self, written: str) -> str:
        """Say a number: whole or decimal, with or without commas and a sign."""
        plain = written.replace(",", "").replace("−", "-")
        if plain.startswith("-"):
            return f"{self.minus}{self.separator}{self.number(plain[1:])}"
        whole, dot, decimals = plain.partition(".")
        if len(whole) > MAX_DIGITS or (len(whole) > 1 and whole.startswith("0")):
            spoken = self.spell(whole)
        else:
            spoken = self.whole(int(whole or 0))
        if not dot or not decimals:
            return spoken
        return self.separator.join((spoken, self.point, self.spell(decimals)))

    def spell(self, digits: str) -> str:
        """Say digits one by one."""
        return self.separator.join(self.digits[int(digit)] for digit in digits if digit.isdecimal())

    def range(self, first: str, last: str) -> str:
        """Say a span of numbers."""
        return f"{self.number(first)} {self.to} {self.number(last)}"

    @abstractmethod
    def whole(self, number: int) -> str:
        """Say a whole number."""

    @abstractmethod
    def ordinal(self, number: int) -> str:
        """Say a place in an order."""

    @abstractmethod
    def year(self, number: int) -> str:
        """Say a year."""

    @abstractmethod
    def date(self, year: int | None, month: int, day: int) -> str:
        """Say a date."""

    @abstractmethod
    def time(self, hour: int, minute: int, second: int | None) -> str:
        """Say a time of day."""

    @abstractmethod
    def fraction(self, numerator: str, denominator: str) -> str:
        """Say a fraction of two whole numbers."""

    @abstractmethod
    def percent(self, spoken: str) -> str:
        """Say how many of a hundred."""

    @abstractmethod
    def measured(self, spoken: str, unit: str, *, is_one: bool) -> str:
        """Say a number, which is in words already, with its unit."""

    @abstractmethod
    def money(self, amount: str, sign: str) -> str:
        """Say an amount of money."""

    @abstractmethod
    def phone(self, written: str) -> str:
        """Say a telephone number, digit by digit, with its pauses."""

    def code(self, digits: str) -> str:
        """Say the digits of a model's name or an error code, as people do."""
        is_round = len(digits) in {3, 4} and digits.endswith("00")
        if not digits.startswith("0") and (len(digits) <= 2 or is_round):
            return self.whole(int(digits))
        return self.spell(digits)


class EnglishNumbers(NumberWords):
    """English."""

    minus, to, point, digits, separator = "minus", "to", "point", ENGLISH_DIGITS, " "

    def whole(self, number: int) -> str:
        """Say a whole number."""
        groups, rest = [], number
        while rest:
            rest, group = divmod(rest, 1000)
            groups.append(group)
        said = [_under_thousand(group) + _THOUSANDS[i] for i, group in enumerate(groups) if group]
        return " ".join(reversed(said)) or ENGLISH_DIGITS[0]

    def ordinal(self, number: int) -> str:
        """Say a place in an order."""
        before, space, last = self.whole(number).rpartition(" ")
        regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
        return f"{before}{space}{_ORDINALS.get(last, regular)}"

    def year(self, number: int) -> str:
        """Say a year in pairs, as `twenty twenty four`."""
        century, rest = divmod(number, 100)
        if 2000 <= number < 2010:
            return self.whole(number)
        if not rest:
            return f"{self.whole(century)} hundred"
        return f"{self.whole(century)} {f'oh {self.whole(rest)}' if rest < 10 else self.whole(rest)}"

    def date(self, year: int | None, month: int, day: int) -> str:
        """Say a date."""
        said = f"{MONTHS[month - 1]} {self.ordinal(day)}"
        return said if year is None else f"{said}, {self.year(year)}"

    def time(self, hour: int, minute: int, second: int | None) -> str:
        """Say a time of day."""
        if not minute and second is None:
            return f"{self.whole(hour)} o'clock"
        said = f"{self.whole(hour)} {f'oh {self.whole(minute)}' if minute < 10 else self.whole(minute)}"
        return said if second is None else f"{said} and {self.whole(second)} seconds"

    def fraction(self, numerator: str, denominator: str) -> str:
        """Say a fraction of two whole numbers."""
        above, below = int(numerator), int(denominator)
        if below < 2 or below > 20 or above > 20:
            return f"{self.whole(above)} over {self.whole(below)}"
        name = {2: "half", 4: "quarter"}.get(below) or self.ordinal(below)
        plural = "halves" if below == 2 else f"{name}s"
        return f"{self.whole(above)} {name if above == 1 else plural}"

    def percent(self, spoken: str) -> str:
        """Say how many of a hundred."""
        return f"{spoken} percent"

    def measured(self, spoken: str, unit: str, *, is_one: bool) -> str:
        """Say a number with its unit."""
        return f"{spoken} {UNITS[unit].one if is_one else UNITS[unit].many}"

    def money(self, amount: str, sign: str) -> str:
        """Say an amount of money."""
        money = MONEY[sign]
        whole, _, cents = amount.replace(",", "").partition(".")
        if len(cents) not in {0, 2} or not money.part_one:
            return f"{self.number(amount)} {money.many}"
        said = f"{self.number(whole)} {money.one if whole == '1' else money.many}"
        if not cents or cents == "00":
            return said
        part = money.part_one if cents == "01" else money.part_many
        small = f"{self.whole(int(cents))} {part}"
        return small if whole == "0" else f"{said} and {small}"

    def phone(self, written: str) -> str:
        """Say a telephone number."""
        groups = [self.spell(group) for group in re.findall(r"\d+", written)]
        return f"{'plus ' if written.startswith('+') else ''}{', '.join(groups)}"

    def code(self, digits: str) -> str:
        """Say the digits of a code: a zero between others is an oh."""
        said = super().code(digits)
        return said if digits.startswith("0") else said.replace("zero", "oh")


def _under_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    said = [f"{ENGLISH_DIGITS[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        said.append(_TENS[rest // 10 - 2])
        rest %= 10
    if rest:
        said.append(_TEENS[rest - 10] if rest >= 10 else ENGLISH_DIGITS[rest])
    return " ".join(said)


class ChineseNumbers(NumberWords):
    """Chinese."""

    minus, to, point, digits, separator = "负", "到", "点", CHINESE_DIGITS, ""

    def whole(self, number: int) -> str:
        """Say a whole number."""
        said = str(cn2an.an2cn(str(number), "low"))
        return said.removeprefix("一") if said.startswith("一十") else said

    def range(self, first: str, last: str) -> str:
        """Say a span of numbers."""
        return f"{self.number(first)}到{self.number(last)}"

    def ordinal(self, number: int) -> str:
        """Say a place in an order."""
        return f"第{self.whole(number)}"

    def year(self, number: int) -> str:
        """Say a year digit by digit."""
        return self.spell(str(number))

    def date(self, year: int | None, month: int, day: int) -> str:
        """Say a date."""
        said = f"{self.whole(month)}月{self.whole(day)}日"
        return said if year is None else f"{self.year(year)}年{said}"

    def time(self, hour: int, minute: int, second: int | None) -> str:
        """Say a time of day."""
        hours = "两" if hour == 2 else self.whole(hour)
        if not minute and second is None:
            return f"{hours}点"
        said = f"{hours}点{'零' if 0 < minute < 10 else ''}{self.whole(minute)}分"
        return said if second is None else f"{said}{self.whole(second)}秒"

    def fraction(self, numerator: str, denominator: str) -> str:
        """Say a fraction of two whole numbers."""
        return f"{self.whole(int(denominator))}分之{self.whole(int(numerator))}"

    def percent(self, spoken: str) -> str:
        """Say how many of a hundred."""
        return f"负百分之{spoken.removeprefix('负')}" if spoken.startswith("负") else f"百分之{spoken}"

    def measured(self, spoken: str, unit: str, *, is_one: bool) -> str:  # noqa: ARG002  # the same for one
        """Say a number with its unit."""
        said = UNITS[unit].chinese
        if spoken == "二" and said in {"小时", "分钟", "秒", "米", "公里", "千克", "克", "升"}:
            spoken = "两"
        if unit in {"°C", "℃"} and spoken.startswith("负"):
            return f"零下{spoken.removeprefix('负')}{said}"
        return f"{spoken}{said}" if not said.isascii() else f"{spoken} {said}"

    def money(self, amount: str, sign: str) -> str:
        """Say an amount of money."""
        cents = amount.partition(".")[2]
        said = self.number(amount.rstrip("0").rstrip(".") if cents else amount)
        return f"{'两' if said == '二' and not cents else said}{MONEY[sign].chinese}"

    def phone(self, written: str) -> str:
        """Say a telephone number: one is said yāo, so that nobody hears a seven."""
        groups = [self.spell(group).replace("一", "幺") for group in re.findall(r"\d+", written)]
        return f"{'加' if written.startswith('+') else ''}{'，'.join(groups)}"


NUMBER_WORDS: dict[str, NumberWords] = {"en": EnglishNumbers(), "zh": ChineseNumbers()}

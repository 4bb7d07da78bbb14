"""Numbers as Word and PowerPoint write them: Roman, letters, Chinese, in circles (ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable

import cn2an

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_DIGITS = "〇一二三四五六七八九"
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"  # noqa: E501
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip
MAX_ROMAN = 3999
MAX_CHINESE = 99_999


def write_number(number: int, number_format: str) -> str:
    """Write a number in one of Word's formats; in digits where the format is not known."""
    writer = _WRITERS.get(number_format)
    return writer(number) if writer and number > 0 else str(number)


def _roman(number: int) -> str:
    if number > MAX_ROMAN:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _letter(number: int) -> str:
    """Write a, b, … z, aa, bb, as Word counts."""
    repeats, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * min(repeats + 1, 30)


def _chinese(number: int) -> str:
    return (
        str(cn2an.an2cn(number)).removeprefix("一十" if number >= 20 else "一")
        if 10 <= number < 20
        else _full(number)
    )


def _full(number: int) -> str:
    return str(cn2an.an2cn(number)) if number <= MAX_CHINESE else str(number)


def _financial(number: int) -> str:
    return str(cn2an.an2cn(number, "up")) if number <= MAX_CHINESE else str(number)


def _circled(number: int) -> str:
    if number <= 20:
        return chr(0x2460 + number - 1)
    return chr(0x3251 + number - 21) if number <= 35 else str(number)


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _words(number: int) -> str:
    if number < 20:
        return _ONES.split()[number]
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = _TENS.split()[tens - 2]
    return f"{ten}-{_ONES.split()[ones]}" if ones else ten


def _ordinal_words(number: int) -> str:
    if number >= 100:
        return _ordinal(number)
    head, dash, last = _words(number).rpartition("-")
    ending = f"{last[:-1]}ieth" if last.endswith("y") else _ORDINALS.get(last, f"{last}th")
    return f"{head}{dash}{ending}"


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "ordinal": _ordinal,
    "cardinalText": lambda number: _words(number).capitalize(),
    "ordinalText": lambda number: _ordinal_words(number).capitalize(),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": _financial,
    "ideographLegalTraditional": _financial,
    "ideographTraditional": lambda number: _STEMS[(number - 1) % len(_STEMS)],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % len(_BRANCHES)],
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "numberInDash": lambda number: f"- {number} -",
    "decimalFullWidth": lambda number: str(number).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "decimalFullWidth2": lambda number: str(number).translate({48 + n: 0xFF10 + n for n in range(10)}),
}

"""Plain text → the words that are read aloud: numbers, dates, money, units, codes, formulas, links.

Each pattern says one kind of thing; they are tried in order, and what one of them said is not looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from model.voices.speech import SpokenLanguage
from model.voices.spoken_formulas import speak_formula
from model.voices.spoken_numbers import MONTHS, NUMBER_WORDS, NumberWords
from model.voices.spoken_units import MONEY_PATTERN, UNIT_PATTERN

MAX_CHARACTERS = 4000  # of one piece of an answer; what is longer is not spoken on

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SIGNED = rf"(?<![\w.])[-−]?{_NUMBER}"
_DASH = r"\s?[-–—~～]\s?|\s*(?:至|到)\s*"
_MONTH_NAMES = "|".join(f"{month}|{month[:3]}" for month in MONTHS)
_OPERATOR = r"\s*[=+×÷≤≥≠≈<>]\s*|\s+[-−*/]\s+|\s*\^\s*"
_OPERAND = r"[-−√]?\s?\(*(?:\d+(?:\.\d+)?[a-zA-Z]?|[a-zA-Zπ])[²³⁴ⁿ]*\)*"
_ENGLISH_SHORT = {
    "e.g.": "for example",
    "i.e.": "that is",
    "etc.": "and so on",
    "vs.": "versus",
    "approx.": "approximately",
    "No.": "number",
    "Dr.": "Doctor",
    "Mr.": "Mister",
    "Mrs.": "Missus",
    "w/": "with",
}
_SYMBOLS: dict[str, tuple[str, str]] = {
    "&": (" and ", "和"),
    "→": (", then ", "，然后"),
    "@": (" at ", " at "),
    "+": (" plus ", "加"),
    "=": (" equals ", "等于"),
    "×": (" times ", "乘以"),
    "≤": (" at most ", "至多"),
    "≥": (" at least ", "至少"),
    "≈": (" about ", "约"),
    "±": (" plus or minus ", "正负"),
    "½": (" one half ", "二分之一"),
    "¼": (" one quarter ", "四分之一"),
    "¾": (" three quarters ", "四分之三"),
    "%": (" percent ", "百分号"),
    "°": (" degrees ", "度"),
}
_MEASURE_WORDS = "元个年天次台种位条件只张份周部款名家层遍倍盒套杯块支步项篇双"
_PRONOUNCED = re.compile(r"[A-Z]*[AEIOU][A-Z]*")

Say = Callable[[re.Match[str], NumberWords, SpokenLanguage], str | None]
"""Says what was found, or None where it is something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    pattern: re.Pattern[str]
    say: Say


def speak_words(text: str, language: SpokenLanguage) -> str:
    r"""Return what is said for a text without markup.

    Args:
        text: One sentence or line; formulas stand in `$$`, `\(` or `\[`.
        language: Of the sentence around the numbers; names in the other language stay as they are.
    """
    words = NUMBER_WORDS[language]
    between = (" by ", " to ", "C sharp") if language == "en" else ("乘", "到", "C sharp")
    text = re.sub(r"(?<=\d)\s?x\s?(?=\d)", between[0], text[:MAX_CHARACTERS])
    text = re.sub(r"(?<=\d:\d\d)\s?[-–—~～]\s?(?=\d{1,2}:\d\d)", between[1], text).replace("C#", between[2])
    parts: list[str] = [text]  # every second one is said already
    for rule in _rules():
        for place in range(len(parts) - 1, -1, -2):
            parts[place : place + 1] = _apply(rule, parts[place], words, language)
    spoken = [part if place % 2 else _plain(part, language) for place, part in enumerate(parts)]
    return _join(spoken, language)


def _apply(rule: _Rule, text: str, words: NumberWords, language: SpokenLanguage) -> list[str]:
    """Return rest, said, rest, said, rest."""
    parts, end = [], 0
    for found in rule.pattern.finditer(text):
        said = rule.say(found, words, language)
        if said is not None:
            parts += [text[end : found.start()], said]
            end = found.end()
    return [*parts, text[end:]]


def _join(parts: list[str], language: SpokenLanguage) -> str:
    joined = ""
    for part in parts:
        is_apart = joined[-1:].isalnum() and part[:1].isalnum()
        both_han = joined[-1:] > "\u2fff" and part[:1] > "\u2fff"
        joined += f" {part}" if is_apart and not both_han else part
    joined = re.sub(r"\s+", " ", joined)
    joined = re.sub(r"\s+([,.;:!?，。；：！？、])", r"\1", joined)
    if language == "zh":
        joined = re.sub(r"(?<=[\u3000-\u9fff]) (?=[\u3000-\u9fff])", "", joined)
    return joined.strip()


def _plain(text: str, language: SpokenLanguage) -> str:
    """Say the signs that are left, and drop what can't be said."""
    if language == "en":
        for short, said in _ENGLISH_SHORT.items():
            text = re.sub(rf"(?<!\w){re.escape(short)}", said, text)
    for sign, said_in in _SYMBOLS.items():
        text = text.replace(sign, said_in[language == "zh"])
    text = re.sub(r"[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d\u20e3]+", " ", text)  # emoji
    text = re.sub(r"(?<=\w)/(?=\w)", " or " if language == "en" else "或", text)
    text = re.sub(r"(?<=\w)_(?=\w)", " ", text)
    return re.sub(r"[*#<>|~`^{}\[\]\\_/•·]+", " ", text)


# --- what is said, in the order in which it is looked for -----------------------------------------------------------


def _say_formula(found: re.Match[str], _words: NumberWords, language: SpokenLanguage) -> str:
    return speak_formula(next(group for group in found.groups() if group is not None), language)


def _say_link(_found: re.Match[str], _words: NumberWords, language: SpokenLanguage) -> str:
    return "链接" if language == "zh" else "a link"


def _say_address(found: re.Match[str], _words: NumberWords, language: SpokenLanguage) -> str:
    dot = "点" if language == "zh" else " dot "
    return found[0].replace("@", " at ").replace(".", dot).replace("-", " dash ").replace("_", " underscore ")


def _say_date(found: re.Match[str], words: NumberWords, _language: SpokenLanguage) -> str | None:
    year, month, day = (int(part) for part in found.groups())
    return words.date(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _say_chinese_date(found: re.Match[str], words: NumberWords, _language: SpokenLanguage) -> str:
    year = f"{words.spell(found[1])}年"
    month = f"{words.whole(int(found[2]))}月" if found[2] else ""
    return f"{year}{month}{words.whole(int(found[3]))}{found[4]}" if found[3] else f"{year}{month}"


def _say_named_date(found: re.Match[str], words: NumberWords, language: SpokenLanguage) -> str | None:
    name, day = (found["month"] or found["month2"])[:3], found["day"] or found["day2"]
    month = next(i for i, known in enumerate(MONTHS, 1) if known.startswith(name))
    if language == "zh" or not 1 <= int(day) <= 31:
        return None
    return words.date(int(found["year"]) if found["year"] else None, month, int(day))


def _say_time(found: re.Match[str], words: NumberWords, language: SpokenLanguage) -> str | None:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    if hour > 24 or minute > 59:
        return None
    said = words.time(hour, minute, second)
    if not found[4] or language == "zh":
        return said
    half = " ".join(found[4].upper().replace(".", ""))
    hour_alone = said.removesuffix(" o'clock")
    return f"{hour_alone} {half}"


def _say_phone(found: re.Match[str], words: NumberWords, _language: SpokenLanguage) -> str | None:
    digits = re.sub(r"\D", "", found[0])
    return words.phone(found[0]) if 7 <= len(digits) <= 15 else None


def _say_money(found: re.Match[str], words: NumberWords, language: SpokenLanguage) -> str:
    amount, sign = (found[2], found[1]) if found[1] else (found[4], found[5])
    upper = found[3] if found[1] else None
    if upper and language == "en":
        return f"{words.number(amount)} {words.to} {words.money(upper, sign)}"
    return f"{words.number(amount)}到{words.money(upper, sign)}" if upper else words.money(amount, sign)


def _say_percent(found: re.Match[str], words: NumberWords, language: SpokenLanguage) -> str:
    first, last = found[1], found[2]
    if last is None:
        return words.percent(words.number(first))
    if language == "zh":
        return f"{words.percent(words.number(first))}到{words.percent(words.number(last))}"
    return words.percent(words.range(first, last))


def _say_measured(found: re.Match[str], words: NumberWords, _language: SpokenLanguage) -> str:
    first, last, unit = found[1], found[2], found[3]
    spoken = words.number(first) if last is None else words.range(first, last)
    return words.measured(spoken, unit, is_one=last is None and first == "1")


def _say_version(found: re.Match[str], words: NumberWords, _language: SpokenLanguage) -> str:
    joint = f"{words.separator}{words.point}{words.separator}"
    return joint.join(words.number(part) for part in found[0].split("."))


def _say_code(found: re.Match[str], words: NumberWords, _language: SpokenLanguage) -> str | None:
    """Say a model's name or an error code: letters one by one, short numbers as numbers."""
    parts = re.findall(r"[A-Za-z]+|\d+", found[0])
    if not any(part.isalpha() for part in parts) or found[0].islower():
        return None
    return " ".join(_say_part(part, words) for part in parts)


def _say_part(part: str, words: NumberWords) -> str:
    if part.isdecimal():
        return words.code(part)
    if part.isupper() and not (len(part) > 3 and _PRONOUNCED.fullmatch(part)):
        return " ".join(part)
    return part if len(part) > 1 else part.upper()


def _say_ordinal(found: re.Match[str], words: NumberWords, language: SpokenLanguage) -> str:
    number = int(found[1] or found[2])
    return words.ordinal(number) if language == "en" else words.whole(number)


def _say_decade(found: re.Match[str], words: NumberWords, _language: SpokenLanguage) -> str:
    year = words.year(int(found[1]))
    return f"{year.removesuffix('y')}ies" if year.endswith("y") else f"{year}s"


def _say_ratio(found: re.Match[str], words: NumberWords, language: SpokenLanguage) -> str:
    return (
        f" {words.to} ".join(map(words.number, found.groups()))
        if language == "en"
        else "比".join(map(words.number, found.groups()))
    )


def _say_always(_found: re.Match[str], words: NumberWords, _language: SpokenLanguage) -> str:
    return f"{words.whole(24)} {words.whole(7)}"


def _say_typed_formula(found: re.Match[str], _words: NumberWords, language: SpokenLanguage) -> str:
    return speak_formula(found[0], language)


def _say_fraction(found: re.Match[str], words: NumberWords, _language: SpokenLanguage) -> str | None:
    above, below = int(found[1]), int(found[2])
    return words.fraction(found[1], found[2]) if 0 < above < below < 101 else None


def _say_year(found: re.Match[str], words: NumberWords, language: SpokenLanguage) -> str | None:
    return words.year(int(found[0])) if language == "en" else None


def _say_range(found: re.Match[str], words: NumberWords, _language: SpokenLanguage) -> str:
    return words.range(found[1], found[2])


def _say_two(_found: re.Match[str], _words: NumberWords, language: SpokenLanguage) -> str | None:
    return "两" if language == "zh" else None


def _say_number(found: re.Match[str], words: NumberWords, _language: SpokenLanguage) -> str:
    written = found[0]
    is_serial = len(written) >= 8 and written.isdecimal() and not written.endswith("000")
    return words.spell(written) if is_serial else words.number(written)


@cache
def _rules() -> tuple[_Rule, ...]:
    after = r"(?![A-Za-z\d])"
    known: tuple[tuple[str, Say], ...] = (
        (r"\$\$(.+?)\$\$|\\\((.+?)\\\)|\\\[(.+?)\\\]|\$([^$\n]*[\\^=_][^$\n]*)\$", _say_formula),
        (r"https?://[^\s)\]，。；、）]+|www\.[^\s)\]，。；、）]+", _say_link),
        (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _say_address),
        (r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", _say_date),
        (r"(?<!\d)(\d{4})\s?年(?:\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?([日号]))?)?", _say_chinese_date),
        (
            rf"\b(?:(?P<month>{_MONTH_NAMES})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
            rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<month2>{_MONTH_NAMES}))\b(?:,? (?P<year>\d{{4}})\b)?",
            _say_named_date,
        ),
        (r"\b((?:19|20)\d0)'?s\b", _say_decade),
        (r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])(?:\s?([AaPp]\.?[Mm]\b\.?))?", _say_time),
        (
            r"(?<![\w-])(?:\+\d{1,3}[ -]?)?(?:\(\d{2,4}\)[ -]?)?\d{2,4}(?:[ -]\d{3,8}){1,3}(?![\w-])"
            r"|(?<!\d)(?:\+86[ -]?)?1[3-9]\d{9}(?!\d)",
            _say_phone,
        ),
        (
            rf"({MONEY_PATTERN})\s?({_NUMBER})(?:[-–~]({_NUMBER}))?{after}"
            rf"|(?<![\w.])({_NUMBER})\s?({MONEY_PATTERN}){after}",
            _say_money,
        ),
        (rf"({_SIGNED})\s?[%％]?(?:(?:{_DASH})({_NUMBER}))?\s?[%％]", _say_percent),
        (
            rf"({_SIGNED})(?:(?:{_DASH})({_NUMBER}))?[ \u00a0]?(?!A [a-z])({UNIT_PATTERN})(?!/[a-z])(?![A-Za-z\d²³])",
            _say_measured,
        ),
        (r"(?<![\w.])\d+(?:\.\d+){2,3}(?![\w.]*\d)", _say_version),
        (r"(?<![\d:])(\d+):(\d+)(?![\d:])", _say_ratio),
        (r"(?<![\d/])24/7(?![\d/])", _say_always),
        (rf"(?<![\w.°]){_OPERAND}(?:(?:{_OPERATOR}){_OPERAND})+(?!\w)", _say_typed_formula),
        (r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Z])[A-Za-z\d]+(?:-[A-Za-z\d]+)*(?![\w-])", _say_code),
        (r"(?<![\w.])(\d{1,4})(?:st|nd|rd|th)\b|(?<=第)\s?(\d{1,4})(?!\d)", _say_ordinal),
        (r"(?<![\w./])(\d{1,2})/(\d{1,3})(?![\w/])", _say_fraction),
        (rf"({_SIGNED})(?:{_DASH})({_NUMBER})(?![\w-])", _say_range),
        (r"(?<![\d.,\w])(?:19|20)\d{2}(?![\d.,]*\d)(?!\s?[年%])", _say_year),
        (rf"(?<![\d.,第\w])2(?=\s?[{_MEASURE_WORDS}]|\s?小时|\s?分钟)", _say_two),
        (rf"(?<![\w.]){_NUMBER}|(?<![\w.)\]])[-−]{_NUMBER}|{_NUMBER}", _say_number),
    )
    # ASCII: a number may stand right behind a Chinese character, which is no letter here
    return tuple(_Rule(pattern=re.compile(pattern, re.ASCII), say=say) for pattern, say in known)

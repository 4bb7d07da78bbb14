"""Clock times, dates and days of the week in a text, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge_base.text.numerals import NUMBER, parse_number
from knowledge_base.text.units import Dimension

Found = tuple[int, int, Dimension, float]  # start, end, dimension, value

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DATES = tuple(
    (re.compile(pattern, re.IGNORECASE), order)
    for pattern, order in (
        (r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", "ymd"),
        (r"(?<!\d)(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]", "ymd"),
        (r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]", "md"),
        (r"([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]", "md"),
        (r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)", "dmy"),
        (r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])", "dmy"),
        (rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+(\d{{4}})(?!\d))?", "dmy"),
        (rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(\d{{4}})(?!\d))?", "mdy"),
    )
)
_HALF = r"(a\.m\.|p\.m\.|am\b|pm\b|o'clock)"
_TIME_RANGE = re.compile(
    rf"(?<![\d.:])(\d{{1,2}})()\s*(?:-|–|to|until)\s*(\d{{1,2}})(?:[:.](\d\d))?\s*{_HALF}", re.I
)
_TIME = re.compile(rf"(?<![\d.:])(\d{{1,2}})(?:[:.](\d\d))?\s*{_HALF}", re.I)
_SPOKEN_TIME = re.compile(
    rf"\b(half|quarter)\s+(past|to)\s+({NUMBER})(?:\s*{_HALF})?(?:\s+in\s+the\s+(morning|afternoon|evening))?",
    re.I,
)
_TIME_OF_DAY = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:[:.](\d\d))?\s+in\s+the\s+(morning|afternoon|evening)\b", re.I
)
_TIME_UHR = re.compile(r"(?<![\d.:])(\d{1,2})(?:[.:h]([0-5]\d))\s*(?:Uhr\b)")
_NAMED_TIME = re.compile(r"\b(noon|midnight)\b", re.I)
_PART = r"(?:(凌晨|半夜|午夜|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚|夜里)\s*+)?"
_CLOCK = re.compile(
    rf"{_PART}(?<![\d.:])([01]?\d|2[0-4])\s?[:：]\s?([0-5]\d)(?![\d:])(?:\s*(am|pm)\b)?", re.I
)
_HAN_TIME = re.compile(
    rf"{_PART}(?<![\d.:])({NUMBER})\s*(?:点钟|点整|点|时(?![间候长]))\s*(?:(半)|([一三])刻|({NUMBER})\s*分)?",
    re.I,
)
_AFTERNOON = ("下午", "傍晚", "晚上", "晚", "夜里", "p")
_PARTS_OF_DAY = {"morning": "am", "afternoon": "pm", "evening": "pm"}
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAY = re.compile(
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)\b\.?"
    r"|(?:周|星期|礼拜)([一二三四五六日天])"
)
_WEEKDAY_LOWER = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")


def find_calendar_values(text: str) -> Iterator[Found]:
    """Yield dates, then clock times, then days of the week; times may overlap, the first one counts."""
    yield from _find_dates(text)
    yield from _find_times(text)
    yield from _find_weekdays(text)


def _find_dates(text: str) -> Iterator[Found]:
    for pattern, order in _DATES:
        for match in pattern.finditer(text):
            parts = dict(zip(order, match.groups(), strict=False))
            year, month, day = (_date_part(parts.get(name)) for name in "ymd")
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield match.start(), match.end(), Dimension.DATE, year * 10_000 + month * 100 + day


def _date_part(text: str | None) -> int:
    if not text:
        return 0
    if text[:3].lower() in _MONTHS:
        return _MONTHS.index(text[:3].lower()) + 1
    return int(parse_number(text) or 0)


def _find_times(text: str) -> Iterator[Found]:
    for match in _TIME_RANGE.finditer(text):
        end = _minutes(match[3], match[4], match[5])
        start = _minutes(match[1], match[2], match[5])
        if start >= end:  # 9 to 5 pm
            start = _minutes(match[1], match[2], "am")
        if end <= 1440:
            yield match.start(1), match.end(1), Dimension.TIME, start
            yield match.start(3), match.end(), Dimension.TIME, end
    yield from _find_spoken_times(text)
    for match in _TIME.finditer(text):
        yield match.start(), match.end(), Dimension.TIME, _minutes(match[1], match[2], match[3])
    for match in _CLOCK.finditer(text):
        part = match[4] or match[1] or ""
        yield match.start(), match.end(), Dimension.TIME, _minutes(match[2], match[3], part)
    for match in _NAMED_TIME.finditer(text):
        yield match.start(), match.end(), Dimension.TIME, 720.0 if match[1].lower() == "noon" else 1440.0
    yield from _find_han_times(text)


def _find_spoken_times(text: str) -> Iterator[Found]:
    """Yield half past three, quarter to nine in the morning, 10 in the morning, 17.30 Uhr."""
    for match in _SPOKEN_TIME.finditer(text):
        hour = parse_number(match[3])
        if hour is None or not 0 < hour <= 12:
            continue
        minutes = 30.0 if match[1].lower() == "half" else 15.0
        value = _minutes(hour, 0.0, match[4] or _PARTS_OF_DAY.get((match[5] or "").lower(), ""))
        turned = value + minutes if match[2].lower() == "past" else value - minutes
        yield match.start(), match.end(), Dimension.TIME, turned
    for match in _TIME_OF_DAY.finditer(text):
        part = _PARTS_OF_DAY[match[3].lower()]
        yield match.start(), match.end(), Dimension.TIME, _minutes(match[1], match[2], part)
    for match in _TIME_UHR.finditer(text):
        yield match.start(), match.end(), Dimension.TIME, _minutes(match[1], match[2], "")


def _find_han_times(text: str) -> Iterator[Found]:
    for match in _HAN_TIME.finditer(text):
        hour = parse_number(match[2])
        if hour is not None and 0 <= hour <= 24 and not hour % 1 and not _is_counting(text, match):
            minutes = _minutes(hour, _past_the_hour(match), match[1] or "")
            yield match.start(), match.end(), Dimension.TIME, minutes


def _is_counting(text: str, match: re.Match[str]) -> bool:
    """Tell whether 点 counts points, as in 以下三点; a range, such as 三点到五点, is one of times."""
    is_bare = not any(match.group(1, 3, 4, 5)) and not match[2].isdigit()
    return is_bare and not (
        re.search(r"[至到—–-]\s*$", text[: match.start()]) or re.match(r"\s*[至到—–-]", text[match.end() :])
    )


def _past_the_hour(match: re.Match[str]) -> float:
    """Return the minutes of 三点半, 三点一刻 or 三点二十分."""
    if match[5]:
        return parse_number(match[5]) or 0.0
    if match[3]:
        return 30.0
    return 15.0 * (parse_number(match[4]) or 0) if match[4] else 0.0


def _minutes(hour: str | float, minute: str | float | None, part: str) -> float:
    hours = float(hour)
    part = part.lower()
    if part.startswith(_AFTERNOON) or (part == "中午" and hours < 6):
        hours += 12 if hours < 12 else 0
    elif part.startswith(("a", "凌晨", "半夜", "午夜")) and hours == 12:
        hours = 0
    return 60 * hours + float(minute or 0)


def _find_weekdays(text: str) -> Iterator[Found]:
    for match in _WEEKDAY.finditer(text):
        yield match.start(), match.end(), Dimension.WEEKDAY, _weekday(match)
    for match in _WEEKDAY_LOWER.finditer(text):
        yield match.start(), match.end(), Dimension.WEEKDAY, _DAYS.index(match[1][:3].lower()) + 1


def _weekday(match: re.Match[str]) -> float:
    if match[3]:
        return float("一二三四五六日天".index(match[3]) + 1 if match[3] != "天" else 7)
    return float(_DAYS.index((match[1] or match[2])[:3].lower()) + 1)

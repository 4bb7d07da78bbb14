"""Whom a row is for by age: “Child 5 to 15”, “Senior from 65”, 6至12岁."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_PERSON = re.compile(
    r"\b(?:child|children|kids?|infants?|babies|toddlers?|juniors?|youths?|teen|young)\b"
    r"|\b(?:adults?|seniors?|students?|pensioners?|persons?|aged?|years?)\b"
    r"|儿童|小孩|婴|少年|青年|学生|成人|老人|老年|长者|岁",
    re.IGNORECASE,
)
_N = r"(\d{1,2})"
_YEARS = r"(?:\s*(?:years?(?: old| of age)?|周?岁))?"
# pattern, whether it has an upper end, whether that is left out
_FORMS = (
    (re.compile(rf"{_N}{_YEARS}\s*(?:to|until|-|–|~|至|到)\s*{_N}{_YEARS}", re.I), "range"),
    (
        re.compile(
            rf"\b(?:under|below|younger than)\s*(?:the age of\s*)?{_N}{_YEARS}|不满\s*{_N}\s*周?岁|未满\s*{_N}\s*周?岁",
            re.I,
        ),
        "under",
    ),
    (re.compile(rf"\bup to\s*(?:the age of\s*)?{_N}{_YEARS}|{_N}\s*周?岁(?:及|\(含\))以下", re.I), "up_to"),
    (
        re.compile(
            rf"\b(?:from|aged)\s*{_N}{_YEARS}|{_N}{_YEARS}\s*(?:and|or)\s*(?:over|older|above)"
            rf"|{_N}\s*\+|{_N}\s*周?岁(?:及以上|起)",
            re.I,
        ),
        "from",
    ),
    (re.compile(rf"\bover\s*{_N}{_YEARS}|{_N}\s*周?岁以上", re.I), "over"),
    (re.compile(rf"{_N}\s*周?岁以下", re.I), "under"),
)
_LISTED = re.compile(
    r"\baged?\s+((?:\d{1,2}|[a-z]+)(?:(?:,| and|, and)\s+(?:\d{1,2}|[a-z]+))*)|\b(\d{1,2})[- ]years?[- ]olds?\b"
    r"|\b(?:child|boy|girl|son|daughter|toddler|baby|kid)\s+of\s+(\d{1,2}|[a-z]+)\b|(\d{1,2}|[一二三四五六七八九十]{1,3})\s*岁半?",
    re.IGNORECASE,
)
_ONES = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen""".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """Ages that something is for.

    Attributes:
        low: The youngest, in years.
        high: The oldest.
        without_high: Whether the oldest is left out.
        without_low: Whether the youngest is left out.
        rest: The label without the ages.
    """

    low: float
    high: float
    without_low: bool = False
    without_high: bool = False
    rest: str

    def holds(self, age: float) -> bool:
        """Tell whether an age is among them."""
        is_above = age > self.low if self.without_low else age >= self.low
        return is_above and (age < self.high if self.without_high else age <= self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Ages that a question names, and where."""

    ages: tuple[int, ...]
    start: int
    end: int


def read_ages(label: str) -> Ages | None:
    """Read the ages that a label is for; None where it names no person or no age."""
    if not _PERSON.search(label):
        return None
    for pattern, form in _FORMS:
        if match := pattern.search(label):
            numbers = [int(group) for group in match.groups() if group]
            rest = f"{label[: match.start()]} {label[match.end() :]}".strip()
            low, high = (numbers[0], numbers[-1]) if form == "range" else (numbers[0], numbers[0])
            is_from = form in ("from", "over")
            return Ages(
                low=float(low if form in ("range", "from", "over") else 0),
                high=math.inf if is_from else float(high),
                without_low=form == "over",
                without_high=form == "under",
                rest=rest,
            )
    return None


def find_named_ages(text: str) -> tuple[Named, ...]:
    """Return the ages that a question names, as in “aged 7, 9 and 12” and 六岁."""
    found = []
    for match in _LISTED.finditer(text):
        place = next(number for number, group in enumerate(match.groups(), start=1) if group)
        words = match[place]
        ages = tuple(filter(None, map(_to_age, re.split(r"[,\s]+|and", words))))
        if ages:
            found.append(Named(ages=ages, start=match.start(place), end=match.end()))
    return tuple(found)


def _to_age(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    if word.lower() in _ONES:
        return _ONES.index(word.lower()) + 1
    if word and all(c in "一二三四五六七八九十" for c in word):
        import cn2an  # takes a moment to load: only where there are Chinese numerals

        return int(cn2an.cn2an(word, "smart"))
    return None

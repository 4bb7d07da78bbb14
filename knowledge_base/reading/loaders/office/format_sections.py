"""The code of a cell's number format → its sections, and which of them a value is shown by.

ECMA-376 part 1, 18.8.31: up to four sections for positive numbers, negative numbers, zero and text; a section may name
a condition of its own instead.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """What a part of a section stands for."""

    LITERAL = "literal"
    DIGIT = "digit"  # 0, # or ?
    POINT = "point"
    COMMA = "comma"
    PERCENT = "percent"
    EXPONENT = "exponent"
    SLASH = "slash"
    TEXT = "text"  # @
    GENERAL = "general"
    DATE = "date"  # y, m, d, a, e: runs of one letter
    TIME = "time"  # h, s, and m where it means minutes
    ELAPSED = "elapsed"  # hours, minutes or seconds that do not wrap around
    HALF_DAY = "half_day"


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a section."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of a format.

    Attributes:
        tokens: Its parts, in order.
        holds: Tells whether its own condition holds for a number; None where it names none.
        language: The Windows code of the language of its names, such as `407`; empty where it names none.
    """

    tokens: tuple[Token, ...]
    holds: Callable[[float], bool] | None = None
    language: str = ""

    def has(self, *kinds: Kind) -> bool:
        """Tell whether a part of one of these kinds is in the section."""
        return any(token.kind in kinds for token in self.tokens)


_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?) | \\(?P<escaped>.) | (?P<blank>[_*].) | \[(?P<bracket>[^\]]*)\]
    | (?P<general>general) | (?P<half>am/pm|a/p|上午/下午) | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|e+|a{3,4}|b+|g+) | (?P<time>h+|s+) | (?P<digit>[0\#?]) | (?P<other>.)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SINGLE = {
    ".": Kind.POINT,
    ",": Kind.COMMA,
    "%": Kind.PERCENT,
    "/": Kind.SLASH,
    "@": Kind.TEXT,
}
_NAMED = {
    "general": Kind.GENERAL,
    "half": Kind.HALF_DAY,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "exponent": Kind.EXPONENT,
    "digit": Kind.DIGIT,
}
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-([0-9A-Za-z,]*))?")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<>": operator.ne,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
MAX_FORMAT_CHARACTERS = 500


@lru_cache(maxsize=1024)
def read_sections(number_format: str) -> tuple[Section, ...]:
    """Part a format's code into its sections."""
    sections: list[Section] = []
    tokens: list[Token] = []
    brackets: list[str] = []
    for match in [*_TOKEN.finditer(number_format[:MAX_FORMAT_CHARACTERS]), None]:
        if match is None or match.group("other") == ";":
            sections.append(_finish(tokens, brackets))
            tokens, brackets = [], []
        elif match.group("bracket") is not None:
            brackets.append(match.group("bracket"))
            tokens.extend(_read_bracket(match.group("bracket")))
        else:
            tokens.extend(_read_token(match))
    return tuple(sections)


def choose_section(sections: tuple[Section, ...], value: float) -> tuple[Section, bool]:
    """Return the section that shows a number, and whether the section writes the number's sign itself."""
    if any(section.holds is not None for section in sections[:2]):
        return _choose_by_condition(sections, value)
    if value < 0 and len(sections) > 1:
        return sections[1], True
    return sections[2 if value == 0 and len(sections) > 2 else 0], False


def _choose_by_condition(sections: tuple[Section, ...], value: float) -> tuple[Section, bool]:
    """Return the first section whose condition holds; a second one without any is that for negative numbers."""
    first, second = sections[0], sections[min(1, len(sections) - 1)]
    if first.holds is not None and first.holds(value):
        return first, False
    if second.holds is not None:
        return (second if second.holds(value) else sections[-1 if len(sections) < 3 else 2]), False
    if len(sections) < 3:
        return second, False
    return (second, True) if value < 0 else (sections[2], False)


def _read_token(match: re.Match[str]) -> Iterator[Token]:
    name = match.lastgroup or "other"
    text = match.group(name)
    if name == "quoted":
        yield Token(Kind.LITERAL, text.strip('"'))
    elif name == "other" and text in _SINGLE:
        yield Token(_SINGLE[text], text)
    elif name in _NAMED:
        yield Token(_NAMED[name], text)
    elif name != "blank":  # as wide as a letter, or filled up with it
        yield Token(Kind.LITERAL, text)


def _read_bracket(inside: str) -> Iterator[Token]:
    currency = _CURRENCY.fullmatch(inside)
    if currency:
        yield Token(Kind.LITERAL, currency.group(1))
    elif _ELAPSED.fullmatch(inside):
        yield Token(Kind.ELAPSED, inside.lower())


def _finish(tokens: list[Token], brackets: list[str]) -> Section:
    holds: Callable[[float], bool] | None = None
    language = ""
    for inside in brackets:
        if condition := _CONDITION.fullmatch(inside.strip()):
            holds = _condition(condition.group(1), float(condition.group(2)))
        elif currency := _CURRENCY.fullmatch(inside):
            language = (currency.group(2) or "").partition(",")[0] or language
    return Section(tokens=tuple(_tell_minutes(tokens)), holds=holds, language=language)


def _condition(sign: str, limit: float) -> Callable[[float], bool]:
    compare = _COMPARE[sign]
    return lambda value: compare(value, limit)


def _tell_minutes(tokens: list[Token]) -> Iterator[Token]:
    """Tell minutes from months: minutes follow hours or stand before seconds."""
    kinds = (Kind.DATE, Kind.TIME, Kind.ELAPSED)
    timed = [index for index, token in enumerate(tokens) if token.kind in kinds]
    for index, token in enumerate(tokens):
        if token.kind is Kind.DATE and token.text[0] in "mM" and len(token.text) <= 2:
            place = timed.index(index)
            before = tokens[timed[place - 1]].text[0].lower() if place else ""
            after = tokens[timed[place + 1]].text[0].lower() if place + 1 < len(timed) else ""
            if before == "h" or after == "s":
                yield Token(Kind.TIME, token.text)
                continue
        yield token

"""A cell's value → what the spreadsheet shows of it: percentages, currencies, decimals, dates.

Number formats are those of ECMA-376 part 1, 18.8.31. Kept are the parts that change what a person reads; colours,
conditions and fillers are dropped.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_UNSHOWN = re.compile(
    r"\[(?!\$)[^\]]*\]|[_*]."
)  # colours and conditions, blanks as wide as a letter, fillers
_CURRENCY = re.compile(r"\[\$([^\[\]-]*+)[^\[\]]*+\]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_NUMBER_PART = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?")
MAX_PLAIN_DIGITS = 11  # what a cell with the format "General" shows


def to_shown_text(value: object, number_format: str) -> str:
    """Write a cell's value as the spreadsheet shows it.

    Args:
        value: What openpyxl read.
        number_format: The cell's format code, such as `#,##0.00 "€"`.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date | time | timedelta):
        return _date_text(value)
    if isinstance(value, int | float):
        return _number_text(value, number_format)
    return str(value)


def _date_text(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    return str(value)


def _number_text(value: float, number_format: str) -> str:
    sections = number_format.split(";")
    section = sections[0]
    if value < 0 and len(sections) > 1:
        section, value = sections[1], -value  # the section writes its own sign
    code = _CURRENCY.sub(lambda match: f'"{match.group(1)}"', _UNSHOWN.sub("", section))
    literals = [a or b for a, b in _LITERAL.findall(code)]
    bare = _LITERAL.sub("\0", code)
    number = _NUMBER_PART.search(bare)
    if number is None or "/" in bare or "E+" in bare.upper():
        return _plain(value)
    shown = _render(value, number.group(), is_percent="%" in bare)
    before, after = bare[: number.start()], bare[number.end() :]
    text = f"{before}{shown}{after}" if not before.startswith("-") else f"-{before[1:]}{shown}{after}"
    for literal in literals:
        text = text.replace("\0", literal, 1)
    return text.strip()


def _render(value: float, part: str, *, is_percent: bool) -> str:
    whole, _, decimals = part.partition(".")
    try:
        exact = Decimal(repr(value)) * (100 if is_percent else 1)
        rounded = exact.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    except InvalidOperation:  # infinite, or more digits than can be exact
        return _plain(value)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    for _ in range(optional):
        text = text.removesuffix("0")
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    width = whole.replace(",", "").count("0")
    return sign + digits.rstrip(".").zfill(width + (len(digits) - len(digits.partition(".")[0])))


def _plain(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.{MAX_PLAIN_DIGITS}g}"

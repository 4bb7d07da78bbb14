"""A cell's value → what the spreadsheet shows of it.

What changes what a person reads is kept: digits and their masks, currencies, percentages, dates, words of the format.
Colours and fillers are dropped. A program shows dates of the system's own format as its computer is set: they are
written year first.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from knowledge_base.reading.loaders.office.date_format import format_moment
from knowledge_base.reading.loaders.office.format_sections import Kind, choose_section, read_sections
from knowledge_base.reading.loaders.office.number_format import format_number, plain_number


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
        return format_moment(value, read_sections(number_format)[0], number_format)
    if isinstance(value, int | float):
        return _number_text(value, number_format)
    return _text(str(value), number_format)


def _number_text(value: float, number_format: str) -> str:
    if number_format == "General":
        return plain_number(value)
    section, has_own_sign = choose_section(read_sections(number_format), value)
    return format_number(abs(value) if has_own_sign else value, section)


def _text(value: str, number_format: str) -> str:
    """Put a text into the section for texts, where the format has one."""
    if "@" not in number_format:
        return value
    section = read_sections(number_format)[-1]
    if not section.has(Kind.TEXT):
        return value
    return "".join(value if token.kind is Kind.TEXT else token.text for token in section.tokens)

"""Serial numbers, model numbers, error codes, dates and amounts in what was read from a photo.

A value counts because of what stands before it ("S/N", "型号") or because of its shape (`0x80070057`). Nothing is
guessed: a number without either is left to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MAX_FINDINGS = 24


class FindingKind(StrEnum):
    """What a finding is; the order is that in which they are searched for."""

    MODEL = "model"
    ERROR = "error"
    SERIAL = "serial"
    DATE = "date"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A value in a photo with its kind, as it stands there."""

    kind: FindingKind
    value: str


_CODE = r"(?P<value>[A-Z0-9][A-Z0-9./_-]{2,31})"
_GAP = r"\s*(?:no\.?|nr\.?|number|№|#|号码?)?\s*[:：.#|=-]?\s*"
_MODEL = re.compile(
    rf"(?<![a-z])(?:model(?:\s+(?:name|code))?|type|part|p/n|m/n|item|sku){_GAP}{_CODE}"
    rf"|(?:产品型号|规格型号|型号|机型|货号){_GAP}(?P<zh>[A-Za-z0-9][A-Za-z0-9./_-]{{1,31}})",
    re.IGNORECASE,
)
_SERIAL = re.compile(
    rf"(?<![a-z])(?:serial|s/n|sn|ser\.|imei|mac(?:\s+address)?){_GAP}(?P<value>[A-Z0-9][A-Z0-9:./_-]{{3,31}})"
    rf"|(?:产品序列号|序列号|序号|机身号|出厂编号){_GAP}(?P<zh>[A-Za-z0-9][A-Za-z0-9:./_-]{{3,31}})",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"(?<![\w-])(?P<value>"
    r"0x[0-9A-F]{2,16}"  # Windows and others
    r"|[PBCU][0-3][0-9A-F]{3}"  # SAE J2012: trouble codes of a car
    r"|(?:ERR|ERROR)_[A-Z0-9_]{2,40}"  # browsers, Node.js
    r"|[A-Z]{2,}(?:_[A-Z]{2,}){2,}"  # stop codes: PAGE_FAULT_IN_NONPAGED_AREA
    r"|(?:E|F|H|Er|Err|ERR)-\d{1,5}[A-Z]?"  # devices: E-204
    r")(?![\w-])"
)
_NAMED_ERROR = re.compile(
    r"(?:errors?(?:\s+codes?)?|faults?(?:\s+codes?)?|stop\s+code|code|错误代码|故障代码|错误码|故障码|错误|故障|代码|显示)"
    r"\s*(?:no\.?|number)?\s*[:：#=]?\s*(?P<value>(?=[A-Z-]*\d)[A-Z]{0,4}-?\d{1,6}[A-Z]?)(?![\w-])",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    r"(?<![\d./-])(?P<value>"
    r"(?:19|20)\d{2}\s?[-/.年]\s?(?:0?[1-9]|1[0-2])\s?[-/.月]\s?(?:0?[1-9]|[12]\d|3[01])\s?日?"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.](?:19|20)\d{2}"
    rf"|(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?:19|20)\d{{2}}"
    rf"|{_MONTH}\s+(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}}"
    r")(?![\d/-])",
    re.IGNORECASE,
)
_NUMBER = r"\d{1,3}(?:[,\s]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?P<value>(?:[$€£¥￥]|(?:USD|EUR|GBP|CNY|RMB|HKD)(?![A-Z]))\s?(?:{_NUMBER})"
    rf"|(?<![\d.,-])(?:{_NUMBER})\s?(?:[$€£]|元|(?:USD|EUR|GBP|CNY|RMB|HKD)(?![A-Za-z])))"
)
_PATTERNS = (
    (FindingKind.MODEL, _MODEL),
    (FindingKind.ERROR, _ERROR),
    (FindingKind.ERROR, _NAMED_ERROR),
    (FindingKind.SERIAL, _SERIAL),
    (FindingKind.DATE, _DATE),
    (FindingKind.AMOUNT, _AMOUNT),
)
_ORDER = {kind: place for place, kind in enumerate(FindingKind)}


def find_values(text: str) -> tuple[Finding, ...]:
    """Find the values in a photo's text, each once, model numbers and error codes first."""
    found = dict.fromkeys(_scan(text[:20_000]))
    named = {finding.value for finding in found if finding.kind is not FindingKind.ERROR}
    # "Model E-204" is a model: the name before a value goes before its shape
    kept = [f for f in found if f.kind is not FindingKind.ERROR or f.value not in named]
    return tuple(sorted(kept, key=lambda finding: _ORDER[finding.kind])[:MAX_FINDINGS])


def _scan(text: str) -> Iterator[Finding]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            value = " ".join((groups.get("value") or groups.get("zh") or "").split()).strip(".,-/ ")
            if _is_plausible(kind, value):
                yield Finding(kind=kind, value=value)


def _is_plausible(kind: FindingKind, value: str) -> bool:
    """A model or serial number holds a digit: "Model name" names nothing."""
    if kind in {FindingKind.MODEL, FindingKind.SERIAL}:
        return any(char.isdigit() for char in value)
    return bool(value)

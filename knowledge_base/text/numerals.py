"""Written numbers → values: digits with either decimal mark, English words, Chinese numerals.

Chinese numerals are read by cn2an (https://github.com/Ailln/cn2an).
"""

from __future__ import annotations

import re

_ONES_TEXT = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_ONES = _ONES_TEXT.split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "dozen": 12.0}
_TIMES = {"千": 1e3, "万": 1e4, "亿": 1e8, "k": 1e3}
_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
MAX_DIGITS = 18  # what is longer is a serial number
_HAN = "零〇一二两三四五六七八九十百千万亿"
_THOUSAND = "千(?![米克瓦伏赫帕])"  # not the prefix of a unit
_DIGIT = f"(?:[{_HAN.replace('千', '')}]|{_THOUSAND})"
_ONE = "|".join(sorted(_WORDS, key=len, reverse=True))
_SCALE = "|".join(_SCALES)
_PART = "|".join(_PARTS)

FRACTION = (
    rf"(?:\d{{1,3}}\s\d/\d{{1,2}}(?![\d/])|(?<![\d/])\d{{1,3}}/\d{{1,3}}(?![\d/])|\d{{0,4}}\s?[{''.join(_SIGNS)}]"
    rf"|{_DIGIT}{{1,4}}分之{_DIGIT}{{1,4}}|\b(?:an?|{_ONE})[\s-](?:{_PART})s?\b)"
)
"""Source of a regular expression that matches a fraction; no groups, to be used with `re.IGNORECASE`."""
NUMBER = (
    rf"(?:{FRACTION}|(?:\d{{1,4}}|{_DIGIT}{{1,6}})个半|(?:\d{{1,3}}(?:[,\u2009\u00a0]\d{{3}})+(?:\.\d+)?(?!\d)"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d+)(?!\d)|\d++(?:[.,]\d++)?|(?<!\d)\.\d+)"
    rf"(?:\s?(?:{_THOUSAND}|[万亿])|k(?![a-z])|\s(?:thousand|million|billion)\b)?"
    rf"|{_DIGIT}{{1,12}}(?:点{_DIGIT}{{1,6}})?"
    rf"|\b(?:{_ONE}|an?\s(?:{_SCALE})|{_SCALE})(?:[\s-](?:and\s)?(?:{_ONE}|{_SCALE})){{0,6}}\b(?:\s+and\s+a\s+half\b)?"
    r"|\ba\s+couple\s+of\b|\bhalf\s+an?\b|\bhalf\b|半)"
)
"""Source of a regular expression that matches a number; no groups, to be used with `re.IGNORECASE`."""


def parse_number(text: str) -> float | None:
    """Return the value of what `NUMBER` matched, or None where it is no number after all."""
    folded = " ".join(text.lower().split())
    if (fraction := _parse_fraction(folded)) is not None:
        return fraction
    if folded.startswith("half") or folded == "半":
        return 0.5
    if folded == "a couple of":
        return 2.0
    if folded.endswith("个半"):
        whole = parse_number(folded[:-2])
        return None if whole is None else whole + 0.5
    if folded[0].isdigit() or folded[0] == ".":
        return _parse_digits(folded)
    return _parse_han(folded) if folded[0] in _HAN else _parse_words(folded)


def _parse_fraction(text: str) -> float | None:
    """Return the value of 1 1/2, 1½, 三分之一 or two thirds; None for anything else."""
    if match := re.fullmatch(r"(?:(\d+)\s)?(\d+)/(\d+)", text):
        return float(match[1] or 0) + int(match[2]) / int(match[3]) if int(match[3]) else None
    if text[-1] in _SIGNS:
        return float(text[:-1].strip() or 0) + _SIGNS[text[-1]]
    if "分之" in text:
        bottom, top = (_parse_han(part) for part in text.split("分之"))
        return top / bottom if top is not None and bottom else None
    return _parse_part(text)


def _parse_part(text: str) -> float | None:
    """Return the value of two thirds; None for anything else."""
    words = text.replace("-", " ").split()
    if len(words) == 2 and words[1].removesuffix("s") in _PARTS:
        return _WORDS.get(words[0], 1) / _PARTS[words[1].removesuffix("s")]
    return None


def _parse_digits(text: str) -> float | None:
    if len(text) > MAX_DIGITS + 8:
        return None
    match = re.fullmatch(r"([\d.,\s]*\d)\s*(\D*)", text)
    if match is None or len(match[1]) > MAX_DIGITS:
        return None
    digits = re.sub(r"\s", "", match[1])
    times = _TIMES.get(match[2], _SCALES.get(match[2], 1.0))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", digits):
        digits = digits.replace(".", "")
    return float(digits.replace(",", ".")) * times


def _parse_han(text: str) -> float | None:
    import cn2an  # takes a moment to load: only where there are Chinese numerals

    try:
        return float(cn2an.cn2an(text, "smart"))
    except ValueError:  # such as 百 alone
        return None


def _parse_words(text: str) -> float:
    total, part = 0.0, 0.0
    for word in re.findall(r"[a-z]+", text):
        if word in ("hundred", "dozen"):
            part = _SCALES[word] * (part or 1)
        elif word in _SCALES:
            total, part = total + _SCALES[word] * (part or 1), 0.0
        elif word == "half":
            part += 0.5
        else:
            part += _WORDS.get(word, 0)
    return total + part

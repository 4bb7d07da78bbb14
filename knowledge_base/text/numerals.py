"""Written numbers → values: digits with either decimal mark, English words, Chinese numerals.

Chinese numerals are read by cn2an (https://github.com/Ailln/cn2an).
"""

from __future__ import annotations

import re

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_TIMES = {"千": 1e3, "万": 1e4, "亿": 1e8}
MAX_DIGITS = 18  # what is longer is a serial number
_HAN = "零〇一二两三四五六七八九十百千万亿"
_THOUSAND = "千(?![米克瓦伏赫帕])"  # not the prefix of a unit
_DIGIT = f"(?:[{_HAN.replace('千', '')}]|{_THOUSAND})"
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))

NUMBER = (
    rf"(?:(?:\d{{1,4}}|{_DIGIT}{{1,6}})个半|(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
    rf"(?:\s?(?:{_THOUSAND}|[万亿]))?"
    rf"|{_DIGIT}{{1,12}}(?:点{_DIGIT}{{1,6}})?"
    rf"|\b(?:{_WORD}|hundred)(?:[\s-](?:and\s)?(?:{_WORD}|hundred)){{0,4}}\b(?:\s+and\s+a\s+half\b)?"
    r"|\bhalf\s+an?\b|\bhalf\b|半)"
)
"""Source of a regular expression that matches a number; no groups, to be used with `re.IGNORECASE`."""


def parse_number(text: str) -> float | None:
    """Return the value of what `NUMBER` matched, or None where it is no number after all."""
    folded = " ".join(text.lower().split())
    if folded.startswith("half") or folded == "半":
        return 0.5
    if folded.endswith("个半"):
        whole = parse_number(folded[:-2])
        return None if whole is None else whole + 0.5
    if folded[0].isdigit():
        return _parse_digits(folded)
    return _parse_han(folded) if folded[0] in _HAN else _parse_words(folded)


def _parse_digits(text: str) -> float | None:
    if len(text) > MAX_DIGITS:
        return None
    times = _TIMES.get(text[-1], 1.0)
    digits = text.rstrip(" 千万亿")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    return float(digits.replace(",", ".")) * times


def _parse_han(text: str) -> float | None:
    import cn2an  # takes a moment to load: only where there are Chinese numerals

    try:
        return float(cn2an.cn2an(text, "smart"))
    except ValueError:  # such as 百 alone
        return None


def _parse_words(text: str) -> float:
    total = 0.0
    for word in re.findall(r"[a-z]+", text):
        if word == "hundred":
            total = 100 * (total or 1)
        elif word == "half":
            total += 0.5
        else:
            total += _WORDS.get(word, 0)
    return total

"""Signs that are written or spoken as words between numbers: `7 times 8`, `15% of 80`, `x is 5`, `3加4`.

Each is replaced at its length, so that places in the text stay.
"""

from __future__ import annotations

import re
from functools import partial

_BEFORE = r"(?<=[\d)%])"
_AFTER = r"(?=[-\d(])"
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_BEFORE} ?(?:times|multiplied by|乘以?) ?{_AFTER}"), "*"),
    (re.compile(rf"{_BEFORE} ?(?:divided by|除以) ?{_AFTER}"), "/"),
    (re.compile(rf"{_BEFORE} ?(?:plus|加上?) ?{_AFTER}"), "+"),
    (re.compile(rf"{_BEFORE} ?(?:minus|减去?) ?{_AFTER}"), "-"),
    (re.compile(r"(?:(?<=%)|(?<=/\d)|(?<=/\d\d)) ?of ?(?=\d)"), "*"),
    (re.compile(r"(?<=\d) ?的 ?(?=\d{1,6}(?:\.\d{1,6})? ?(?:%|/))"), "*"),
    (re.compile(rf"{_BEFORE} ?(?:equals|is equal to|等于) ?{_AFTER}"), "="),
    (re.compile(rf"(?<=(?<![a-z])[a-z]) ?(?:equals|is equal to|is|等于|是) ?{_AFTER}"), "="),
)
_TIMES = re.compile(r"(?<=[\d)]) ?x ?(?=[\d(])")


def write_signs(text: str, *, x_is_times: bool) -> str:
    """Return a text with the signs that its words stand for.

    Args:
        text: In one spelling.
        x_is_times: Whether the letter x between numbers is the sign; not where it is an unknown.
    """
    for pattern, sign in (*_WORDS, (_TIMES, "*")) if x_is_times else _WORDS:
        text = pattern.sub(partial(_write, sign), text)
    return text


def _write(sign: str, match: re.Match[str]) -> str:
    return sign.center(len(match.group()))

r"""Formulas of a lesson → the delimiters that the page draws: `\( \)`, `\[ \]` and `$$`; a single `$` is money there.

A small model forgets the delimiters or writes others. LaTeX without any is written by hand: `1/2 × 3`.
"""

from __future__ import annotations

import re

from assistant.grounding.arithmetic import to_plain_maths

_SINGLE_DOLLAR = re.compile(r"(?<![\\$\w])\$(?![\s$])([^$\n]{1,160}?)(?<!\s)\$(?![\d$])")
_BARE_SQUARE = re.compile(r"(?m)^(\s*)(?<!\\)\[\s+([^\[\]\n]*[\\=^][^\[\]\n]*?)\s+\]\s*$")
_BARE_ROUND = re.compile(r"(?<!\\)\(\s+([^()\n]*\\[a-z]+[^()\n]*?)\s+\)")
_DELIMITED = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]|\$\$.*?\$\$|```.*?```|`[^`\n]*`", re.DOTALL)
_IS_FORMULA = re.compile(r"[\\^_=]|\d\s*[-+*/×÷]|[-+*/×÷]\s*\d|^[a-zA-Z]$")


def with_drawn_formulas(text: str) -> str:
    """Return a text whose formulas the page draws or which reads well without drawing."""
    text = _SINGLE_DOLLAR.sub(lambda m: rf"\({m[1]}\)" if _IS_FORMULA.search(m[1]) else m[0], text)
    text = _BARE_SQUARE.sub(r"\1\\[ \2 \\]", text)
    text = _BARE_ROUND.sub(r"\\( \1 \\)", text)
    pieces, start = [], 0
    for match in _DELIMITED.finditer(text):
        pieces += [_by_hand(text[start : match.start()]), match.group()]
        start = match.end()
    return "".join((*pieces, _by_hand(text[start:])))


def has_open_formula(text: str) -> bool:
    """Tell whether a formula or a block of code begins in a growing text and has not ended."""
    return (
        text.count("\\[") > text.count("\\]")
        or text.count("\\(") > text.count("\\)")
        or text.count("$$") % 2 == 1
        or text.count("```") % 2 == 1
    )


def _by_hand(text: str) -> str:
    return to_plain_maths(text) if "\\" in text else text

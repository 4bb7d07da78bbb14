"""Finds the equations in a text and computes both sides: a small model often gets 3/4 + 1/8 wrong.

Reads whole numbers, decimals, per cent, + − × ÷ ^, brackets and the LaTeX of these; what can't be
read, such as a side with an unknown, is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from model.errors import FigureError
from model.figures.expressions import compute

MAX_CHARACTERS = 160  # of an equation; what is longer is none

_SPELLINGS: dict[str, str] = (
    dict.fromkeys("×·⋅∙✕＊", "*")
    | dict.fromkeys("÷⁄", "/")
    | dict.fromkeys("−–－", "-")
    | {"²": "^2", "³": "^3"}
)
_LATEX = (
    (re.compile(r"\\[dt]?frac\s*\{([^{}]{1,40})\}\s*\{([^{}]{1,40})\}"), r"(\1)/(\2)"),
    (re.compile(r"\\(?:times|cdot|ast)(?![a-z])"), "×"),
    (re.compile(r"\\div(?![a-z])"), "÷"),
    (re.compile(r"\\(?:left|right|quad|qquad|displaystyle|,|;|!|\s)(?![a-z])"), " "),
    (re.compile(r"\\(?:text|mathrm|mathbf|textbf|boxed)\s*\{([^{}]{0,60})\}"), r"\1"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\\[()\[\]]|\$\$"), " "),
    (re.compile(r"\((\d+)\)/\((\d+)\)"), r"\1/\2"),
)
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_TIMES_X = re.compile(r"(?<=\d)\s?[xX]\s?(?=\d)")
_UNIT = re.compile(
    r"(?<=[\d)])\s?(km|cm|mm|dm|m|kg|g|euros?|EUR|yuan|dollars?|hours?|minutes?|min|h|元|厘米|分米|千米|公里|米|平方厘米"
    r"|平方米|小时|分钟|千克|克|块|个)(?![a-z/²³^])",
    re.IGNORECASE,
)
_RUN = re.compile(r"[\d(][\d.+\-*/^()%= \t]*+")
_OPEN_BEFORE = re.compile(r"(?:[+\-*/^(.\w\\{]|\b(?:of|times|by)|的|乘以?|除以?)\s*$", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"(?:[^\W\d_]{2,}|[\u3400-\u9fff])\s*$")
_GLUED_WORD = re.compile(r"\b(?:of|times|by|and)\s*$|(?:的|乘|除|乘以|除以)\s*$", re.IGNORECASE)
_NOT_WHOLE_AFTER = re.compile(
    r"(?<![ \t])[ \t]*+(?:[a-z](?![a-z])|r\b|remainder|rest\b|余|\.\.|[\\{^])", re.IGNORECASE
)
_LABEL = re.compile(r"^\s*\d{1,2}[.)]\s+")
_PLAIN_NUMBER = re.compile(r"\s*-?\d+(?:\.\d+)?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """Expressions that a text says are equal.

    Attributes:
        text: As it is written, in one spelling.
        sides: Two or more expressions.
        values: What each is, or None where it can't be read.
        is_impossible: Whether it divides by zero.
    """

    text: str
    sides: tuple[str, ...]
    values: tuple[Fraction | None, ...]
    is_impossible: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether two neighbouring sides differ; a decimal may be rounded."""
        return self.is_impossible or any(
            left is not None and right is not None and not _is_equal(left, right, side)
            for (left, right), side in zip(pairwise(self.values), self.sides[1:], strict=True)
        )

    @property
    def result(self) -> Fraction | None:
        """What is reckoned out: the last side, where it is a single number and something stands before it."""
        has_sum = any(
            value is not None and _has_operation(s) for s, value in zip(self.sides, self.values, strict=True)
        )
        return self.values[-1] if has_sum and is_number(self.sides[-1]) else None


def find_equations(text: str) -> Iterator[Equation]:
    """Yield the equations of a text that can be computed."""
    plain = to_plain_maths(text)
    spelled = _TIMES_X.sub("*", "".join(_SPELLINGS.get(c, c) for c in plain))
    spelled = _GROUPED.sub(
        lambda match: match.group().replace(",", ""), unicodedata.normalize("NFKC", spelled)
    )
    units = {match[1].lower() for match in _UNIT.finditer(spelled)}
    spelled = re.sub(r"[€$£¥￥]", "", _UNIT.sub(" ", spelled))
    for match in _RUN.finditer(spelled):
        run = match.group().rstrip(" \t.")
        if "=" not in run or len(run) > MAX_CHARACTERS or (len(units) > 1 and re.search(r"[+-]", run)):
            continue
        before, after = (
            spelled[max(0, match.start() - 12) : match.start()],
            spelled[match.end() : match.end() + 12],
        )
        if equation := _read(run, _leans_on(before), bool(_NOT_WHOLE_AFTER.match(after))):
            yield equation


def to_plain_maths(text: str) -> str:
    r"""Write LaTeX such as `\frac{1}{2} \times 3` as it is written by hand: `1/2 × 3`."""
    for pattern, plain in _LATEX:
        text = pattern.sub(plain, text)
    return text


def is_number(side: str) -> bool:
    """Tell whether an expression is a single number or fraction."""
    return (
        re.fullmatch(r"\s*+-?\d++(?:\.\d++)?\s*+%?\s*+|\s*+-?\(?\d++\)?\s*+/\s*+\(?\d++\)?\s*+", side)
        is not None
    )


def _leans_on(before: str) -> bool:
    """Tell whether what stands before an expression belongs to it, as in `half of 8 + 4`."""
    if _GLUED_WORD.search(before):
        return True
    return bool(_OPEN_BEFORE.search(before)) and not _WORD_BEFORE.search(before)


def _read(run: str, is_open: bool, has_more: bool) -> Equation | None:
    sides = _LABEL.sub("", run).split("=")
    values: list[Fraction | None] = []
    is_impossible = False
    for number, side in enumerate(sides):
        is_cut = (number == 0 and is_open) or (number == len(sides) - 1 and has_more)
        try:
            values.append(None if is_cut else compute(_balance(side)))
        except ZeroDivisionError:
            is_impossible = True
            values.append(None)
        except FigureError:
            values.append(None)
    if not is_impossible and not _says_something(sides, values):
        return None
    return Equation(text=run.strip(), sides=tuple(sides), values=tuple(values), is_impossible=is_impossible)


def _says_something(sides: Sequence[str], values: Sequence[Fraction | None]) -> bool:
    """Tell whether two sides can be compared and one of them is computed."""
    known = [side for side, value in zip(sides, values, strict=True) if value is not None]
    return len(known) >= 2 and any(map(_has_operation, known))


def _has_operation(side: str) -> bool:
    return _PLAIN_NUMBER.fullmatch(side) is None


def _balance(side: str) -> str:
    """Leave out a bracket that the text around an equation opens or closes."""
    while side.count("(") > side.count(")") and side.lstrip().startswith("("):
        side = side.lstrip()[1:]
    while side.count(")") > side.count("(") and side.rstrip().endswith(")"):
        side = side.rstrip()[:-1]
    return side


def _is_equal(left: Fraction, right: Fraction, shown: str) -> bool:
    decimals = re.fullmatch(r"\s*-?\d+\.(\d+)\s*", shown)
    slack = Fraction(51, 100) / 10 ** len(decimals[1]) if decimals else Fraction(0)
    return abs(left - right) <= slack

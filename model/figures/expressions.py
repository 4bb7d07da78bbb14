r"""Text → a parsed expression. Parsed by hand, so nothing that a model writes is ever run.

Takes what people and models write: `2x^2 - 3x + 1`, `sin(2πx)`, `|x-1|`, `√x`, `\frac{1}{x}`, `15% * 80`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast

import numpy as np

from model.errors import FigureError
from model.figures.expression_tree import (
    CONSTANTS,
    FUNCTIONS,
    Call,
    Constant,
    Expression,
    Negative,
    Number,
    Operation,
    Values,
    Variable,
)

MAX_CHARACTERS = 200
MAX_DEPTH = 40
MAX_DIGITS = 17  # of a number that is computed exactly

VARIABLES = ("x", "t")

_SIGNS = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "×": "*",
        "·": "*",
        "⋅": "*",
        "∗": "*",
        "÷": "/",
        "π": "pi ",
        "（": "(",
        "）": ")",
        "＋": "+",
    }
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_LATEX = (
    (re.compile(r"\\(?:left|right|,|;|!|quad)|\$"), " "),
    (re.compile(r"\\[dt]?frac\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*\{((?:[^{}]|\{[^{}]*\})*)\}"), r"((\1)/(\2))"),
    (re.compile(r"\\sqrt\s*\{((?:[^{}]|\{[^{}]*\})*)\}"), r"sqrt(\1)"),
    (re.compile(r"\\(?:cdot|times)"), "*"),
    (re.compile(r"\\div"), "/"),
    (re.compile(r"\\([a-z]+)"), r"\1 "),
    (re.compile(r"\{"), "("),
    (re.compile(r"\}"), ")"),
    (re.compile(r"√\s*(?=\()"), "sqrt"),
    (re.compile(r"√\s*(\d+(?:\.\d+)?|[a-z])"), r"sqrt(\1)"),
    (re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)"), lambda match: f"^({match[1].translate(_SUPERSCRIPTS)})"),
    (re.compile(r"\*\*"), "^"),
)
_TOKEN = re.compile(r"\s*+(?:(\d++(?:\.\d++)?|\.\d+)|([A-Za-z]+)|([-+*/^()|%]))")
_LONG_NUMBER = re.compile(rf"[\d.]{{{MAX_DIGITS + 1}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A parsed formula: its text as it was written, and what it says."""

    text: str
    expression: Expression
    has_variable: bool

    def __call__(self, values: Values) -> Values:
        """Evaluate at each value, shape `(n,)`; NaN or infinite where the formula is not defined."""
        with np.errstate(all="ignore"):
            return np.broadcast_to(self.expression.at(values), values.shape).astype(np.float64)


def parse_formula(text: str) -> Formula:
    """Parse a whole formula.

    Raises:
        FigureError: It is none, or too long.
    """
    if len(text) > MAX_CHARACTERS:
        msg = f"the formula is longer than {MAX_CHARACTERS} characters"
        raise FigureError(msg)
    formula, rest = parse_formula_prefix(text)
    if rest.strip():
        msg = f"the formula can't be read from {rest.strip()[:20]!r} on"
        raise FigureError(msg)
    return formula


def parse_formula_prefix(text: str) -> tuple[Formula, str]:
    """Parse the longest formula at the beginning of a text.

    Returns:
        The formula, and what stands behind it in plain notation.

    Raises:
        FigureError: The text does not begin with a formula.
    """
    plain = _to_plain(text[:MAX_CHARACTERS])
    parser = _Parser(plain, VARIABLES, (*FUNCTIONS, *CONSTANTS))
    expression = parser.parse_sum(0)
    written = plain[: parser.end].strip()
    formula = Formula(text=written, expression=expression, has_variable=parser.has_variable)
    return formula, plain[parser.end :]


def compute(text: str, **unknowns: Fraction) -> Fraction:
    """Compute an expression of numbers and letters exactly, in ASCII, `*` and `/` for times and divided by.

    Args:
        text: Such as `3/4 + 1/8`.
        unknowns: The value of each letter in it.

    Raises:
        FigureError: It is no such expression.
        ZeroDivisionError: It divides by zero.
    """
    if len(text) > MAX_CHARACTERS or _LONG_NUMBER.search(text):
        msg = "the expression or a number of it is too long"
        raise FigureError(msg)
    parser = _Parser(text, tuple(unknowns), ())
    expression = parser.parse_sum(0)
    if rest := text[parser.end :].strip():
        msg = f"the expression can't be read from {rest[:20]!r} on"
        raise FigureError(msg)
    return expression.exact(unknowns)


def parse_expression(text: str, letters: Collection[str]) -> Expression:
    """Parse an expression of numbers, letters, roots and pi, in ASCII, `*` and `/` for times and divided by.

    Args:
        text: Such as `2(x - 3) + sqrt(2)`.
        letters: The unknowns in it, in lower case.

    Raises:
        FigureError: It is no such expression.
    """
    if len(text) > MAX_CHARACTERS or _LONG_NUMBER.search(text):
        msg = "the expression or a number of it is too long"
        raise FigureError(msg)
    parser = _Parser(text, tuple(letters), ("sqrt", "pi"))
    expression = parser.parse_sum(0)
    if rest := text[parser.end :].strip():
        msg = f"the expression can't be read from {rest[:20]!r} on"
        raise FigureError(msg)
    return expression


def _to_plain(text: str) -> str:
    for pattern, replacement in _LATEX:
        text = pattern.sub(replacement, text)
    return text.translate(_SIGNS)


class _Parser:
    """Recursive descent; `end` is where the last accepted token ended."""

    def __init__(self, text: str, variables: Collection[str], others: Collection[str]) -> None:
        self._text = text
        self._variables = variables
        self._names = tuple(sorted((*variables, *others), key=len, reverse=True))
        self._bars = 0  # open signs of an absolute value: the next one closes
        self._is_after_number = False
        self.end = 0
        self.has_variable = False

    def parse_sum(self, depth: int) -> Expression:
        _check_depth(depth)
        left = self._parse_product(depth + 1)
        while sign := self._take("+-"):
            left = _join(sign, left, self._parse_product(depth + 1))
        return left

    def _parse_product(self, depth: int) -> Expression:
        left = self._parse_signed(depth + 1)
        while True:
            if sign := self._take("*/"):
                left = _join(sign, left, self._parse_signed(depth + 1))
            elif self._begins_factor():  # 2x, 3(x + 1), x sin x
                left = _join("*", left, self._parse_power(depth + 1))
            else:
                return left

    def _parse_signed(self, depth: int) -> Expression:
        _check_depth(depth)
        if sign := self._take("+-"):
            operand = self._parse_signed(depth + 1)
            return operand if sign == "+" else Negative(operand=operand)
        return self._parse_power(depth + 1)

    def _parse_power(self, depth: int) -> Expression:
        power = self._parse_atom(depth + 1)
        if self._take("^"):
            power = _join("^", power, self._parse_signed(depth + 1))
        if self._take("%"):
            power = _join("/", power, Number(value=Fraction(100)))
        return power

    def _parse_atom(self, depth: int) -> Expression:
        _check_depth(depth)
        number, name, sign = self._peek()
        if number:
            self._accept()
            self._is_after_number = True
            return Number(value=Fraction(number))
        if name:
            return self._parse_name(name.lower(), depth)
        if sign in {"(", "|"}:
            return self._parse_bracket(sign, depth)
        msg = f"a number or {VARIABLES[0]} is missing in the formula"
        raise FigureError(msg)

    def _parse_bracket(self, sign: str, depth: int) -> Expression:
        self._accept()
        self._bars += sign == "|"
        inner = self.parse_sum(depth + 1)
        if not self._take(")" if sign == "(" else "|"):
            msg = "a bracket of the formula is not closed"
            raise FigureError(msg)
        self._bars -= sign == "|"
        return inner if sign == "(" else Call(function="abs", argument=inner)

    def _parse_name(self, name: str, depth: int) -> Expression:
        self._accept()
        if name in self._variables:
            self.has_variable = True
            return Variable(name=name)
        if name not in self._names:
            msg = f"{name[:20]!r} is unknown in a formula"
            raise FigureError(msg)
        if name in CONSTANTS:
            return Constant(name=name)
        if self._take("^"):  # sin^2 x is (sin x)^2
            exponent = self._parse_atom(depth + 1)
            return _join("^", Call(function=name, argument=self._parse_argument(depth + 1)), exponent)
        return Call(function=name, argument=self._parse_argument(depth + 1))

    def _parse_argument(self, depth: int) -> Expression:
        """Parse `(x + 1)`, or what stands without brackets up to the next sign: `sin 2x`."""
        if self._peek()[2] == "(":
            return self._parse_atom(depth)
        argument = self._parse_power(depth)
        while self._peek()[1].lower() in {*self._variables, *CONSTANTS}:
            argument = _join("*", argument, self._parse_power(depth))
        return argument

    def _begins_factor(self) -> bool:
        number, name, sign = self._peek()
        opens = sign == "(" or (sign == "|" and not self._bars)
        # "2 2" is two numbers
        return (bool(number) and not self._is_after_number) or name.lower() in self._names or opens

    def _peek(self) -> tuple[str, str, str]:
        match = _TOKEN.match(self._text, self.end)
        if not match:
            return "", "", ""
        number, name, sign = (group or "" for group in match.groups())
        return number, self._leading_piece(name), sign

    def _accept(self) -> None:
        match = _TOKEN.match(self._text, self.end)
        if match is not None:
            name = match.group(2) or ""
            self.end = match.end() - (len(name) - len(self._leading_piece(name)))
            self._is_after_number = False

    def _take(self, signs: str) -> str:
        sign = self._peek()[2]
        if sign and sign in signs:
            self._accept()
            return sign
        return ""

    def _leading_piece(self, name: str) -> str:
        """Return the first of several names that are written together: `xsinx` is x · sin x, `2pix` is 2 · π · x.

        A word that does not fall into known names whole stays as it is.
        """
        pieces = _split(name.lower(), self._names)
        return name[: len(pieces[0])] if pieces else name


def _split(letters: str, names: Collection[str]) -> tuple[str, ...]:
    for known in names:
        if letters == known:
            return (known,)
        if letters.startswith(known) and (rest := _split(letters[len(known) :], names)):
            return (known, *rest)
    return ()


def _join(sign: str, left: Expression, right: Expression) -> Operation:
    return Operation(sign=cast("Literal['+', '-', '*', '/', '^']", sign), left=left, right=right)


def _check_depth(depth: int) -> None:
    if depth > 4 * MAX_DEPTH:
        msg = "the formula is nested too deeply"
        raise FigureError(msg)

r"""Formulas of one variable: text → a function on arrays. Parsed by hand, so nothing that a model writes is ever run.

Takes what people and models write: `2x^2 - 3x + 1`, `sin(2πx)`, `|x-1|`, `√x`, `\frac{1}{x}`. Numbers are
64-bit floats, so no formula takes long, however large its powers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from model.errors import FigureError

Values = npt.NDArray[np.float64]
Function = Callable[[Values], Values]

MAX_CHARACTERS = 200
MAX_DEPTH = 40

_FUNCTIONS: dict[str, Callable[[Values], Values]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "arcsin": np.arcsin,
    "arccos": np.arccos,
    "arctan": np.arctan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "exp": np.exp,
    "ln": np.log,
    "log": np.log10,
    "lg": np.log10,
    "sqrt": np.sqrt,
    "cbrt": np.cbrt,
    "abs": np.abs,
    "floor": np.floor,
    "ceil": np.ceil,
}
_CONSTANTS = {"pi": np.pi, "e": np.e}
VARIABLES = ("x", "t")
_NAMES = tuple(sorted((*_FUNCTIONS, *_CONSTANTS, *VARIABLES), key=len, reverse=True))

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
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?|\.\d+)|([A-Za-z]+)|([-+*/^()|]))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A parsed formula: its text as it was written, and the function that it names."""

    text: str
    function: Function
    has_variable: bool

    def __call__(self, values: Values) -> Values:
        """Evaluate at each value, shape `(n,)`; NaN or infinite where the formula is not defined."""
        with np.errstate(all="ignore"):
            return np.broadcast_to(self.function(values), values.shape).astype(np.float64)


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
    parser = _Parser(plain)
    function = parser.parse_sum(0)
    written = plain[: parser.end].strip()
    return Formula(text=written, function=function, has_variable=parser.has_variable), plain[parser.end :]


def _to_plain(text: str) -> str:
    for pattern, replacement in _LATEX:
        text = pattern.sub(replacement, text)
    return text.translate(_SIGNS)


class _Parser:
    """Recursive descent; `end` is where the last accepted token ended."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bars = 0  # open signs of an absolute value: the next one closes
        self.end = 0
        self.has_variable = False

    def parse_sum(self, depth: int) -> Function:
        _check_depth(depth)
        left = self._parse_product(depth + 1)
        while sign := self._take("+-"):
            left = _combine(np.add if sign == "+" else np.subtract, left, self._parse_product(depth + 1))
        return left

    def _parse_product(self, depth: int) -> Function:
        left = self._parse_signed(depth + 1)
        while True:
            if sign := self._take("*/"):
                right = self._parse_signed(depth + 1)
                left = _combine(np.multiply if sign == "*" else np.divide, left, right)
            elif self._begins_factor():  # 2x, 3(x + 1), x sin x
                left = _combine(np.multiply, left, self._parse_power(depth + 1))
            else:
                return left

    def _parse_signed(self, depth: int) -> Function:
        _check_depth(depth)
        if sign := self._take("+-"):
            operand = self._parse_signed(depth + 1)
            return operand if sign == "+" else lambda x: -operand(x)
        return self._parse_power(depth + 1)

    def _parse_power(self, depth: int) -> Function:
        base = self._parse_atom(depth + 1)
        if not self._take("^"):
            return base
        return _combine(np.power, base, self._parse_signed(depth + 1))

    def _parse_atom(self, depth: int) -> Function:
        _check_depth(depth)
        number, name, sign = self._peek()
        if number:
            self._accept()
            return _constant(float(number))
        if name:
            return self._parse_name(name.lower(), depth)
        if sign in {"(", "|"}:
            return self._parse_bracket(sign, depth)
        msg = f"a number or {VARIABLES[0]} is missing in the formula"
        raise FigureError(msg)

    def _parse_bracket(self, sign: str, depth: int) -> Function:
        self._accept()
        self._bars += sign == "|"
        inner = self.parse_sum(depth + 1)
        if not self._take(")" if sign == "(" else "|"):
            msg = "a bracket of the formula is not closed"
            raise FigureError(msg)
        self._bars -= sign == "|"
        return inner if sign == "(" else lambda x: np.abs(inner(x))

    def _parse_name(self, name: str, depth: int) -> Function:
        self._accept()
        if name in VARIABLES:
            self.has_variable = True
            return lambda x: x
        if name in _CONSTANTS:
            return _constant(_CONSTANTS[name])
        if name in _FUNCTIONS:
            function = _FUNCTIONS[name]
            if self._take("^"):  # sin^2 x is (sin x)^2
                exponent, argument = self._parse_atom(depth + 1), self._parse_argument(depth + 1)
                return lambda x: np.power(function(argument(x)), exponent(x))
            argument = self._parse_argument(depth + 1)
            return lambda x: function(argument(x))
        msg = f"{name[:20]!r} is unknown in a formula"
        raise FigureError(msg)

    def _parse_argument(self, depth: int) -> Function:
        """Parse `(x + 1)`, or what stands without brackets up to the next sign: `sin 2x`."""
        if self._peek()[2] == "(":
            return self._parse_atom(depth)
        argument = self._parse_power(depth)
        while self._peek()[1].lower() in {*VARIABLES, *_CONSTANTS}:
            argument = _combine(np.multiply, argument, self._parse_power(depth))
        return argument

    def _begins_factor(self) -> bool:
        number, name, sign = self._peek()
        opens = sign == "(" or (sign == "|" and not self._bars)
        return bool(number) or name.lower() in _NAMES or opens

    def _peek(self) -> tuple[str, str, str]:
        match = _TOKEN.match(self._text, self.end)
        if not match:
            return "", "", ""
        number, name, sign = (group or "" for group in match.groups())
        return number, _leading_piece(name), sign

    def _accept(self) -> None:
        match = _TOKEN.match(self._text, self.end)
        if match is not None:
            name = match.group(2) or ""
            self.end = match.end() - (len(name) - len(_leading_piece(name)))

    def _take(self, signs: str) -> str:
        sign = self._peek()[2]
        if sign and sign in signs:
            self._accept()
            return sign
        return ""


def _leading_piece(name: str) -> str:
    """Return the first of several names that are written together: `xsinx` is x · sin x, `2pix` is 2 · π · x.

    A word that does not fall into known names whole stays as it is.
    """
    pieces = _split(name.lower())
    return name[: len(pieces[0])] if pieces else name


def _split(letters: str) -> tuple[str, ...]:
    for known in _NAMES:
        if letters == known:
            return (known,)
        if letters.startswith(known) and (rest := _split(letters[len(known) :])):
            return (known, *rest)
    return ()


def _combine(operation: np.ufunc, left: Function, right: Function) -> Function:
    return lambda x: operation(left(x), right(x))


def _constant(value: float) -> Function:
    return lambda x: np.full_like(x, value)


def _check_depth(depth: int) -> None:
    if depth > 4 * MAX_DEPTH:
        msg = "the formula is nested too deeply"
        raise FigureError(msg)

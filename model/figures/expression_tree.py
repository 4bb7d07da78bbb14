"""Parsed expressions and what they come to: exactly, as fractions, or at many places at once, as 64-bit floats.

Nothing that a model or a user writes is ever run; a large power costs floats nothing, and exact values have a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from model.errors import FigureError

Values = npt.NDArray[np.float64]

MAX_EXPONENT = 12  # of an exact power
MAX_BITS = 4096  # of the numerator or denominator of an exact power

FUNCTIONS: dict[str, Callable[[Values], Values]] = {
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
CONSTANTS = {"pi": np.pi, "e": np.e}


class Expression(Protocol):
    """A node of a parsed expression."""

    def at(self, values: Values) -> Values:
        """Evaluate with each value in the place of the variable, shape `(n,)`; NaN or infinite where undefined."""

    def exact(self, unknowns: Mapping[str, Fraction]) -> Fraction:
        """Compute exactly.

        Raises:
            FigureError: It holds a function, a constant such as pi, an unknown without a value, or a huge power.
            ZeroDivisionError: It divides by zero.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as it is written."""

    value: Fraction

    def at(self, values: Values) -> Values:
        """Return the number at each place."""
        return np.full_like(values, float(self.value))

    def exact(self, unknowns: Mapping[str, Fraction]) -> Fraction:
        """Return the number."""
        del unknowns
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """Pi or e."""

    name: str

    def at(self, values: Values) -> Values:
        """Return the constant at each place."""
        return np.full_like(values, CONSTANTS[self.name])

    def exact(self, unknowns: Mapping[str, Fraction]) -> Fraction:
        """Refuse: it is no fraction."""
        del unknowns
        msg = f"{self.name!r} is no fraction"
        raise FigureError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A letter that stands for a value."""

    name: str

    def at(self, values: Values) -> Values:
        """Return the values."""
        return values

    def exact(self, unknowns: Mapping[str, Fraction]) -> Fraction:
        """Return the value of the letter."""
        if self.name not in unknowns:
            msg = f"{self.name!r} has no value"
            raise FigureError(msg)
        return unknowns[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative:
    """An expression with its sign turned."""

    operand: Expression

    def at(self, values: Values) -> Values:
        """Evaluate the operand and turn its sign."""
        return -self.operand.at(values)

    def exact(self, unknowns: Mapping[str, Fraction]) -> Fraction:
        """Compute the operand and turn its sign."""
        return -self.operand.exact(unknowns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Two expressions joined by a sign."""

    sign: Literal["+", "-", "*", "/", "^"]
    left: Expression
    right: Expression

    def at(self, values: Values) -> Values:
        """Evaluate both sides and join them."""
        joined: Values = _ON_ARRAYS[self.sign](self.left.at(values), self.right.at(values))
        return joined

    def exact(self, unknowns: Mapping[str, Fraction]) -> Fraction:
        """Compute both sides and join them."""
        return _ON_FRACTIONS[self.sign](self.left.exact(unknowns), self.right.exact(unknowns))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A function of an expression."""

    function: str
    argument: Expression

    def at(self, values: Values) -> Values:
        """Evaluate the function of the argument."""
        return FUNCTIONS[self.function](self.argument.at(values))

    def exact(self, unknowns: Mapping[str, Fraction]) -> Fraction:
        """Compute a size without its sign; refuse every other function, which gives no fractions."""
        if self.function != "abs":
            msg = f"{self.function!r} gives no fraction"
            raise FigureError(msg)
        return abs(self.argument.exact(unknowns))


def _raise_exactly(base: Fraction, exponent: Fraction) -> Fraction:
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator != 1 or abs(exponent) > MAX_EXPONENT or bits * abs(exponent) > MAX_BITS:
        msg = "the power is too large or no fraction"
        raise FigureError(msg)
    power: Fraction = base ** int(exponent)
    return power


_ON_ARRAYS: dict[str, np.ufunc] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
}
_ON_FRACTIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "^": _raise_exactly,
}

"""Whether a number that was written is the number that is meant: exactly, rounded, or with 3.14 for pi."""

from __future__ import annotations

from fractions import Fraction

import sympy

from assistant.tutoring.algebra import Value

MIN_DECIMALS = 2  # of a rounded number: 3.33 for 10/3 is one, 3.3 may be another number
_SCHOOL_PI = (sympy.Rational(314, 100), sympy.Rational(22, 7))


def is_same(written: Value, decimals: int | None, target: Value) -> bool:
    """Tell whether a number is the target, as it is rounded.

    Args:
        written: The number.
        decimals: Digits behind its point; None where it is no decimal.
        target: What it should be.
    """
    if written == target:
        return True
    if target.has(sympy.pi) and not written.has(sympy.pi):
        if any(_is_rounded(written, decimals, target.subs(sympy.pi, pi), exactly=True) for pi in _SCHOOL_PI):
            return True
        return _is_rounded(written, decimals, target, exactly=decimals == 1)
    return _is_rounded(written, decimals, target, exactly=False)


def _is_rounded(written: Value, decimals: int | None, target: Value, *, exactly: bool) -> bool:
    """Tell whether a decimal is the target, rounded; `exactly` allows few digits, as of a value that has no more."""
    if not written.is_Rational:
        return False
    if exactly and target.is_Rational and written == target:
        return True
    if decimals is None or (decimals < MIN_DECIMALS and not exactly):
        return False
    if target.is_Rational and 10**decimals % target.q == 0:
        return False  # it can be written exactly with these digits
    slack = Fraction(1, 2 * 10**decimals)
    return bool(abs(Fraction(int(written.p), int(written.q)) - _to_fraction(target)) <= slack)


def _to_fraction(value: Value) -> Fraction:
    if value.is_Rational:
        return Fraction(int(value.p), int(value.q))
    return Fraction(str(sympy.N(value, 30)))


def is_power_of_ten_off(written: Value, target: Value) -> bool:
    """Tell whether a number has the digits of the target at another place."""
    if not (written.is_Rational and target.is_Rational) or target == 0:
        return False
    return any(written == target * sympy.Integer(10) ** power for power in range(-6, 7) if power)

"""Expressions → exact values, equations → the set of their solutions, by SymPy.

Nothing that is written is ever run: a text is parsed by our own grammar, and what goes to SymPy is small: few nodes,
small powers, few unknowns. So each call is short, and no process of its own is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy

from assistant.tutoring.sides import letters_of
from model.errors import FigureError
from model.figures.expression_tree import Call, Constant, Expression, Negative, Number, Operation, Variable
from model.figures.expressions import parse_expression

MAX_NODES = 60
MAX_DEGREE = 6
MAX_EXPONENT = 12
MAX_SIZE = 10**15  # of a numerator or denominator
KEPT = 512  # expressions that are remembered

Value = Any
"""A real number of SymPy in its simplest form: SymPy has no types."""


class NotFormalError(Exception):
    """A text is no expression or equation that can be computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """Two expressions that are said to be equal."""

    left: Expression
    right: Expression


def parse(text: str) -> Expression:
    """Parse an expression.

    Raises:
        NotFormalError: It is none, or too large.
    """
    try:
        return _parse(text)
    except FigureError as exc:
        raise NotFormalError from exc


@lru_cache(maxsize=KEPT)
def _parse(text: str) -> Expression:
    expression = parse_expression(text, sorted(letters_of(text)))
    if count_nodes(expression) > MAX_NODES or degree_of(expression) > MAX_DEGREE:
        msg = "the expression is too large"
        raise FigureError(msg)
    return expression


def count_nodes(expression: Expression) -> int:
    """Return how many numbers, letters and signs an expression holds."""
    return 1 + sum(count_nodes(part) for part in parts_of(expression))


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """Return what an expression joins."""
    if isinstance(expression, Operation):
        return expression.left, expression.right
    if isinstance(expression, Negative):
        return (expression.operand,)
    return (expression.argument,) if isinstance(expression, Call) else ()


def degree_of(expression: Expression) -> int:
    """Return a bound for the degree of an expression; what divides counts, too."""
    if isinstance(expression, Variable):
        return 1
    degrees = [degree_of(part) for part in parts_of(expression)]
    if isinstance(expression, Operation) and expression.sign in "*/":
        return sum(degrees)
    if isinstance(expression, Operation) and expression.sign == "^":
        exponent = expression.right.value if isinstance(expression.right, Number) else Fraction(MAX_EXPONENT)
        return degrees[0] * max(1, int(abs(exponent))) + degrees[1] * MAX_DEGREE
    return max(degrees, default=0)


def evaluate(expression: Expression) -> Value:
    """Return what an expression is, expanded; letters stay.

    Raises:
        NotFormalError: It divides by zero, or is too large.
    """
    try:
        made = sympy.expand(_make(expression))
    except (TypeError, ValueError, ZeroDivisionError) as exc:
        raise NotFormalError from exc
    if made.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I):
        raise NotFormalError
    return made if made.is_Rational else simplify_number(made)


def simplify_number(made: Value) -> Value:
    """Bring a number or expression to a form in which equal ones are the same."""
    return sympy.expand(sympy.radsimp(sympy.cancel(made)))


def value_of(text: str) -> Value:
    """Return the value of an expression without letters.

    Raises:
        NotFormalError: It has none.
    """
    value = evaluate(parse(text))
    if value.free_symbols:
        raise NotFormalError
    return value


def _make(expression: Expression) -> Value:
    if isinstance(expression, Number):
        return _check_size(sympy.Rational(expression.value.numerator, expression.value.denominator))
    if isinstance(expression, Variable):
        return sympy.Symbol(expression.name, real=True)
    if isinstance(expression, Constant):
        return sympy.pi
    if isinstance(expression, Negative):
        return -_make(expression.operand)
    if isinstance(expression, Call):
        return sympy.sqrt(_make(expression.argument))
    if isinstance(expression, Operation):
        return _check_size(_join(expression.sign, _make(expression.left), _make(expression.right)))
    raise NotFormalError


def _join(sign: str, left: Value, right: Value) -> Value:
    if sign == "^":
        if not right.is_Integer or abs(right) > MAX_EXPONENT:
            raise NotFormalError
        return left**right
    if sign == "/":
        if right == 0:
            raise NotFormalError
        return left / right
    if sign == "*":
        return left * right
    return left + right if sign == "+" else left - right


def _check_size(value: Value) -> Value:
    if value.is_Rational and max(abs(value.p), value.q) > MAX_SIZE:
        raise NotFormalError
    return value


def difference_of(equation: Equation) -> Value:
    """Return the numerator of the left side minus the right side."""
    return evaluate(equation.left) - evaluate(equation.right)


def solve(equation: Equation, unknown: str) -> frozenset[Value] | None:
    """Return the real solutions of an equation with one unknown; None where every number is one.

    Raises:
        NotFormalError: It has other letters, or its solutions can't be written with square roots.
    """
    symbol = sympy.Symbol(unknown, real=True)
    difference = difference_of(equation)
    if difference.free_symbols - {symbol}:
        raise NotFormalError
    raw = _make(equation.left) - _make(equation.right)
    numerator, _ = sympy.fraction(sympy.together(raw))
    if not numerator.is_polynomial(symbol):
        raise NotFormalError
    polynomial = sympy.Poly(numerator, symbol)
    if polynomial.is_zero:
        return None
    if not all(coefficient.is_Rational for coefficient in polynomial.all_coeffs()):
        return _solve_linear(polynomial)
    below = [evaluate(part) for side in (equation.left, equation.right) for part in _denominators(side)]
    roots = _find_roots(polynomial)
    return frozenset(r for r in roots if all(simplify_number(part.subs(symbol, r)) != 0 for part in below))


def _denominators(expression: Expression) -> Iterator[Expression]:
    """Yield what must not be zero, also where it is cut away: x²/x has no value at zero."""
    if isinstance(expression, Operation) and expression.sign == "/":
        yield expression.right
    if (
        isinstance(expression, Operation)
        and isinstance(expression.right, Negative)
        and expression.sign == "^"
    ):
        yield expression.left
    for part in parts_of(expression):
        yield from _denominators(part)


def _solve_linear(polynomial: Value) -> frozenset[Value]:
    if polynomial.degree() != 1:
        raise NotFormalError
    slope, constant = polynomial.all_coeffs()
    return frozenset({simplify_number(-constant / slope)})


def _find_roots(polynomial: Value) -> frozenset[Value]:
    found: set[Value] = set()
    for factor, _ in sympy.factor_list(polynomial)[1]:
        coefficients = factor.all_coeffs()
        if len(coefficients) == 2:
            found.add(-coefficients[1] / coefficients[0])
        elif len(coefficients) == 3:
            a, b, c = coefficients
            inner = b * b - 4 * a * c
            if inner > 0:  # it has no rational root
                found |= {simplify_number((-b + sign * sympy.sqrt(inner)) / (2 * a)) for sign in (1, -1)}
        else:
            raise NotFormalError
    return frozenset(found)


def solve_system(equations: Sequence[Equation], unknowns: Sequence[str]) -> tuple[Value, ...]:
    """Return the only solution of a system of linear equations, in the order of its unknowns.

    Raises:
        NotFormalError: It is not linear, or has no or several solutions.
    """
    symbols = [sympy.Symbol(name, real=True) for name in unknowns]
    differences = [difference_of(equation) for equation in equations]
    for difference in differences:
        if not difference.is_polynomial(*symbols) or sympy.Poly(difference, *symbols).total_degree() > 1:
            raise NotFormalError
    found = sympy.linsolve(differences, *symbols)
    solutions = list(found) if found.is_FiniteSet else []
    if len(solutions) != 1 or any(value.free_symbols for value in solutions[0]):
        raise NotFormalError
    return tuple(solutions[0])


def holds_at(equation: Equation, values: Mapping[str, Value]) -> bool:
    """Tell whether values solve an equation.

    Raises:
        NotFormalError: It has other letters.
    """
    symbols = {sympy.Symbol(name, real=True): value for name, value in values.items()}
    difference = difference_of(equation)
    if difference.free_symbols - set(symbols):
        raise NotFormalError
    return bool(simplify_number(difference.subs(symbols)) == 0)

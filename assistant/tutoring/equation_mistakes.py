"""Wrong steps from one equation to the next: each gives the equation that would have been right before the step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import sympy

from assistant.tutoring.algebra import Equation, NotFormalError, Value, difference_of, evaluate, solve
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.tree_mistakes import find_mistakes, join, number, terms_of
from model.figures.expression_tree import Expression, Variable

MAX_MOVED = 2  # terms that are moved at once
MAX_TERMS = 6

StepMistake = tuple[Misconception, Equation]


def explain_step(before: Equation, after: Equation, unknown: str) -> Misconception | None:
    """Return the likeliest reason why one equation does not follow from another; None where none is known."""
    try:
        reached = solve(after, unknown)
    except NotFormalError:
        return None
    mistakes = list(find_step_mistakes(before, unknown))
    for is_alike in (_is_same, lambda one, _: _solve(one, unknown) == reached):
        for misconception, mistaken in mistakes:
            if is_alike(mistaken, after):
                return misconception
    if reached and _solve(before, unknown) == frozenset(-value for value in reached):
        return Misconception.SIGN
    return Misconception.CALCULATION if _keeps_coefficient(before, after, unknown) else None


def find_step_mistakes(before: Equation, unknown: str) -> Iterator[StepMistake]:
    """Yield wrong steps, likeliest first, each with the equation that has the solutions that it leads to."""
    for left in find_mistakes(before.left):
        yield left[0], replace(before, left=left[1])
    for right in find_mistakes(before.right):
        yield right[0], replace(before, right=right[1])
    yield from _undo_badly(before, unknown)
    yield from _move_badly(before)
    yield from _divide_one_term(before, unknown)


def explain_value(before: Equation, value: Value, unknown: str) -> Misconception | None:
    """Return why a number that was computed beside an equation is wrong: a solution or a side of a wrong step."""
    if not _is_linear(before, unknown):
        return None
    for misconception, mistaken in find_step_mistakes(before, unknown):
        if value in (_solve(mistaken, unknown) or ()):
            return misconception
        try:
            side = evaluate(mistaken.right)
        except NotFormalError:
            continue
        if misconception is Misconception.SIGN_WHEN_MOVING and side == value:
            return misconception
    return None


def _is_same(one: Equation, other: Equation) -> bool:
    try:
        return bool(
            evaluate(one.left) == evaluate(other.left) and evaluate(one.right) == evaluate(other.right)
        )
    except NotFormalError:
        return False


def _solve(equation: Equation, unknown: str) -> frozenset[Value] | None:
    try:
        return solve(equation, unknown)
    except NotFormalError:
        return frozenset()


def _move_badly(before: Equation) -> Iterator[StepMistake]:
    """3x + 5 = 20 → 3x = 20 + 5: a term changes sides and keeps its sign."""
    sides = (terms_of(before.left), terms_of(before.right))
    for position, terms in enumerate(sides):
        moved = terms[:MAX_TERMS]
        for count in range(1, MAX_MOVED + 1):
            for chosen in combinations(moved, count):
                if len(terms) > 1 and count < len(terms):
                    yield _move(before, chosen, is_left=position == 0)
    for left in sides[0][:MAX_TERMS]:
        for right in sides[1][:MAX_TERMS]:
            if len(sides[0]) > 1 and len(sides[1]) > 1:
                _, once = _move(before, (left,), is_left=True)
                yield _move(once, (right,), is_left=False)


def _move(
    before: Equation, chosen: tuple[tuple[int, Expression], ...], *, is_left: bool
) -> tuple[Misconception, Equation]:
    sides = [before.left, before.right] if is_left else [before.right, before.left]
    for sign, term in chosen:
        sides[0] = join("-" if sign > 0 else "+", sides[0], term)
        sides[1] = join("+" if sign > 0 else "-", sides[1], term)
    left, right = sides if is_left else reversed(sides)
    return Misconception.SIGN_WHEN_MOVING, Equation(left=left, right=right)


def _undo_badly(before: Equation, unknown: str) -> Iterator[StepMistake]:
    """4x = 24 → x = 24 - 4: the wrong operation undoes a factor."""
    linear = _read_linear(before, unknown)
    if linear is None:
        return
    factor, constant = linear
    letter = Variable(name=unknown)
    if factor in {1, -1}:
        return
    wrong = [constant * factor, constant - factor, constant + factor]
    if abs(factor.numerator) == 1:  # x / 4 = 7
        wrong += [constant - 1 / factor, constant + 1 / factor]
    for value in wrong:
        yield Misconception.INVERSE_OPERATION, Equation(left=letter, right=number(value))
    if constant:
        yield Misconception.INVERTED_FRACTION, Equation(left=letter, right=number(factor / constant))


def _read_linear(before: Equation, unknown: str) -> tuple[Fraction, Fraction] | None:
    """Return a and c of a·x = c; None where an equation has another form."""
    symbol = sympy.Symbol(unknown, real=True)
    try:
        left, right = evaluate(before.left), evaluate(before.right)
    except NotFormalError:
        return None
    if left.is_Rational:
        left, right = right, left
    factor = sympy.expand(left / symbol)
    if not (factor.is_Rational and right.is_Rational):
        return None
    return Fraction(int(factor.p), int(factor.q)), Fraction(int(right.p), int(right.q))


def _divide_one_term(before: Equation, unknown: str) -> Iterator[StepMistake]:
    """2x + 8 = 20 → x + 8 = 10: one term is not divided."""
    symbol = sympy.Symbol(unknown, real=True)
    for sign, term in terms_of(before.left):
        try:
            factor = evaluate(term) * sign / symbol
        except NotFormalError:
            continue
        if not factor.is_Rational or factor in {0, 1, -1} or len(terms_of(before.left)) < 2:
            continue
        by = number(Fraction(int(factor.p), int(factor.q)))
        rest = join("-", before.left, join("*", by, Variable(name=unknown)))
        once = join("+", Variable(name=unknown), rest)
        yield Misconception.DIVIDED_ONE_TERM, Equation(left=once, right=join("/", before.right, by))
        divided = join("+", Variable(name=unknown), join("/", rest, by))
        yield Misconception.DIVIDED_ONE_TERM, Equation(left=divided, right=before.right)


def _is_linear(equation: Equation, unknown: str) -> bool:
    try:
        return bool(sympy.degree(difference_of(equation), sympy.Symbol(unknown, real=True)) == 1)
    except (NotFormalError, sympy.PolynomialError):
        return False


def _keeps_coefficient(before: Equation, after: Equation, unknown: str) -> bool:
    """Tell whether only a number came out wrong: the unknown has the factor of a right step, as in 3x = 16."""
    symbol = sympy.Symbol(unknown, real=True)
    try:
        old = sympy.Poly(difference_of(before), symbol)
        new = sympy.Poly(difference_of(after), symbol)
    except (NotFormalError, sympy.PolynomialError):
        return False
    return bool(old.degree() == new.degree() == 1 and abs(old.LC()) == abs(new.LC()))

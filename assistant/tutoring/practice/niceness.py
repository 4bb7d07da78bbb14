"""Whether an exercise with other numbers is as good as its model: solvable, and as easy to reckon."""

from __future__ import annotations

from collections.abc import Iterable

import sympy

from assistant.tutoring.algebra import Value, parts_of
from assistant.tutoring.problems import EquationProblem, Exercise, FormProblem, Problem, Subject, ValueProblem
from assistant.tutoring.situation import gives_away, list_solutions
from model.figures.expression_tree import Expression, Operation

MAX_DENOMINATOR = 60
MAX_PLACES = 4  # of decimals that are compared


def is_as_good(made: Exercise, model: Exercise) -> bool:
    """Tell whether a made exercise has the structure of its model, other solutions, and numbers as nice."""
    new, old = made.problem, model.problem
    if not _is_built_alike(new, old):
        return False
    if isinstance(new, FormProblem) and isinstance(old, FormProblem):
        return _has_as_many_terms(new, old)
    found, known = list_solutions(new), list_solutions(old)
    if len(found) != len(known) or set(found) == set(known) or gives_away(model, made.text):
        return False
    is_of_fractions = new.subject is Subject.FRACTIONS  # two of them may make a whole by chance
    return _are_as_plain(found, known, may_be_whole=not is_of_fractions) and _are_steps_as_plain(new, old)


def _is_built_alike(new: Problem, old: Problem) -> bool:
    if type(new) is not type(old) or new.subject is not old.subject:
        return False
    if isinstance(new, EquationProblem) and isinstance(old, EquationProblem):
        return new.unknown == old.unknown
    if isinstance(new, ValueProblem) and isinstance(old, ValueProblem):
        return new.unit == old.unit and list(map(_shape, new.setup)) == list(map(_shape, old.setup))
    return True


def _shape(expression: Expression) -> object:
    """Return the signs of an expression, without its numbers."""
    parts = tuple(map(_shape, parts_of(expression)))
    return (expression.sign if isinstance(expression, Operation) else "", parts)


def _has_as_many_terms(new: FormProblem, old: FormProblem) -> bool:
    """Tell whether nothing falls away or comes in: as many terms, whole numbers before them, something to do."""
    if new.form is not old.form:
        return False
    made, model = sympy.expand(new.value), sympy.expand(old.value)
    is_whole = all(c.is_Integer for c in made.as_coefficients_dict().values())
    if len(sympy.Add.make_args(made)) != len(sympy.Add.make_args(model)) or not is_whole or made == model:
        return False
    return _factors(new.value) == _factors(old.value)


def _factors(value: Value) -> int:
    """Count the factors: what could be factored can be, with other numbers, too."""
    content, factors = sympy.factor_list(value)
    return int(sum(power for _, power in factors)) + int(abs(content) != 1)


def _are_as_plain(found: Iterable[Value], known: Iterable[Value], *, may_be_whole: bool) -> bool:
    before = list(known)
    is_whole = may_be_whole and all(value.is_Integer for value in before)
    is_positive = all(value.is_positive for value in before)
    return all(_is_plain(value, is_whole=is_whole, is_positive=is_positive) for value in found)


def _is_plain(value: Value, *, is_whole: bool, is_positive: bool) -> bool:
    if value.free_symbols or value.is_zero or (is_positive and not value.is_positive):
        return False
    if is_whole:
        return bool(value.is_Integer)
    number = value / sympy.pi if value.has(sympy.pi) else value
    if not number.is_Rational:
        return False
    is_decimal = (number * 10**MAX_PLACES).is_Integer
    return bool(is_decimal or number.q <= MAX_DENOMINATOR)


def _are_steps_as_plain(new: Problem, old: Problem) -> bool:
    """Tell whether no fraction and no negative number comes up on the way where none did before."""
    if not (isinstance(new, ValueProblem) and isinstance(old, ValueProblem)):
        return True
    before, after = list(old.list_steps()), list(new.list_steps())
    if all(value.is_Integer for value in before) and not all(value.is_Integer for value in after):
        return False
    return not all(value.is_nonnegative for value in before) or all(value.is_nonnegative for value in after)

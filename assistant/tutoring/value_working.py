"""Judges attempts at exercises whose solution is a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import gcd

import sympy

from assistant.tutoring.algebra import NotFormalError, parse
from assistant.tutoring.judgement import NOTHING_UNDERSTOOD, Judgement, Verdict, right, wrong
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.numbers_judged import is_power_of_ten_off
from assistant.tutoring.problems import Subject, ValueProblem
from assistant.tutoring.statements import Statement
from assistant.tutoring.sums import Sum, explain_sum, find_sums, is_false

_FIRST_HALVES = frozenset({Misconception.MEAN_WITHOUT_DIVIDING, Misconception.PERCENT_PART_ONLY})
"""What is right as the first of two steps, and wrong as the answer."""


def judge_value(problem: ValueProblem, statements: Sequence[Statement]) -> Judgement:
    """Judge what is written against the solution."""
    sums = find_sums(statements)
    if not sums:
        return NOTHING_UNDERSTOOD
    for one in sums:
        if is_false(one) and not _leaves_out_percent(problem, one):
            known = _explain(problem, one) if problem.is_exercise_itself else None
            return wrong(one.statement.line, one.statement.text, known or explain_sum(one))
    if len(problem.targets) > 1:
        return _judge_several(problem, sums)
    return _judge_one(problem, sums)


def _judge_one(problem: ValueProblem, sums: Sequence[Sum]) -> Judgement:
    last = sums[-1]
    if _is_target(problem, last):
        return _judge_target(problem, last)
    for one in sums:
        misconception = _explain(problem, one)
        if misconception is not None and not _goes_on(problem, one, misconception, is_last=one is last):
            return _wrong_way(problem, one, misconception)
    return _judge_other(problem, sums)


def _judge_target(problem: ValueProblem, found: Sum) -> Judgement:
    """Judge an attempt that ends with the right number."""
    line, step = found.statement.line, found.statement.text
    if _has_wrong_unit(problem, found):
        return wrong(line, step, Misconception.UNIT)
    if found.last.unit is not None and problem.unit is None:
        return _true_so_far("")  # a unit that the exercise does not have
    return right(step) if _is_whole(problem, found) else _true_so_far(step, follows=True)


def _judge_other(problem: ValueProblem, sums: Sequence[Sum]) -> Judgement:
    """Judge an attempt that ends with another number for which no reason is known."""
    last = sums[-1]
    line, step = last.statement.line, last.statement.text
    if sum(one.statement.line == line and one.is_bare for one in sums) > 1:
        return _true_so_far("")  # several numbers: which of them is meant can't be told
    is_step = _is_step(problem, last)
    if last.is_bare and last.is_done and not is_step:
        return wrong(line, step, _explain_digits(problem, last))
    return _true_so_far(step, follows=is_step)


def _wrong_way(problem: ValueProblem, found: Sum, misconception: Misconception) -> Judgement:
    """Return the judgement of a result that a misconception leads to; its sum may be right."""
    statement = found.statement
    is_true = len(statement.sides) > 1 and (not found.is_bare or problem.subject is not Subject.FRACTIONS)
    return wrong(statement.line, statement.text, misconception, is_true=is_true)


def _goes_on(problem: ValueProblem, found: Sum, misconception: Misconception, *, is_last: bool) -> bool:
    """Tell whether a wrong result may be a step: more follows, or it was computed and has not the unit asked for."""
    if not _is_step(problem, found):
        return False
    has_unit = found.last.unit is not None and problem.unit is not None
    return not is_last or (misconception in _FIRST_HALVES and not found.is_bare and not has_unit)


def _judge_several(problem: ValueProblem, sums: Sequence[Sum]) -> Judgement:
    values = [one.value for one in sums][-len(problem.targets) :]
    last = sums[-1].statement
    if values == list(problem.targets):
        return right(", ".join(one.statement.text for one in sums[-len(values) :]))
    if len(set(values)) > 1 and values == list(reversed(problem.targets)):
        return wrong(last.line, last.text, Misconception.SWAPPED_RATIO)
    for one in sums:
        if (misconception := _explain(problem, one)) is not None:
            return _wrong_way(problem, one, misconception)
    if len(values) == len(problem.targets) and all(one.is_bare for one in sums[-len(values) :]):
        return wrong(last.line, last.text)
    known = {*problem.targets, *problem.list_steps()}
    return _true_so_far(last.text, follows=all(value in known for value in values))


def _true_so_far(step: str, *, follows: bool = False) -> Judgement:
    return Judgement(verdict=Verdict.UNCLEAR, step=step, follows=follows, is_true=bool(step))


def _is_target(problem: ValueProblem, found: Sum) -> bool:
    unit, wanted = found.last.unit, problem.unit
    if unit and wanted and unit.dimension is wanted.dimension and unit.factor != wanted.factor:
        ratio = unit.factor / wanted.factor
        scaled = found.value * sympy.Rational(ratio.numerator, ratio.denominator)
        if scaled == problem.targets[0]:
            return True
        return found.is_number(problem.targets[0])  # the number is right, its unit is not
    return any(found.is_number(target) for target in (problem.targets[0], *problem.also))


def _has_wrong_unit(problem: ValueProblem, found: Sum) -> bool:
    unit, wanted = found.last.unit, problem.unit
    if unit is None or wanted is None:
        return False
    if unit.dimension is not wanted.dimension:
        return True
    return unit.factor != wanted.factor and found.value == problem.targets[0] != 0


def _is_whole(problem: ValueProblem, found: Sum) -> bool:
    """Tell whether a right value is an answer, and not the exercise once more or a sum that is still to be computed."""
    if not found.is_done:
        return False
    if problem.is_exercise_itself and found.statement.is_single and _repeats(problem, found):
        return False
    if problem.is_reduced:
        above, _, below = found.last.text.partition("/")
        digits = above.strip(), below.strip()
        return not all(part.isdigit() for part in digits) or gcd(int(digits[0]), int(digits[1])) == 1
    return True


def _repeats(problem: ValueProblem, found: Sum) -> bool:
    try:
        return parse(found.last.text) in problem.setup and "/" in found.last.text
    except NotFormalError:
        return False


def _explain(problem: ValueProblem, found: Sum) -> Misconception | None:
    for misconception, value in problem.list_mistakes():
        if found.is_number(value) and value != problem.targets[0]:
            return misconception
    return None


def _explain_digits(problem: ValueProblem, found: Sum) -> Misconception | None:
    target = problem.targets[0]
    if problem.is_converted or (found.last.unit and _has_other_factor(problem, found)):
        return Misconception.UNIT
    if found.value == -target:
        return Misconception.SIGN
    return Misconception.PLACE_VALUE if is_power_of_ten_off(found.value, target) else None


def _has_other_factor(problem: ValueProblem, found: Sum) -> bool:
    unit = found.last.unit
    return (
        unit is not None and problem.unit is not None and is_power_of_ten_off(found.value, problem.targets[0])
    )


def _is_step(problem: ValueProblem, found: Sum) -> bool:
    return any(found.is_number(value) for value in problem.list_steps())


def _leaves_out_percent(problem: ValueProblem, found: Sum) -> bool:
    """Tell whether only what belongs to a per cent is missing, as in `12 ÷ 80 = 15` and `10 % = 8`."""
    if problem.subject is not Subject.PERCENT:
        return False
    first, *others = found.statement.sides
    if re.fullmatch(r"\d+(?:\.\d+)? %", first.text) and not any("%" in side.text for side in others):
        return True  # 10 % = 8: of the whole
    if not problem.also:
        return False
    known = [value for value in found.values if value is not None]
    return len(known) == 2 and known[0] == problem.also[0] and known[1] == problem.targets[0]

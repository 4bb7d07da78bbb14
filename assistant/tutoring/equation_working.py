"""Judges attempts at equations, systems and expressions, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from assistant.tutoring.algebra import Equation, NotFormalError, Value, holds_at, parse, solve
from assistant.tutoring.equation_mistakes import explain_step, explain_value
from assistant.tutoring.judgement import NOTHING_UNDERSTOOD, Judgement, Verdict, right, wrong
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.numbers_judged import is_same
from assistant.tutoring.problems import EquationProblem, SystemProblem
from assistant.tutoring.statements import Statement
from assistant.tutoring.sums import Sum, explain_sum, find_sums, is_false, read_sum


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One equation of a line.

    Attributes:
        equation: As it is written.
        solutions: What solves it.
        value: The last side where it names a value of the unknown, else None.
    """

    statement: Statement
    equation: Equation
    solutions: frozenset[Value]
    value: Sum | None


@dataclass(slots=True, kw_only=True)
class _Working:
    """How far an attempt has come.

    Attributes:
        before: The last equation that follows.
        named: Solutions that were named as such.
        beside: The last result of a sum beside the equation.
        understood: The last statement that follows.
    """

    before: Equation
    named: set[Value] = field(default_factory=set)
    beside: Sum | None = None
    understood: Statement | None = None


def judge_equation(problem: EquationProblem, statements: Sequence[Statement]) -> Judgement:
    """Judge each line against the solutions of the exercise."""
    working = _Working(before=problem.equation)
    for _, line in groupby(statements, key=lambda statement: statement.line):
        failed = _judge_line(problem, working, tuple(line))
        if failed is not None:
            return failed
    return _conclude(problem, working)


def _conclude(problem: EquationProblem, working: _Working) -> Judgement:
    last = working.understood
    if last is None:
        return NOTHING_UNDERSTOOD
    if working.named == problem.solutions and working.named:
        return right(last.text)
    if working.named:
        return wrong(last.line, last.text, Misconception.MISSING_SOLUTION)
    beside = working.beside
    if beside is not None and problem.solutions == {beside.value}:
        return right(beside.statement.text)
    return Judgement(verdict=Verdict.UNCLEAR, step=last.text, follows=beside is None, is_true=True)


def _judge_line(problem: EquationProblem, working: _Working, line: Sequence[Statement]) -> Judgement | None:
    """Return why a line is wrong; None where it follows, or was not understood."""
    with_unknown = [statement for statement in line if problem.unknown in statement.letters]
    for one in find_sums(with_unknown):
        if is_false(one):
            return wrong(one.statement.line, one.statement.text, explain_sum(one))
    steps = [step for statement in with_unknown for step in _read_steps(statement, problem.unknown)]
    if steps and (failed := _judge_steps(problem, working, steps)) is not None:
        return failed
    return _judge_sums(problem, working, find_sums([s for s in line if s not in with_unknown]))


def _judge_steps(problem: EquationProblem, working: _Working, steps: Sequence[_Step]) -> Judgement | None:
    for step in steps:
        if not _fits(step, problem):
            statement = step.statement
            is_mirrored = {-value for value in _union(steps)} == problem.solutions
            reason = explain_step(working.before, step.equation, problem.unknown)
            return wrong(statement.line, statement.text, Misconception.SIGN if is_mirrored else reason)
    named = {value for step in steps if step.value for value in _named(step, problem)}
    whole = [step for step in steps if step.solutions == problem.solutions]
    if not named and not whole and _union(steps) != problem.solutions:
        statement = steps[-1].statement
        return wrong(statement.line, statement.text, Misconception.MISSING_SOLUTION)
    working.named |= named
    working.before = whole[-1].equation if whole else working.before
    working.understood = steps[-1].statement
    return None


def _union(steps: Sequence[_Step]) -> frozenset[Value]:
    return frozenset(value for step in steps for value in step.solutions)


def _fits(step: _Step, problem: EquationProblem) -> bool:
    return step.solutions <= problem.solutions or bool(_named(step, problem))


def _named(step: _Step, problem: EquationProblem) -> frozenset[Value]:
    """Return the solutions that a value stands for: itself, or what it is rounded from."""
    if step.solutions <= problem.solutions:
        return step.solutions
    value = step.value
    return frozenset(s for s in problem.solutions if value is not None and value.is_number(s))


def _read_steps(statement: Statement, unknown: str) -> Iterator[_Step]:
    for left, other in pairwise(statement.sides):
        if unknown not in left.text and unknown not in other.text:
            continue
        try:
            equation = Equation(left=parse(left.text), right=parse(other.text))
            solutions = solve(equation, unknown)
        except NotFormalError:
            continue
        if solutions is not None:
            is_named = unknown in {left.text, other.text}
            value = read_sum(statement) if is_named else None
            yield _Step(statement=statement, equation=equation, solutions=solutions, value=value)


def _judge_sums(problem: EquationProblem, working: _Working, sums: Sequence[Sum]) -> Judgement | None:
    """Judge what is computed beside the equation, and numbers that are named as its solution."""
    for one in sums:
        # a name of the student's own, such as D, and a unit are of something else
        is_beside = bool(one.statement.letters) or one.last.unit is not None
        failed = _judge_sum(problem, working, one) if is_false(one) or not is_beside else None
        if failed is not None:
            return failed
    return None


def _judge_sum(problem: EquationProblem, working: _Working, one: Sum) -> Judgement | None:
    line, step = one.statement.line, one.statement.text
    if is_false(one):
        return wrong(line, step, explain_sum(one))
    solved = {s for s in problem.solutions if is_same(one.value, one.last.decimals, s)}
    working.understood = one.statement
    if one.is_bare and one.is_done:
        working.named |= solved
        return (
            None if solved else wrong(line, step, explain_value(working.before, one.value, problem.unknown))
        )
    reason = None if solved else explain_value(working.before, one.value, problem.unknown)
    if reason is not None:
        return wrong(line, step, reason, is_true=True)
    working.beside = one
    return None


def judge_system(problem: SystemProblem, statements: Sequence[Statement]) -> Judgement:
    """Judge each line by the only solution of the system."""
    named: dict[str, Value] = {}
    last: Statement | None = None
    for one in find_sums(statements):
        if is_false(one):
            return wrong(one.statement.line, one.statement.text, explain_sum(one))
    for statement in statements:
        for left, other in pairwise(statement.sides):
            if not statement.letters:
                continue
            try:
                if not holds_at(Equation(left=parse(left.text), right=parse(other.text)), problem.solution):
                    return wrong(statement.line, statement.text)
            except NotFormalError:
                continue
            last = statement
            value = read_sum(statement)
            if value is not None and left.text in problem.solution:
                named[left.text] = value.value
    return _conclude_system(problem, named, last, statements)


def _conclude_system(
    problem: SystemProblem,
    named: dict[str, Value],
    last: Statement | None,
    statements: Sequence[Statement],
) -> Judgement:
    if last is not None and named.keys() == problem.solution.keys():
        return right(last.text)
    bare = [one for one in find_sums(statements) if one.is_bare and not one.statement.letters]
    if not named and [one.value for one in bare] == list(problem.solution.values()):
        return right(", ".join(one.statement.text for one in bare))
    if last is None:
        return NOTHING_UNDERSTOOD
    return Judgement(verdict=Verdict.UNCLEAR, step=last.text, follows=True, is_true=True)

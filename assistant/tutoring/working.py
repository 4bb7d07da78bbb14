"""An attempt at an exercise → its judgement, in whichever reading of its commas it is right."""

from __future__ import annotations

from assistant.tutoring.algebra import NotFormalError
from assistant.tutoring.equation_working import judge_equation, judge_system
from assistant.tutoring.form_working import judge_form
from assistant.tutoring.judgement import NOTHING_UNDERSTOOD, Judgement, Verdict
from assistant.tutoring.notation import read_notations
from assistant.tutoring.problems import EquationProblem, FormProblem, Problem, SystemProblem, ValueProblem
from assistant.tutoring.statements import find_statements
from assistant.tutoring.value_working import judge_value


def judge_attempt(problem: Problem, attempt: str) -> Judgement:
    """Judge what a student wrote.

    Args:
        problem: What was asked.
        attempt: As it was written.
    """
    judgements = [_judge_reading(problem, reading) for reading in read_notations(attempt)]
    proven = next((one for one in judgements if one.verdict is Verdict.RIGHT), None)
    return proven or judgements[0]


def unknowns_of(problem: Problem) -> frozenset[str]:
    """Return the letters that stand for numbers in a problem."""
    if isinstance(problem, EquationProblem):
        return frozenset({problem.unknown})
    if isinstance(problem, SystemProblem):
        return frozenset(problem.solution)
    if isinstance(problem, FormProblem):
        return frozenset(symbol.name for symbol in problem.value.free_symbols)
    return frozenset()


def _judge_reading(problem: Problem, reading: str) -> Judgement:
    statements = find_statements(reading, unknowns_of(problem))
    try:
        if isinstance(problem, ValueProblem):
            return judge_value(problem, statements)
        if isinstance(problem, EquationProblem):
            return judge_equation(problem, statements)
        if isinstance(problem, SystemProblem):
            return judge_system(problem, statements)
        return judge_form(problem, statements)
    except NotFormalError:
        return NOTHING_UNDERSTOOD

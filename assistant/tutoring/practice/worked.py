"""An exercise worked out: the calculation, or the first step and the solution."""

from __future__ import annotations

import re

from assistant.tutoring.algebra import evaluate, parts_of
from assistant.tutoring.ladder.ladder import write_solution
from assistant.tutoring.ladder.next_steps import make_next_step
from assistant.tutoring.ladder.writing import write_expression
from assistant.tutoring.problems import Exercise, Subject, ValueProblem
from knowledge_base.text.languages import Language

_SOLUTION: dict[Language, str] = {"en": "That leads to {solution}.", "zh": "最后得到 {solution}。"}
_STOP: dict[Language, str] = {"en": ".", "zh": "。"}
_JOINT: dict[Language, str] = {"en": " ", "zh": ""}

_DIVIDED = re.compile(r"(?<=\d)/(?=\d)(?=[^=]*=)")  # a fraction in a result stays one


def work_out(exercise: Exercise, language: Language) -> str:
    """Work an exercise out; it is never the one that a student is to solve."""
    problem = exercise.problem
    if isinstance(problem, ValueProblem) and (calculations := _write_calculations(problem)):
        return f"{calculations}{_STOP[language]}"
    _, _, step = make_next_step(exercise, language).partition(": " if language == "en" else "：")
    solution = _SOLUTION[language].format(solution=write_solution(exercise, language))
    return f"{step[:1].upper()}{step[1:]}{_JOINT[language]}{solution}"


def _write_calculations(problem: ValueProblem) -> str:
    """Write how each number of the solution is reckoned; empty where that is not one calculation each."""
    values = [evaluate(setup) for setup in problem.setup]
    if values != list(problem.targets) or not all(map(parts_of, problem.setup)):
        return ""
    pairs = zip(problem.setup, problem.targets, strict=True)
    written = ", ".join(
        f"{write_expression(setup)} = {str(value).replace('pi', 'π')}" for setup, value in pairs
    )
    return written if problem.subject is Subject.FRACTIONS else _DIVIDED.sub(" ÷ ", written)

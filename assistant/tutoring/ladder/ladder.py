"""What is said to a student who asks for help with an exercise that the program can solve."""

from __future__ import annotations

from assistant.tutoring.exercises.reading import read_exercise
from assistant.tutoring.judgement import NOTHING_UNDERSTOOD, Verdict
from assistant.tutoring.ladder.examples import make_example, make_rule
from assistant.tutoring.ladder.next_steps import make_next_step
from assistant.tutoring.ladder.rungs import Rung, find_rung
from assistant.tutoring.ladder.subject_hints import hint_for
from assistant.tutoring.practice.modes import Mode
from assistant.tutoring.problems import EquationProblem, Exercise, FormProblem, SystemProblem
from assistant.tutoring.situation import Situation, gives_away
from knowledge_base.text.languages import Language

_SOLUTION: dict[Language, str] = {
    "en": "The solution is {solution}. How can you check it?",
    "zh": "答案是 {solution}。你可以怎样检验它？",
}
_OR: dict[Language, str] = {"en": " or ", "zh": " 或 "}


def say_help(situation: Situation, language: Language, *, shows_solutions: bool) -> str:
    """Say what the rung allows; empty where nothing was asked for, or no exercise is known."""
    exercise = situation.exercise
    if exercise is None or not situation.requests:
        return ""
    rung = find_rung(situation.requests, shows_solutions=shows_solutions)
    if rung is Rung.SOLUTION or (situation.mode is Mode.GIVE_UP and shows_solutions):
        return _SOLUTION[language].format(solution=write_solution(exercise, language))
    if situation.mode is Mode.EXPLAIN and rung is not Rung.HINT:
        rung = Rung.EXAMPLE
    said = _say_rung(rung, exercise, language, variant=situation.requests)
    # what would show the solution is never said, whatever made it
    return said if said and not gives_away(exercise, said) else hint_for(exercise.problem.subject, language)


def _say_rung(rung: Rung, exercise: Exercise, language: Language, *, variant: int) -> str:
    if rung is Rung.HINT:
        return make_rule(exercise, language)
    if rung is Rung.EXAMPLE:
        return make_example(exercise, language, variant=variant)
    return make_next_step(exercise, language) if rung is Rung.NEXT_STEP else ""


def ask_first(situation: Situation, language: Language) -> str:
    """Return the question that begins an exercise; empty where it has begun, or is not known."""
    exercise = situation.exercise
    has_begun = situation.requests or situation.is_solved or situation.judgement != NOTHING_UNDERSTOOD
    return "" if exercise is None or has_begun else hint_for(exercise.problem.subject, language)


def guide(situation: Situation, language: Language) -> str:
    """Tell the model the right next step of an exercise, from the last line that follows; empty where none is known."""
    exercise, judgement = situation.exercise, situation.judgement
    if exercise is None or judgement.verdict is Verdict.RIGHT:
        return ""
    reached = read_exercise(judgement.step) if judgement.follows else None
    is_equation = reached is not None and isinstance(exercise.problem, EquationProblem)
    return make_next_step(reached if reached and is_equation else exercise, language)


def write_solution(exercise: Exercise, language: Language) -> str:
    """Write the solution of an exercise."""
    problem = exercise.problem
    if isinstance(problem, EquationProblem):
        values = sorted(problem.solutions, key=float)
        return _OR[language].join(f"{problem.unknown} = {_write(value)}" for value in values)
    if isinstance(problem, SystemProblem):
        return ", ".join(f"{name} = {_write(value)}" for name, value in problem.solution.items())
    if isinstance(problem, FormProblem):
        return _write(problem.value)
    return ", ".join(map(_write, problem.targets))


def _write(value: object) -> str:
    return str(value).replace("**", "^").replace("*", "·").replace("sqrt", "√").replace("pi", "π")

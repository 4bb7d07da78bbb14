"""An exercise that the tutor sets: how it is written into a reply, and how it is read out of that again.

The reply itself is where it is kept, so that it outlives a restart and goes with its conversation.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.tutoring.exercises.reading import read_exercise
from assistant.tutoring.hints import write_step
from assistant.tutoring.problems import EquationProblem, Exercise, Form, FormProblem, SystemProblem
from knowledge_base.text.languages import Language

KEPT_REPLIES = 512  # that need not be read again
LEADS: dict[Language, str] = {"en": "Your exercise:", "zh": "练习题："}
_GIVEN = re.compile(rf"(?:{'|'.join(LEADS.values())})\n\n> ([^\n]+)")
_SOLVE: dict[Language, str] = {"en": "Solve {text}.", "zh": "解方程 {text}。"}
_SOLVE_ALL: dict[Language, str] = {"en": "Solve the system {text}.", "zh": "解方程组 {text}。"}
_COMPUTE: dict[Language, str] = {"en": "Work out {text}.", "zh": "计算 {text}。"}
_FORMS: dict[Form, dict[Language, str]] = {
    Form.SIMPLIFIED: {"en": "Simplify {text}.", "zh": "化简 {text}。"},
    Form.EXPANDED: {"en": "Expand {text}.", "zh": "展开 {text}。"},
    Form.FACTORED: {"en": "Factor {text}.", "zh": "把 {text} 因式分解。"},
}


def state(exercise: Exercise, language: Language) -> str:
    """Write what is to be done: a formula with the word for it, a story as it was told."""
    problem = exercise.problem
    if isinstance(problem, EquationProblem):
        frame = _SOLVE
    elif isinstance(problem, SystemProblem):
        frame = _SOLVE_ALL
    elif isinstance(problem, FormProblem):
        frame = _FORMS[problem.form]
    elif problem.is_exercise_itself:
        frame = _COMPUTE
    else:
        return exercise.text
    return frame[language].format(text=_write_formula(exercise.text))


def _write_formula(text: str) -> str:
    return write_step(text).replace("^2", "²").replace("^3", "³").replace("/(", "÷ (")


def give(exercise: Exercise, language: Language) -> str:
    """Write the lines of a reply that set an exercise; `find_given` reads them."""
    return f"{LEADS[language]}\n\n> {state(exercise, language)}"


@lru_cache(maxsize=KEPT_REPLIES)
def find_given(reply: str) -> Exercise | None:
    """Return the exercise that a reply of the tutor sets; None where it sets none."""
    found = _GIVEN.search(reply)
    return read_exercise(found[1]) if found else None

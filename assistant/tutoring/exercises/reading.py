"""A message → the exercise in it, where all of it was understood; else none.

The shortest beginning that is an exercise is one: what follows may be an attempt. A number more than a rule knows of
makes it none, so that a story with a twist is not taken for the plain exercise that it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.tutoring.exercises.formulas import read_formula
from assistant.tutoring.exercises.geometry import read_geometry
from assistant.tutoring.exercises.lists import read_ratio, read_statistics
from assistant.tutoring.exercises.percent import read_percent
from assistant.tutoring.exercises.quantities import read_conversion, read_proportion, read_speed
from assistant.tutoring.notation import MAX_CHARACTERS, read_notations
from assistant.tutoring.problems import Exercise, ValueProblem

MAX_SENTENCES = 6  # of an exercise
_END = re.compile(r"(?<=[?？!！。\n])|(?<=\.)(?=\s)")
_ASKS = re.compile(
    r"[?？]|\b(?:what|how|which|find|calculate|compute|work out|determine|convert|change|express|write|turn|divide"
    r"|share|split|simplify|reduce|raise|increase|decrease)\b|多少|几|求|算|怎么|如何|按|化简|换算"
)
_READERS: tuple[Callable[[str], ValueProblem | None], ...] = (
    read_conversion,
    read_ratio,
    read_statistics,
    read_speed,
    read_percent,
    read_proportion,
    read_geometry,
)


def read_exercise(text: str) -> Exercise | None:
    """Return the exercise at the beginning of a message; None where there is none that was understood whole."""
    pieces = [piece for piece in _END.split(text[:MAX_CHARACTERS]) if piece.strip()][:MAX_SENTENCES]
    for count in range(1, len(pieces) + 1):
        begun = "".join(pieces[:count])
        found = _read(begun)
        if found is not None:
            rest = f"{found.rest}\n{text[len(begun) :]}" if found.rest.strip() else text[len(begun) :]
            return Exercise(text=found.text, problem=found.problem, rest=rest.strip())
    return None


def _read(text: str) -> Exercise | None:
    spelled = read_notations(text)[0]
    for read in _READERS if _ASKS.search(spelled) else ():
        problem = read(spelled)
        if problem is not None:
            return Exercise(text=" ".join(text.split()), problem=problem)
    formula = read_formula(spelled)
    if formula is None:
        return None
    problem_of_formula, written, start, end = formula
    around = f"{spelled[:start]}\n{spelled[end:]}"
    return Exercise(text=written, problem=problem_of_formula, rest=around.strip(" .?!;，。？\n"))

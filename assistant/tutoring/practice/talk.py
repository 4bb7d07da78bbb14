"""What a student's messages hold: the exercises that were set, by the student or by the tutor, and what was tried."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.tutoring.exercises.reading import read_exercise
from assistant.tutoring.glossary.glossary import Entry, find_asked
from assistant.tutoring.practice.modes import Mode, read_mode
from assistant.tutoring.problems import (
    EquationProblem,
    Exercise,
    FormProblem,
    Problem,
    SystemProblem,
    ValueProblem,
)
from knowledge_base.text.languages import detect_language

KEPT_READINGS = 512  # messages that need not be read again
_SETS = re.compile(
    r"\b(?:solve|calculate|compute|work out|simplify|expand|factor|convert|find|determine|what is|how do|next|another"
    r"|new)\b"
    r"|解方程|计算|化简|展开|因式|怎么|下一|另一|新的|求",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a student.

    Attributes:
        text: What was written, spoken and photographed.
        given: The exercise that the tutor set in reply to it; None where the reply set none, or is to be written.
    """

    text: str
    given: Exercise | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """What a message says besides an exercise.

    Attributes:
        text: Perhaps an attempt.
        mode: How it wants to go on; None where it says something else, or sets an exercise.
        term: What of the glossary it asks for; None where it asks for something else.
    """

    text: str
    mode: Mode | None = None
    term: Entry | None = None


@dataclass(slots=True, kw_only=True)
class Talk:
    """What a student's messages hold.

    Attributes:
        exercises: Those that were set.
        tries: One of each message.
        starts: Of each exercise, the number of the message that set it.
    """

    exercises: list[Exercise] = field(default_factory=list)
    tries: list[Try] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def add(self, message: Message) -> None:
        """Read the next message."""
        found = self._take_exercise(message.text)
        rest = found.rest if found is not None else message.text
        self.tries.append(_read_try(rest, is_of_exercise=found is not None))
        if message.given is not None:
            self._set(message.given, number=len(self.tries) - 1)

    def _take_exercise(self, text: str) -> Exercise | None:
        """Return the exercise that a message sets, for the first time or again; None where it sets none."""
        found, before = _read(text), self.exercises[-1] if self.exercises else None
        if found is None or (before is not None and found.problem == before.problem):
            return found
        if not _is_set(found, before, text):
            return None
        self._set(found)
        return found

    def tries_at(self, number: int) -> list[Try]:
        """Return what was said since an exercise was set, up to the next one; the message that set it comes first."""
        start = self.starts[number]
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.tries)
        return self.tries[start : max(end, start + 1)]

    def _set(self, exercise: Exercise, *, number: int | None = None) -> None:
        self.exercises.append(exercise)
        self.starts.append(len(self.tries) if number is None else number)


def _read_try(text: str, *, is_of_exercise: bool) -> Try:
    """Read what a message says besides an exercise."""
    term = None if is_of_exercise else find_asked(text, detect_language(text, "en"))
    return Try(text=text, mode=read_mode(text) if text and term is None else None, term=term)


@lru_cache(maxsize=KEPT_READINGS)
def _read(text: str) -> Exercise | None:
    return read_exercise(text)


def _is_set(found: Exercise, before: Exercise | None, text: str) -> bool:
    """Tell whether an exercise is a new one, and not a line of the working on the one before."""
    if before is None:
        return True
    new, old = found.problem, before.problem
    if _is_line_of(new, old):
        return False
    is_line = isinstance(new, EquationProblem | FormProblem | SystemProblem) and isinstance(
        old, EquationProblem | FormProblem | SystemProblem
    )
    is_sum = isinstance(new, ValueProblem) and new.is_exercise_itself
    return bool(_SETS.search(text)) if is_line or is_sum else True


def _is_line_of(new: Problem, old: Problem) -> bool:
    """Tell whether an equation has the solutions of the one before: `How do I go on from 3x = 15?`."""
    if not (isinstance(old, EquationProblem) and isinstance(new, EquationProblem)):
        return False
    return new.unknown == old.unknown and new.solutions == old.solutions

"""What of a message is recorded as an attempt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.attempts import Attempt, Outcome
from assistant.tutoring.judgement import NOTHING_UNDERSTOOD, Judgement, Verdict
from assistant.tutoring.practice.stating import state
from assistant.tutoring.practice.talk import Message
from assistant.tutoring.problems import EquationProblem, FormProblem, Problem, SystemProblem
from assistant.tutoring.situation import Situation
from knowledge_base.text.languages import Language

_STATES = re.compile(r"\d|(?<![a-z])[a-z]\s*=", re.IGNORECASE)
_KINDS: tuple[tuple[type[object], str], ...] = (
    (EquationProblem, "equation"),
    (SystemProblem, "system"),
    (FormProblem, "form"),
)


def describe_attempt(situation: Situation, messages: Sequence[Message], language: Language) -> Attempt | None:
    """Return what the last message tries; None where it tries nothing, or the exercise is not known or solved before.

    Args:
        situation: What the student works on.
        messages: Of the student, oldest first.
        language: Of the words around a formula.
    """
    exercise, judgement = situation.exercise, situation.judgement
    outcome = None if exercise is None or situation.is_solved else _outcome_of(situation)
    if exercise is None or outcome is None:
        return None
    return Attempt(
        exercise=state(exercise, language),
        kind=_kind_of(exercise.problem),
        skill=exercise.problem.subject.value,
        outcome=outcome,
        misconception=judgement.misconception.value if judgement.misconception else None,
        hints=situation.helped,
        is_given=any(message.given is not None and message.given == exercise for message in messages),
    )


def _outcome_of(situation: Situation) -> Outcome | None:
    judgement = situation.judgement
    if judgement.verdict is Verdict.RIGHT:
        return Outcome.RIGHT
    if judgement.verdict is Verdict.WRONG:
        return Outcome.WRONG
    if judgement != NOTHING_UNDERSTOOD and _leads_on(judgement):
        return Outcome.UNFINISHED
    is_tried = situation.mode is None and _STATES.search(situation.attempt) is not None
    return Outcome.NOT_UNDERSTOOD if is_tried else None


def _leads_on(judgement: Judgement) -> bool:
    return judgement.follows or judgement.is_true


def _kind_of(problem: Problem) -> str:
    return next((kind for type_, kind in _KINDS if isinstance(problem, type_)), "value")

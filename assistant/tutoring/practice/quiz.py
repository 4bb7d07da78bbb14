"""What a quiz asks: an exercise of the topic of the talk, as hard as the learner has come so far."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from assistant.tutoring.exercises.reading import read_exercise
from assistant.tutoring.judgement import Verdict
from assistant.tutoring.practice.similar import make_similar
from assistant.tutoring.practice.talk import Talk
from assistant.tutoring.problems import Exercise, Problem, Subject
from assistant.tutoring.working import judge_attempt
from knowledge_base.text.languages import Language

EXERCISES = Path(__file__).with_name("exercises.toml")
EASIEST, HARDEST = 1, 4
FIRST_LEVEL = 2

Variants = tuple[Mapping[Language, str], ...]


def make_quiz(
    subject: Subject, level: int, language: Language, *, seed: str, avoided: Collection[Problem] = ()
) -> Exercise | None:
    """Make an exercise of a topic; None of a topic of which there is none.

    Args:
        subject: The topic.
        level: From 1, the easiest.
        language: Of the text.
        seed: The same seed gives the same exercise.
        avoided: Exercises that were set already.
    """
    for variant in _order(load_levels().get(subject, ()), level, len(avoided)):
        model = read_exercise(variant[language])
        made = model and make_similar(model, language, seed=seed, avoided=avoided)
        if made is not None:
            return made
    return None


def find_level(talk: Talk) -> int:
    """Return how hard the next exercise is: harder after each solved one, easier after one that went wrong."""
    level = FIRST_LEVEL
    for number, exercise in enumerate(talk.exercises):
        verdicts = [judge_attempt(exercise.problem, one.text).verdict for one in talk.tries_at(number)]
        if Verdict.RIGHT in verdicts:
            level += 1
        elif Verdict.WRONG in verdicts:
            level -= 1
        level = min(max(level, EASIEST), HARDEST)
    return level


@cache
def load_levels() -> Mapping[Subject, Sequence[Variants]]:
    """Read the exercises that a quiz is made from, by topic and level."""
    read = tomllib.loads(EXERCISES.read_text(encoding="utf-8"))
    return {Subject(name): tuple(map(tuple, topic["levels"])) for name, topic in read.items()}


def _order(levels: Sequence[Variants], level: int, turn: int) -> list[Mapping[Language, str]]:
    """Return what to try: first those of the level, each time another one, then those of the levels beside it."""
    if not levels:
        return []
    near = sorted(range(len(levels)), key=lambda index: abs(index - (level - 1)))
    first = levels[near[0]]
    start = turn % len(first)
    return [*first[start:], *first[:start], *(variant for index in near[1:] for variant in levels[index])]

"""Which topic a quiz is about: the one that the message names, else that of the exercise, else one that came up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.tutoring.practice.quiz import load_levels
from assistant.tutoring.practice.talk import Message, Talk
from assistant.tutoring.problems import Subject
from assistant.tutoring.subjects import speaks_of

_NAMED = re.compile(
    r"\b(?:on|about|in|of|over) (?!this\b|it\b|that\b|the same\b|numbers?\b|maths?\b|mathematics\b)(?=[a-z])"
    r"|考考我(?=[^\s，。！？一]{2})|关于|有关",
    re.IGNORECASE,
)
_WIDER: tuple[tuple[re.Pattern[str], Subject], ...] = (
    (re.compile(r"\bgeometry|shapes?\b|几何|图形", re.IGNORECASE), Subject.GEOMETRY),
    (re.compile(r"\balgebra|方程|代数", re.IGNORECASE), Subject.EQUATION),
    (re.compile(r"%|\bper ?cent|百分", re.IGNORECASE), Subject.PERCENT),
    (re.compile(r"\b(?:sums?|calculating|mental maths?)\b|口算|计算", re.IGNORECASE), Subject.ARITHMETIC),
    (re.compile(r"\b(?:mean|median|averages?)\b|平均|中位", re.IGNORECASE), Subject.STATISTICS),
    (re.compile(r"\bsystems?\b|方程组", re.IGNORECASE), Subject.SYSTEM),
)
_ORDER = (Subject.SYSTEM, *(subject for subject in Subject if subject is not Subject.SYSTEM))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a quiz is about.

    Attributes:
        subject: None where the message names a topic of which there are no exercises that can be checked.
        is_chosen_for: Whether nothing was named, and nothing came up.
    """

    subject: Subject | None
    is_chosen_for: bool = False


def find_topic(messages: Sequence[Message], talk: Talk) -> Topic:
    """Return what a quiz is about.

    Args:
        messages: Of a student; the last one asks for it.
        talk: What they hold.
    """
    asked = messages[-1].text
    named = next(_subjects_in(asked), None)
    if named is not None:
        return Topic(subject=named)
    if _NAMED.search(asked):
        return Topic(subject=None)
    if talk.exercises and talk.exercises[-1].problem.subject in load_levels():
        return Topic(subject=talk.exercises[-1].problem.subject)
    earlier = (subject for message in reversed(messages[:-1]) for subject in _subjects_in(message.text))
    found = next(earlier, None)
    return Topic(subject=found or Subject.ARITHMETIC, is_chosen_for=found is None)


def _subjects_in(text: str) -> Iterator[Subject]:
    known = load_levels()
    for subject in _ORDER:
        if subject in known and subject is not Subject.SYSTEM and speaks_of(text, subject):
            yield _narrow(text, subject)
    yield from (subject for pattern, subject in _WIDER if pattern.search(text))


def _narrow(text: str, subject: Subject) -> Subject:
    """Tell a system from one equation, and a ratio from a proportion: their words are much the same."""
    is_system = subject is Subject.EQUATION and re.search(r"\bsystems?\b|方程组", text, re.IGNORECASE)
    return Subject.SYSTEM if is_system else subject

"""Exercises as problems whose solution the program knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.tutoring.algebra import Equation, NotFormalError, Value, evaluate, parts_of
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.tree_mistakes import find_mistakes
from assistant.tutoring.units import Unit
from model.figures.expression_tree import Expression


class Subject(StrEnum):
    """What an exercise is of: documents that help with it speak of that."""

    ARITHMETIC = "arithmetic"
    FRACTIONS = "fractions"
    PERCENT = "percent"
    RATIO = "ratio"
    SPEED = "speed"
    UNITS = "units"
    PROPORTION = "proportion"
    GEOMETRY = "geometry"
    STATISTICS = "statistics"
    EQUATION = "equation"
    SYSTEM = "system"
    TERMS = "terms"
    GRAPH = "graph"


class Form(StrEnum):
    """What an expression is to be brought to."""

    SIMPLIFIED = "simplified"
    EXPANDED = "expanded"
    FACTORED = "factored"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueProblem:
    """What has a number as its solution, or several in turn.

    Attributes:
        subject: What it is of.
        targets: The solution; several numbers where something is shared.
        setup: Expressions that lead to it: the values of their parts are steps on the way.
        unit: Of the solution; None where it has none.
        also: Other numbers that say the same, such as 25 for 25 %.
        steps: More values on the way.
        mistakes: Wrong values that this kind of exercise invites, likeliest first.
        is_exercise_itself: Whether the set-up is written in the exercise: who repeats it has not begun.
        is_reduced: Whether the solution is a ratio that can't be cut further.
        is_converted: Whether a unit is changed: a wrong power of ten is a wrong unit.
    """

    subject: Subject
    targets: tuple[Value, ...]
    setup: tuple[Expression, ...] = ()
    unit: Unit | None = None
    also: tuple[Value, ...] = ()
    steps: tuple[Value, ...] = ()
    mistakes: tuple[tuple[Misconception, Value], ...] = ()
    is_exercise_itself: bool = False
    is_reduced: bool = False
    is_converted: bool = False

    def list_mistakes(self) -> Iterator[tuple[Misconception, Value]]:
        """Yield wrong values with their reasons, likeliest first."""
        yield from self.mistakes
        for expression in self.setup if self.is_exercise_itself else ():
            for misconception, mistaken in find_mistakes(expression):
                try:
                    yield misconception, evaluate(mistaken)
                except NotFormalError:
                    continue

    def list_steps(self) -> Iterator[Value]:
        """Yield values on the way to the solution."""
        yield from self.steps
        for expression in self.setup:
            yield from _values_of(expression)


@dataclass(frozen=True, slots=True, kw_only=True)
class EquationProblem:
    """An equation with one unknown.

    Attributes:
        equation: As it was set.
        unknown: Its letter.
        solutions: All of them.
    """

    equation: Equation
    unknown: str
    solutions: frozenset[Value]
    subject: Subject = Subject.EQUATION


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemProblem:
    """Several linear equations with one solution.

    Attributes:
        equations: As they were set.
        solution: By the letters of the unknowns.
    """

    equations: tuple[Equation, ...]
    solution: dict[str, Value]
    subject: Subject = Subject.SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class FormProblem:
    """An expression that is to be written in another form.

    Attributes:
        expression: As it was set.
        value: What it is, expanded.
        form: What is asked for.
    """

    expression: Expression
    value: Value
    form: Form
    subject: Subject = Subject.TERMS


Problem = ValueProblem | EquationProblem | SystemProblem | FormProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """An exercise that was understood whole.

    Attributes:
        text: As it was set, as it is said again: its formula, or its sentence.
        problem: What it asks.
        rest: What follows it in the same message: perhaps an attempt.
    """

    text: str
    problem: Problem
    rest: str = field(default="", compare=False)


def _values_of(expression: Expression) -> Iterator[Value]:
    for part in parts_of(expression):
        if parts_of(part):
            try:
                yield evaluate(part)
            except NotFormalError:
                continue
            yield from _values_of(part)

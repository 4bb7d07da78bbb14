"""The fourth rung: what to do next with the exercise itself, without reckoning it out."""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from assistant.tutoring.algebra import NotFormalError, difference_of, evaluate, parts_of
from assistant.tutoring.ladder.writing import write_expression
from assistant.tutoring.problems import (
    EquationProblem,
    Exercise,
    Form,
    FormProblem,
    SystemProblem,
    ValueProblem,
)
from assistant.tutoring.tree_mistakes import terms_of
from knowledge_base.text.languages import Language
from model.figures.expression_tree import Expression, Number, Operation

Step = dict[Language, str]

_BRACKET: Step = {
    "en": "Next step: multiply out the bracket, every term in it.",
    "zh": "下一步：去括号，括号里每一项都要乘。",
}
_GATHER: Step = {
    "en": "Next step: bring everything with {unknown} to one side. What do you have to take away on both sides?",
    "zh": "下一步：把含 {unknown} 的项移到一边。两边要同时减去什么？",
}
_CONSTANT: Step = {
    "en": "Next step: undo what is added to or taken from the part with {unknown}, on both sides.",
    "zh": "下一步：把和含 {unknown} 的项相加减的数还原，两边同时做。",
}
_FACTOR: Step = {
    "en": "Next step: undo what {unknown} is multiplied or divided by, on both sides.",
    "zh": "下一步：把 {unknown} 所乘或所除的数还原，两边同时做。",
}
_SQUARE: Step = {
    "en": "Next step: bring everything to one side, so that the other is 0, and look for factors. "
    "How many solutions can there be?",
    "zh": "下一步：把所有项移到一边，使另一边为 0，再分解因式。可能有几个解？",
}
_SYSTEM: Step = {
    "en": "Next step: multiply, if needed, then add or subtract the two equations so that one unknown falls away.",
    "zh": "下一步：必要时先乘一个数，再把两个方程相加或相减，消去一个未知数。",
}
_SET_UP: Step = {
    "en": "Next step: write it as one calculation, {setup}, and work it out.",
    "zh": "下一步：列出算式 {setup}，然后自己算出来。",
}
_ORDER: Step = {
    "en": "Next step: write the numbers in order, from the smallest to the biggest. Which one stands in the middle?",
    "zh": "下一步：把这些数从小到大排列。中间的是哪一个？",
}
_FIRST: Step = {"en": "Next step: compute {part} first.", "zh": "下一步：先算 {part}。"}
_COMMON: Step = {
    "en": "Next step: bring both fractions to the denominator {common}.",
    "zh": "下一步：把两个分数都通分成分母是 {common} 的分数。",
}
_ALL: Step = {"en": "Next step: work out {part}.", "zh": "下一步：算出 {part}。"}
_FORMS: dict[Form, Step] = {
    Form.EXPANDED: _BRACKET,
    Form.SIMPLIFIED: {
        "en": "Next step: mark the terms with the same letters, then add up the numbers before them.",
        "zh": "下一步：标出字母相同的项，再把它们前面的数相加减。",
    },
    Form.FACTORED: {
        "en": "Next step: look for a common factor; if there is none, for two numbers with the right sum and product.",
        "zh": "下一步：先找公因式；没有的话，找两个和与积都符合的数。",
    },
}


def make_next_step(exercise: Exercise, language: Language) -> str:
    """Return what to do next."""
    problem = exercise.problem
    if isinstance(problem, EquationProblem):
        return _step_of_equation(problem)[language].format(unknown=problem.unknown)
    if isinstance(problem, SystemProblem):
        return _SYSTEM[language]
    if isinstance(problem, FormProblem):
        return _FORMS[problem.form][language]
    return _step_of_value(problem, language)


def _step_of_equation(problem: EquationProblem) -> Step:
    equation, symbol = problem.equation, sympy.Symbol(problem.unknown, real=True)
    if sympy.degree(difference_of(equation), symbol) > 1:
        return _SQUARE
    sides = (equation.left, equation.right)
    if any(_has_bracket(side) for side in sides):
        return _BRACKET
    holding = [side for side in sides if evaluate(side).has(symbol)]
    if len(holding) > 1:
        return _GATHER
    return _CONSTANT if len(terms_of(holding[0])) > 1 else _FACTOR


def _has_bracket(expression: Expression) -> bool:
    if isinstance(expression, Operation) and expression.sign == "*":
        return any(isinstance(p, Operation) and p.sign in "+-" for p in parts_of(expression))
    return any(_has_bracket(part) for part in parts_of(expression))


def _step_of_value(problem: ValueProblem, language: Language) -> str:
    setup = problem.setup[0]
    if not parts_of(setup):
        return _ORDER[language]
    if not problem.is_exercise_itself:
        return _SET_UP[language].format(setup=write_expression(setup))
    if (common := _find_common(setup)) is not None:
        return _COMMON[language].format(common=common)
    first = next(_find_first(setup), setup)
    return (_ALL if first is setup else _FIRST)[language].format(part=write_expression(first))


def _find_common(setup: Expression) -> int | None:
    """Return the common denominator of a sum of two fractions."""
    if not isinstance(setup, Operation) or setup.sign not in "+-":
        return None
    try:
        values = [evaluate(part) for part in (setup.left, setup.right)]
    except NotFormalError:
        return None
    if any(not isinstance(part, Operation) or part.sign != "/" for part in (setup.left, setup.right)):
        return None
    return int(sympy.ilcm(*(value.q for value in values)))


def _find_first(expression: Expression) -> Iterator[Operation]:
    """Yield what can be computed at once, first what comes first."""
    if not isinstance(expression, Operation):
        return
    if all(isinstance(part, Number) for part in parts_of(expression)):
        yield expression
        return
    for part in parts_of(expression):
        yield from _find_first(part)

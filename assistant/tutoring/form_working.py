"""Judges attempts at writing an expression in another form: simplified, expanded, factored."""

from __future__ import annotations

from collections.abc import Sequence

import sympy

from assistant.tutoring.algebra import NotFormalError, Value, evaluate, parse, parts_of
from assistant.tutoring.judgement import NOTHING_UNDERSTOOD, Judgement, Verdict, right, wrong
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.problems import Form, FormProblem
from assistant.tutoring.statements import Statement
from assistant.tutoring.tree_mistakes import find_mistakes, terms_of
from model.figures.expression_tree import Expression, Negative, Operation


def judge_form(problem: FormProblem, statements: Sequence[Statement]) -> Judgement:
    """Judge each expression against the one that was set."""
    before, last = problem.expression, None
    for statement in statements:
        if not statement.letters and problem.value.free_symbols:
            continue
        for side in statement.sides:
            try:
                expression = parse(side.text)
                value = evaluate(expression)
            except NotFormalError:
                continue
            if value != problem.value:
                return wrong(statement.line, statement.text, _explain(before, value))
            before, last = expression, statement
    if last is None:
        return NOTHING_UNDERSTOOD
    if has_form(before, problem.form):
        return right(last.text)
    return Judgement(verdict=Verdict.UNCLEAR, step=last.text, follows=True, is_true=True)


def has_form(expression: Expression, form: Form) -> bool:
    """Tell whether an expression is written in a form."""
    value = evaluate(expression)
    if form is Form.FACTORED:
        return all(map(_is_prime, _factors_of(expression)))
    terms = [term for _, term in terms_of(expression)]
    return not any(map(_holds_sum, terms)) and len(terms) == len(sympy.Add.make_args(value))


def _explain(before: Expression, reached: Value) -> Misconception | None:
    for misconception, mistaken in find_mistakes(before):
        try:
            if evaluate(mistaken) == reached:
                return misconception
        except NotFormalError:
            continue
    return None


def _holds_sum(expression: Expression) -> bool:
    is_sum = isinstance(expression, Operation) and expression.sign in "+-"
    return is_sum or any(map(_holds_sum, parts_of(expression)))


def _factors_of(expression: Expression) -> list[Expression]:
    if isinstance(expression, Negative):
        return _factors_of(expression.operand)
    if isinstance(expression, Operation) and expression.sign == "*":
        return [*_factors_of(expression.left), *_factors_of(expression.right)]
    if isinstance(expression, Operation) and expression.sign == "^":
        return _factors_of(expression.left)
    return [expression]


def _is_prime(factor: Expression) -> bool:
    value = evaluate(factor)
    if value.is_Rational:
        return True
    try:
        return bool(sympy.Poly(value).is_irreducible)
    except (sympy.PolynomialError, NotImplementedError):
        return False

"""Expressions → text as it is written by hand."""

from __future__ import annotations

from assistant.tutoring.notation import write_number
from model.figures.expression_tree import Call, Constant, Expression, Negative, Number, Operation, Variable

_ORDER = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}
_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ ", "^": "^"}


def write_expression(expression: Expression, outer: int = 0) -> str:
    """Write an expression with the brackets that it needs."""
    if isinstance(expression, Number):
        return write_number(expression.value)
    if isinstance(expression, Variable):
        return expression.name
    if isinstance(expression, Constant):
        return "π"
    if isinstance(expression, Call):
        return f"√({write_expression(expression.argument)})"
    if isinstance(expression, Negative):
        return f"(−{write_expression(expression.operand, 2)})"
    return _write_operation(expression, outer) if isinstance(expression, Operation) else ""


def _write_operation(expression: Operation, outer: int) -> str:
    order = _ORDER[expression.sign]
    left, right = write_expression(expression.left, order), write_expression(expression.right, order + 1)
    is_fraction = isinstance(expression.left, Number) and isinstance(expression.right, Number)
    sign = "/" if expression.sign == "/" and is_fraction else _SIGNS[expression.sign]
    if expression.sign == "*" and isinstance(expression.left, Number) and not right[:1].isdigit():
        sign = ""  # 3x, 3(x + 1)
    written = f"{left}{sign}{right}"
    return f"({written})" if order < outer else written

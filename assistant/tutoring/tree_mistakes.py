"""Ways to compute an expression wrongly: each gives the expression that is really computed then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Literal

from assistant.tutoring.algebra import NotFormalError, parse, parts_of
from assistant.tutoring.misconceptions import Misconception
from model.figures.expression_tree import Call, Expression, Negative, Number, Operation, Variable

Mistake = tuple[Misconception, Expression]
_Sign = Literal["+", "-", "*", "/", "^"]
_ORDER = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}


def find_mistakes(expression: Expression) -> Iterator[Mistake]:
    """Yield each way to compute an expression wrongly at one place, and what is computed then."""
    for rule in _RULES:
        yield from _at_each_place(expression, rule)
    yield from _from_left_to_right(expression)
    yield from _without_brackets(expression)


def join(sign: _Sign, left: Expression, right: Expression) -> Operation:
    """Join two expressions."""
    return Operation(sign=sign, left=left, right=right)


def number(value: int | Fraction) -> Number:
    """Return a number as an expression."""
    return Number(value=Fraction(value))


def _at_each_place(
    expression: Expression, rule: Callable[[Expression], Iterator[Mistake]]
) -> Iterator[Mistake]:
    yield from rule(expression)
    if isinstance(expression, Operation):
        for name, made in _at_each_place(expression.left, rule):
            yield name, replace(expression, left=made)
        for name, made in _at_each_place(expression.right, rule):
            yield name, replace(expression, right=made)
    elif isinstance(expression, Negative):
        for name, made in _at_each_place(expression.operand, rule):
            yield name, Negative(operand=made)
    elif isinstance(expression, Call):
        for name, made in _at_each_place(expression.argument, rule):
            yield name, replace(expression, argument=made)


def _is(expression: Expression, signs: str) -> bool:
    return isinstance(expression, Operation) and expression.sign in signs


def _distribute_badly(expression: Expression) -> Iterator[Mistake]:
    """3(x + 5) → 3x + 5."""
    if not isinstance(expression, Operation) or expression.sign != "*":
        return
    for factor, bracket in ((expression.left, expression.right), (expression.right, expression.left)):
        if isinstance(bracket, Operation) and bracket.sign in "+-" and _holds_letter(expression):
            first = join("*", factor, bracket.left)
            yield Misconception.DISTRIBUTION, join(bracket.sign, first, bracket.right)


def _holds_letter(expression: Expression) -> bool:
    """Tell whether an expression has unknowns: of numbers alone, who leaves a term out has overlooked the bracket."""
    return isinstance(expression, Variable) or any(map(_holds_letter, parts_of(expression)))


def _keep_sign_of_bracket(expression: Expression) -> Iterator[Mistake]:
    """9 - (x + 2) → 9 - x + 2; also with a factor before the bracket."""
    if not isinstance(expression, Operation) or expression.sign != "-":
        return
    bracket, factor = expression.right, None
    if isinstance(bracket, Operation) and bracket.sign == "*":
        factor, bracket = bracket.left, bracket.right
    if isinstance(bracket, Operation) and bracket.sign in "+-":
        left = join("*", factor, bracket.left) if factor else bracket.left
        right = join("*", factor, bracket.right) if factor else bracket.right
        yield Misconception.SIGN_OF_BRACKET, join(bracket.sign, join("-", expression.left, left), right)


def _take_power_badly(expression: Expression) -> Iterator[Mistake]:
    """(a + b)² → a² + b², and 2³ → 2 · 3."""
    if not isinstance(expression, Operation) or expression.sign != "^":
        return
    base, exponent = expression.left, expression.right
    if isinstance(base, Operation) and base.sign in "+-":
        parts = join("^", base.left, exponent), join("^", base.right, exponent)
        yield Misconception.POWER_OF_SUM, join(base.sign, *parts)
    yield Misconception.POWER_AS_PRODUCT, join("*", base, exponent)


def _add_fractions_badly(expression: Expression) -> Iterator[Mistake]:
    """1/2 + 1/3 → 2/5, and 1/2 + 1/3 → 2/6."""
    if not isinstance(expression, Operation) or expression.sign not in "+-":
        return
    sign, left, right = expression.sign, _as_fraction(expression.left), _as_fraction(expression.right)
    if left is None or right is None or (isinstance(right[1], Number) and right[0] == number(0)):
        return
    wholes = join(sign, *_wholes(expression))
    top = join(sign, left[0], right[0])
    yield Misconception.ADDED_DENOMINATORS, join("+", wholes, join("/", top, join(sign, left[1], right[1])))
    if left[1] != right[1]:
        common = number(lcm(int(left[1].value), int(right[1].value)))
        yield Misconception.UNSCALED_NUMERATORS, join("+", wholes, join("/", top, common))


def _as_fraction(expression: Expression) -> tuple[Number, Number] | None:
    """Return above and below of a fraction of whole numbers; of a mixed number, those of its fraction."""
    if isinstance(expression, Operation) and expression.sign == "+" and isinstance(expression.left, Number):
        expression = expression.right
    if not isinstance(expression, Operation) or expression.sign != "/":
        return None
    above, below = expression.left, expression.right
    if not isinstance(above, Number) or not isinstance(below, Number):
        return None
    return (above, below) if below.value.denominator == 1 and below.value else None


def _wholes(expression: Operation) -> tuple[Expression, Expression]:
    parts = (expression.left, expression.right)
    left, right = (p.left if isinstance(p, Operation) and p.sign == "+" else number(0) for p in parts)
    return left, right


def _divide_fractions_badly(expression: Expression) -> Iterator[Mistake]:
    """3/4 ÷ 2/5 → 3/4 · 2/5, and 4/3 · 2/5."""
    if isinstance(expression, Operation) and expression.sign == "/" and _is(expression.right, "/"):
        left, right = expression.left, expression.right
        yield Misconception.INVERTED_FRACTION, join("*", left, right)
        yield Misconception.INVERTED_FRACTION, join("*", join("/", number(1), left), right)


def _lose_sign(expression: Expression) -> Iterator[Mistake]:
    """4 - (-3) → 4 - 3, -5 + 2 → -(5 + 2)."""
    if not isinstance(expression, Operation) or expression.sign not in "+-":
        return
    if isinstance(expression.right, Negative):
        yield Misconception.SIGN, replace(expression, right=expression.right.operand)
    if isinstance(expression.left, Negative):
        yield Misconception.SIGN, Negative(operand=replace(expression, left=expression.left.operand))
        yield Misconception.SIGN, replace(expression, left=expression.left.operand)


def _combine_unlike_terms(expression: Expression) -> Iterator[Mistake]:
    """3x + 5 → 8x, 3a + 2b → 5ab."""
    if not isinstance(expression, Operation) or expression.sign not in "+-":
        return
    terms = [_as_term(part) for _, part in terms_of(expression)]
    signs = [sign for sign, _ in terms_of(expression)]
    if any(term is None for term in terms):
        return
    known = [term for term in terms if term is not None]
    letters = sorted({letter for _, term_letters in known for letter in term_letters})
    if letters and len({term_letters for _, term_letters in known}) > 1:
        made: Expression = number(sum(sign * factor for sign, (factor, _) in zip(signs, known, strict=True)))
        for letter in letters:
            made = join("*", made, Variable(name=letter))
        yield Misconception.COMBINED_UNLIKE_TERMS, made


def terms_of(expression: Expression, sign: int = 1) -> list[tuple[int, Expression]]:
    """Return what a sum adds up, each with its sign, 1 or -1."""
    if isinstance(expression, Operation) and expression.sign in "+-":
        second = sign if expression.sign == "+" else -sign
        return [*terms_of(expression.left, sign), *terms_of(expression.right, second)]
    if isinstance(expression, Negative):
        return terms_of(expression.operand, -sign)
    return [(sign, expression)]


def _as_term(expression: Expression) -> tuple[Fraction, tuple[str, ...]] | None:
    """Return the number and the letters of a product such as 3x; None for anything else."""
    if isinstance(expression, Number):
        return expression.value, ()
    if isinstance(expression, Variable):
        return Fraction(1), (expression.name,)
    if isinstance(expression, Operation) and expression.sign == "*":
        left, right = _as_term(expression.left), _as_term(expression.right)
        if left is not None and right is not None:
            return left[0] * right[0], tuple(sorted((*left[1], *right[1])))
    return None


def _add_decimals_badly(expression: Expression) -> Iterator[Mistake]:
    """0.35 + 0.4 → 0.39: what stands behind the points is taken for whole numbers."""
    if not isinstance(expression, Operation) or expression.sign not in "+-":
        return
    left, right = expression.left, expression.right
    if not isinstance(left, Number) or not isinstance(right, Number):
        return
    (whole, part), (other_whole, other_part) = _cut_decimal(left.value), _cut_decimal(right.value)
    if part or other_part:
        turn = 1 if expression.sign == "+" else -1
        joined = part + turn * other_part
        if joined >= 0:
            digits = max(len(str(joined)), len(str(max(part, other_part))))
            yield Misconception.PLACE_VALUE, number(whole + turn * other_whole + Fraction(joined, 10**digits))


def _cut_decimal(value: Fraction) -> tuple[int, int]:
    whole = int(value)
    digits = f"{float(value - whole):.9f}"[2:].rstrip("0")
    return whole, int(digits or 0)


def _from_left_to_right(expression: Expression) -> Iterator[Mistake]:
    """20 - 6 ÷ 2 → 14 ÷ 2: the signs as they come, brackets aside."""
    operands, signs = _flatten(expression)
    if len({_ORDER[sign] for sign in signs}) > 1:
        made = operands[0]
        for sign, operand in zip(signs, operands[1:], strict=True):
            made = join(sign, made, operand)
        yield Misconception.ORDER_OF_OPERATIONS, made


def _flatten(expression: Expression, outer: int = 0) -> tuple[list[Expression], list[_Sign]]:
    if not isinstance(expression, Operation) or _ORDER[expression.sign] < outer:
        return [expression], []
    order = _ORDER[expression.sign]
    operands, signs = _flatten(expression.left, order)
    others, other_signs = _flatten(expression.right, order + 1)
    return [*operands, *others], [*signs, expression.sign, *other_signs]


def _without_brackets(expression: Expression) -> Iterator[Mistake]:
    """5 × (3 + 7) → 5 × 3 + 7."""
    written = _write(expression)
    if "(" in written:
        try:
            yield Misconception.IGNORED_BRACKETS, parse(written.replace("(", "").replace(")", ""))
        except NotFormalError:
            return


def _write(expression: Expression, outer: int = 0) -> str:
    """Write an expression of numbers and letters with the brackets that it needs."""
    if isinstance(expression, Number) and expression.value.denominator == 1:
        return str(expression.value.numerator)
    if isinstance(expression, Variable):
        return expression.name
    if isinstance(expression, Operation):
        order = _ORDER[expression.sign]
        written = f"{_write(expression.left, order)} {expression.sign} {_write(expression.right, order + 1)}"
        return f"({written})" if order < outer else written
    return "?"  # no expression: it is not parsed again


_RULES: tuple[Callable[[Expression], Iterator[Mistake]], ...] = (
    _distribute_badly,
    _keep_sign_of_bracket,
    _take_power_badly,
    _add_fractions_badly,
    _divide_fractions_badly,
    _lose_sign,
    _combine_unlike_terms,
    _add_decimals_badly,
)

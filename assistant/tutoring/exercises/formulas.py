"""Exercises that are written as formulas: to solve, to compute, to write in another form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.tutoring.algebra import (
    Equation,
    NotFormalError,
    evaluate,
    parse,
    parts_of,
    solve,
    solve_system,
)
from assistant.tutoring.problems import (
    EquationProblem,
    Form,
    FormProblem,
    Problem,
    Subject,
    SystemProblem,
    ValueProblem,
)
from assistant.tutoring.sides import letters_of
from assistant.tutoring.statements import Statement, find_statements
from model.errors import FigureError
from model.figures.expression_tree import Expression, Operation

MAX_UNKNOWNS = 3
_ALGEBRA = re.compile(
    r"\b(?:solv|simplif|expand|factor|multiply out|equation|find [a-z]\b|what is [a-z]\b)"
    r"|解|方程|化简|展开|因式|求 ?[a-z]"
)
_COMPUTE = re.compile(
    r"\b(?:calculate|compute|work out|evaluate|what(?:'s| is| do)|how much|find|solve|add|subtract|multiply|divide)\b"
    r"|计算|算|求|等于|多少|[=?？]\s*$"
)
_FORMS = (
    (re.compile(r"\bfactor|因式"), Form.FACTORED),
    (re.compile(r"\bexpand|\bmultiply out|展开|去括号"), Form.EXPANDED),
    (re.compile(r"\bsimplif|\bcombine|化简|合并"), Form.SIMPLIFIED),
)
_UNKNOWN = re.compile(
    r"(?<=\d)[a-z]{1,3}(?![a-z])|(?<![a-z])[a-z](?= ?[-+=*/^()])|(?<=[-+=*/^(]) ?[a-z](?![a-z])"
)
_UNIT_LETTERS = frozenset("mhstgl")

FoundFormula = tuple[Problem, str, int, int]
"""What is asked, its formula as it is written, and where that begins and ends."""


def read_formula(text: str) -> FoundFormula | None:
    """Read an exercise of formulas; None where a text holds none."""
    unknowns = _find_unknowns(text)
    statements = find_statements(text, unknowns)
    try:
        return _read_equations(statements) or _read_form(text, statements) or _read_sum(text, statements)
    except (NotFormalError, FigureError):
        return None


def _find_unknowns(text: str) -> frozenset[str]:
    found = frozenset(letter for match in _UNKNOWN.findall(text) for letter in match.strip())
    return found if _ALGEBRA.search(text) else found - _UNIT_LETTERS


def _read_equations(statements: Sequence[Statement]) -> FoundFormula | None:
    to_do = [s for s in statements if _computes(s) and not _is_solved(s)]
    found = [s for s in to_do if s.letters and len(s.sides) == 2]
    if not found or found[0] is not to_do[0]:
        return None
    first = found[0]
    unknowns = sorted(first.letters)
    if len(unknowns) == 1:
        equation = _to_equation(first)
        solutions = solve(equation, unknowns[0])
        if solutions is None:
            return None
        problem = EquationProblem(equation=equation, unknown=unknowns[0], solutions=solutions)
        return problem, first.text, first.start, first.end
    return _read_system(found, unknowns)


def _read_system(found: Sequence[Statement], unknowns: Sequence[str]) -> FoundFormula | None:
    chosen = found[: len(unknowns)]
    is_square = len(chosen) == len(unknowns) <= MAX_UNKNOWNS
    if not is_square or any(not statement.letters <= set(unknowns) for statement in chosen):
        return None
    equations = tuple(map(_to_equation, chosen))
    solution = dict(zip(unknowns, solve_system(equations, unknowns), strict=True))
    written = "; ".join(statement.text for statement in chosen)
    return SystemProblem(equations=equations, solution=solution), written, chosen[0].start, chosen[-1].end


def _read_form(text: str, statements: Sequence[Statement]) -> FoundFormula | None:
    form = next((form for pattern, form in _FORMS if pattern.search(text)), None)
    found = next((s for s in statements if s.letters and s.is_single), None)
    if form is None or found is None:
        return None
    expression = parse(found.sides[0].text)
    problem = FormProblem(expression=expression, value=evaluate(expression), form=form)
    return problem, found.text, found.start, found.end


def _read_sum(text: str, statements: Sequence[Statement]) -> FoundFormula | None:
    found = [s for s in statements if _computes(s)]
    if len(found) != 1 or len(statements) != 1 or not found[0].is_single or found[0].letters:
        return None
    statement = found[0]
    is_alone = statement.text.strip() == text.strip().rstrip("=?？. ")
    if not (is_alone or _COMPUTE.search(text)):
        return None
    expression = parse(statement.sides[0].text)
    value = evaluate(expression)
    problem = ValueProblem(
        subject=_subject_of(expression), targets=(value,), setup=(expression,), is_exercise_itself=True
    )
    return problem, statement.text, statement.start, statement.end


def _subject_of(expression: Expression) -> Subject:
    is_of_fractions = any(isinstance(p, Operation) and p.sign == "/" for p in parts_of(expression))
    return Subject.FRACTIONS if is_of_fractions else Subject.ARITHMETIC


def _computes(statement: Statement) -> bool:
    """Tell whether something is to be computed in a statement: a number or a name alone is nothing to do."""
    return bool(statement.letters) or any(not side.is_number or "/" in side.text for side in statement.sides)


def _is_solved(statement: Statement) -> bool:
    """Tell whether an equation names its solution already: x = 5."""
    if len(statement.sides) != 2:
        return False
    left, right = statement.sides
    return (len(left.text) == 1 and not letters_of(right.text)) or (
        len(right.text) == 1 and not letters_of(left.text) and left.is_number
    )


def _to_equation(statement: Statement) -> Equation:
    left, right = statement.sides
    return Equation(left=parse(left.text), right=parse(right.text))

"""Exercises of lists of numbers: mean, median and range, and sharing in a ratio."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import sympy

from assistant.tutoring.algebra import value_of
from assistant.tutoring.exercises.making import NUMBER, Mistakes, count_numbers, make_problem, parse_all
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.problems import Subject, ValueProblem

MIN_NUMBERS = 3
_MEASURE = re.compile(r"\b(mean|average|median|range)\b|(平均数|平均值|中位数|极差)")
_LIST = re.compile(r"(?<![\d.])-?\d+(?:\.\d+)?(?:(?:[ ;,]|and|和|与|、){1,6}-?\d+(?:\.\d+)?)+")
_LISTED = re.compile(r"-?\d+(?:\.\d+)?")
_NAMES = {"average": "mean", "平均数": "mean", "平均值": "mean", "中位数": "median", "极差": "range"}
_SHARED = re.compile(
    rf"\b(?:divide|share|split) {NUMBER}[^\d:]{{0,20}} in (?:the|a) (?:ratio|proportion) (?:of )?{NUMBER} ?: ?{NUMBER}"
    rf"|把 ?{NUMBER}[^\d:]{{0,8}}按照? ?{NUMBER} ?: ?{NUMBER}[^\d]{{0,12}}分"
)
_REDUCED = re.compile(
    rf"\b(?:simplify|reduce)(?: the ratio)? {NUMBER} ?: ?{NUMBER}|化简比?[:;]? ?{NUMBER} ?: ?{NUMBER}"
)


def read_statistics(text: str) -> ValueProblem | None:
    """Read an exercise that asks for one measure of a list of numbers."""
    measures = {found for match in _MEASURE.finditer(text) if (found := match[1] or match[2])}
    lists = [match.group() for match in _LIST.finditer(text)]
    if len(measures) != 1 or len(lists) != 1:
        return None
    numbers = _LISTED.findall(lists[0])
    if len(numbers) < MIN_NUMBERS or count_numbers(text) != len(numbers):
        return None
    name = measures.pop()
    return _READERS[_NAMES.get(name, name)](numbers)


def _read_mean(numbers: list[str]) -> ValueProblem | None:
    total, count = "+".join(f"({number})" for number in numbers), len(numbers)
    wrong: Mistakes = (
        (Misconception.MEAN_WITHOUT_DIVIDING, total),
        (Misconception.CALCULATION, f"({total})/{count - 1}"),
        (Misconception.CALCULATION, f"({total})/{count + 1}"),
        (Misconception.CALCULATION, _median(numbers)),
    )
    return make_problem(Subject.STATISTICS, f"({total})/{count}", mistakes=wrong)


def _read_median(numbers: list[str]) -> ValueProblem | None:
    wrong: Mistakes = (
        (Misconception.UNSORTED_MEDIAN, _middle(numbers)),
        (Misconception.CALCULATION, f"({'+'.join(f'({n})' for n in numbers)})/{len(numbers)}"),
    )
    return make_problem(Subject.STATISTICS, _median(numbers), mistakes=wrong)


def _read_range(numbers: list[str]) -> ValueProblem | None:
    ordered = sorted(numbers, key=Fraction)
    wrong: Mistakes = (
        (Misconception.CALCULATION, ordered[-1]),
        (Misconception.CALCULATION, f"({numbers[-1]})-({numbers[0]})"),
    )
    return make_problem(Subject.STATISTICS, f"({ordered[-1]})-({ordered[0]})", mistakes=wrong)


_READERS = {"mean": _read_mean, "median": _read_median, "range": _read_range}


def _median(numbers: list[str]) -> str:
    return _middle(sorted(numbers, key=Fraction))


def _middle(numbers: list[str]) -> str:
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else f"(({numbers[half - 1]})+({numbers[half]}))/2"


def read_ratio(text: str) -> ValueProblem | None:
    """Read an exercise that shares a number in a ratio, or cuts a ratio."""
    if (match := _SHARED.search(text)) and count_numbers(text) == 3:
        whole, first, second = (group for group in match.groups() if group)
        return _share(whole, first, second)
    if (match := _REDUCED.search(text)) and count_numbers(text) == 2:
        first, second = (group for group in match.groups() if group)
        wrong: Mistakes = ((Misconception.SWAPPED_RATIO, f"{second}/{first}"),)
        problem = make_problem(Subject.RATIO, f"{first}/{second}", mistakes=wrong)
        return problem and replace(problem, is_reduced=True, is_exercise_itself=True)
    return None


def _share(whole: str, first: str, second: str) -> ValueProblem | None:
    total = f"({first}+{second})"
    texts = [f"{whole}/{total}*{part}" for part in (first, second)]
    targets = tuple(map(value_of, texts))
    if not all(target.is_Rational for target in targets):
        return None
    ratios = [value_of(f"{whole}/{part}") for part in (first, second)]
    wrong = tuple((Misconception.RATIO_OF_PART, value) for value in ratios if value not in targets)
    half = value_of(f"{whole}/2")
    also = ((Misconception.RATIO_OF_PART, half),) if half not in {*targets, sympy.Integer(0)} else ()
    return ValueProblem(
        subject=Subject.RATIO,
        targets=targets,
        setup=parse_all(texts),
        steps=tuple(
            value_of(text) for text in (f"{whole}/{total}", total, f"{first}/{total}", f"{second}/{total}")
        ),
        mistakes=(*wrong, *also),
    )

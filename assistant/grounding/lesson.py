"""Holds a lesson to what a good tutor does: one step at a time, no wrong equation, no result handed over.

A small model reckons badly and hurries to the result. So each sentence is read before it is shown: its equations are
computed, a result that neither the student nor the course has named becomes a question, and there the lesson waits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from assistant.grounding.arithmetic import Equation, find_equations, to_plain_maths
from assistant.grounding.confirming import confirms
from assistant.grounding.ignorance import admits_ignorance
from assistant.grounding.maths_markup import has_open_formula, with_drawn_formulas
from assistant.grounding.sentence_release import AdmittedIgnoranceError, UnsupportedReplyError
from knowledge_base.text.content_words import find_numbers, squash
from knowledge_base.text.languages import Language
from knowledge_base.text.negation import denies
from knowledge_base.text.sentences import find_first_sentence_end
from model.chat.messages import Delta, TextDelta

MAX_EXERCISE_NUMBERS = 5
MAX_WORDS_OF_FORMULA = 3  # beside its equations, which are computed
MIN_INSTRUCTION = 12  # characters of a sentence of the instructions that is told apart from a common phrase

MIN_CHINESE_INSTRUCTION = 5  # the same of Chinese, which says more in a character

_WORD = re.compile(r"[a-z]{2,}|[\u3400-\u9fff]", re.IGNORECASE)
_NUMBERED = re.compile(r"^\W*\d{1,2}[.)、]\s*")
_YOUR_TURN: dict[Language, str] = {"en": "What do you get?", "zh": "你算出来是多少？"}
_WHAT_TO_LEARN: dict[Language, str] = {
    "en": "What would you like to work on?",
    "zh": "你想学点什么？",
}
_STOPPED: dict[Language, str] = {
    "en": "I stop here, because my next calculation did not come out right. "
    "Try this step yourself and tell me what you get.",
    "zh": "我在这里停下，因为我接下来的计算没有算对。请你自己试试这一步，然后告诉我你的结果。",
}
_SUBJECTS: tuple[tuple[re.Pattern[str], dict[Language, str]], ...] = (
    (re.compile(r"\d\s*/\s*\d|\\frac"), {"en": "fractions", "zh": "分数"}),
    (re.compile(r"\d\s*[%％]"), {"en": "percentages", "zh": "百分数 百分之几"}),
    (
        re.compile(r"\d\s*[a-z]\b\s*[-+−=]", re.IGNORECASE),
        {"en": "equation with one unknown", "zh": "方程 未知数"},
    ),
    (re.compile(r"[×*]"), {"en": "multiply", "zh": "乘法 乘以"}),
    (re.compile(r"÷"), {"en": "divide", "zh": "除法 除以"}),
)
_EXERCISE_NUMBER = re.compile(r"\d+/\d+|\d+(?:\.\d+)?\s?%?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a tutor's reply is measured by.

    Attributes:
        question: What the student wrote.
        course: The text of the passages.
        instructions: What the model was told; it is not repeated to the student.
        language: Of the reply.
        hands_over: Tells whether a sentence states the solution, where that is known and the student has not found it.
        leaves_results: Whether an exercise is still to be solved: then no number is stated that nobody named.
        misleads: Tells whether a sentence states an equation that the exercise does not lead to.
        may_confirm: Whether the reply may say that the student is right: only where that was proven.
        may_say: Tells whether a sentence needs no source, or has one.
        is_of_exercise: Whether an exercise is worked on: where nothing may be said, the student is asked for the next
            step, and else for what to learn.
    """

    question: str
    course: str
    instructions: str
    language: Language
    hands_over: Callable[[str], bool] = lambda _: False
    misleads: Callable[[str], bool] = lambda _: False
    may_confirm: bool = True
    leaves_results: bool = False
    may_say: Callable[[str], bool] = lambda _: True
    is_of_exercise: bool = True


def describe_exercise(question: str, language: Language) -> str:
    """Name what an exercise is of, since numbers find no passage: `1/4 + 1/6` is about fractions.

    Returns:
        The words of the question with the names, without its numbers; empty where nothing can be named.
    """
    names = [name[language] for pattern, name in _SUBJECTS if pattern.search(question)]
    words = " ".join(re.findall(r"[^\W\d_]{2,}|[\u3400-\u9fff]+", question))
    return " ".join((*names, words)) if names else ""


def teach(deltas: Iterator[Delta], lesson: Lesson) -> Iterator[Delta]:
    """Pass a lesson on sentence by sentence, until a result is to be found by the student.

    Raises:
        AdmittedIgnoranceError: It begins by saying that there is no answer.
        UnsupportedReplyError: It begins with a wrong equation. Nothing of it was released.
    """
    pending, shown = "", ""
    results = _find_results(lesson)
    for delta in deltas:
        if not isinstance(delta, TextDelta):
            if delta.finish_reason == "length" and shown:
                pending = ""  # the last sentence is not whole
            checked = _check(pending, lesson, results)
            _refuse_beginning(checked, pending, shown)
            # a reply of which nothing may be said leaves the student with the exercise
            turn = _YOUR_TURN if lesson.is_of_exercise else _WHAT_TO_LEARN
            asked = "" if (shown + checked.text).strip() else turn[lesson.language]
            yield TextDelta(text=checked.text + asked)
            yield delta
            return
        yield TextDelta(text="")  # a chance to stop while nothing is shown
        pending += delta.text
        while (end := _find_end(pending)) is not None:
            checked = _check(pending[:end], lesson, results)
            _refuse_beginning(checked, pending[:end], shown)
            pending = pending[end:]
            shown += checked.text
            yield TextDelta(text=checked.text)
            if checked.is_last:
                return


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    text: str
    is_last: bool = False
    is_wrong: bool = False


def _refuse_beginning(checked: _Checked, sentence: str, shown: str) -> None:
    if shown.strip():
        return
    if admits_ignorance(sentence):
        raise AdmittedIgnoranceError
    if checked.is_wrong:
        raise UnsupportedReplyError


def _check(sentence: str, lesson: Lesson, results: frozenset[Fraction]) -> _Checked:
    sentence = _without_instructions(sentence, lesson.instructions)
    if not lesson.may_confirm and confirms(sentence):
        return _Checked(text="")
    equations = list(find_equations(sentence))
    is_wrong = any(e.is_wrong and not _is_corrected(e, sentence, lesson) for e in equations)
    if is_wrong or lesson.misleads(sentence):
        return _Checked(text=f"\n\n{_STOPPED[lesson.language]}", is_last=True, is_wrong=True)
    known = _known_values(lesson)
    reckoned = next((e for e in equations if _hands_over(e, lesson, known)), None)
    if reckoned is not None:
        return _ask_for(sentence, reckoned, lesson)
    if _tells_result(sentence, lesson, known, results):
        lead = sentence[: len(sentence) - len(sentence.lstrip())]
        return _Checked(text=f"{lead}{_YOUR_TURN[lesson.language]}", is_last=True)
    return _Checked(text=with_drawn_formulas(sentence) if _has_source(sentence, equations, lesson) else "")


def _has_source(sentence: str, equations: Sequence[Equation], lesson: Lesson) -> bool:
    """Tell whether a sentence is no more than its equations, which are computed, or may be said for another reason."""
    is_formula = bool(equations) and len(_words_around(sentence, equations)) <= MAX_WORDS_OF_FORMULA
    return not sentence.strip() or is_formula or lesson.may_say(sentence)


def _words_around(sentence: str, equations: Iterable[Equation]) -> list[str]:
    """Return the words of a sentence that is not its equations: `So 3x = 15.` says no more than they do."""
    plain = to_plain_maths(sentence)
    for equation in equations:
        plain = plain.replace(equation.text, " ")
    return _WORD.findall(plain)


def _tells_result(
    sentence: str, lesson: Lesson, known: frozenset[Fraction], results: frozenset[Fraction]
) -> bool:
    new = _values(sentence) - known
    is_reckoned = lesson.leaves_results and _reckons(sentence, new)
    return bool(results & new) or is_reckoned or lesson.hands_over(sentence)


def _hands_over(equation: Equation, lesson: Lesson, known: frozenset[Fraction]) -> bool:
    """Tell whether an equation gives a result that neither the student nor the course has named."""
    is_known = equation.result is None or equation.result in known
    return not is_known and not _quotes(equation, lesson.course)


def _ask_for(sentence: str, equation: Equation, lesson: Lesson) -> _Checked:
    """Show an equation with a question mark in the place of its result, and nothing that follows it."""
    plain = to_plain_maths(sentence)
    result = re.escape(equation.sides[-1].strip())
    cut = re.search(rf"=\s*[€$£¥]?\s*{result}(?![\d.]*\d)", plain)
    turn = _YOUR_TURN[lesson.language]
    return _Checked(text=f"{plain[: cut.start()]}= ? {turn}" if cut else turn, is_last=True)


def _is_corrected(equation: Equation, sentence: str, lesson: Lesson) -> bool:
    """Tell whether a wrong equation is the student's own and the sentence says that it is wrong."""
    theirs = {e.text.replace(" ", "") for e in find_equations(lesson.question)}
    says_wrong = denies(sentence) or re.search(
        r"\b(?:wrong|incorrect|mistake|error|instead)\b|错|误", sentence, re.IGNORECASE
    )
    return equation.text.replace(" ", "") in theirs and bool(says_wrong)


def _quotes(equation: Equation, course: str) -> bool:
    """Tell whether the course works an equation out itself."""
    return any(equation.values == other.values for other in find_equations(course))


def _known_values(lesson: Lesson) -> frozenset[Fraction]:
    return _values(lesson.question) | _values(lesson.course)


def _values(text: str) -> frozenset[Fraction]:
    plain = to_plain_maths(text)
    fractions = {Fraction(m) for m in re.findall(r"(?<![\d/.])\d{1,9}/[1-9]\d{0,8}(?![\d/])", plain)}
    numbers = {Fraction(n) for n in find_numbers(plain) if re.fullmatch(r"\d{1,15}(?:\.\d{1,6})?", n)}
    return frozenset(fractions | numbers)


def _find_results(lesson: Lesson) -> frozenset[Fraction]:
    """Return what two numbers of an exercise can make: one of them is likely its result."""
    numbers = [_to_value(text) for text in _EXERCISE_NUMBER.findall(lesson.question)[:MAX_EXERCISE_NUMBERS]]
    made: set[Fraction] = set()
    for left, right in permutations(numbers, 2):
        made |= {left + right, left - right, left * right}
        if right:
            made.add(left / right)
    return frozenset(filter(_is_result, made))


def _reckons(sentence: str, new: frozenset[Fraction]) -> bool:
    """Tell whether a sentence states a number that nobody named; a question states none."""
    return not sentence.rstrip().endswith(("?", "？")) and any(map(_is_result, new))


def _is_result(value: Fraction) -> bool:
    """Tell whether a number may be a result: small whole numbers are those of steps and of the answer's own wording."""
    return value > 12 or value.denominator != 1


def _to_value(text: str) -> Fraction:
    if text.endswith("%"):
        return Fraction(text.rstrip("% ")) / 100
    top, _, bottom = text.partition("/")
    return Fraction(top) / int(bottom) if bottom and int(bottom) else Fraction(top.strip())


def _without_instructions(sentence: str, instructions: str) -> str:
    """Leave out a sentence that repeats what the model was told, and such a line of it: a heading, say."""
    if _repeats(sentence, instructions):
        return ""
    lines = sentence.splitlines(keepends=True)
    return "".join(line for line in lines if not _repeats(line, instructions)) if len(lines) > 1 else sentence


def _repeats(line: str, instructions: str) -> bool:
    squashed = squash(_NUMBERED.sub("", line))
    least = MIN_CHINESE_INSTRUCTION if "\u3400" <= squashed[:1] <= "\u9fff" else MIN_INSTRUCTION
    return len(squashed) >= least and squashed in squash(instructions)


def _find_end(text: str) -> int | None:
    """Return where the first sentences of a growing text end, formulas whole."""
    end = 0
    while (step := find_first_sentence_end(text[end:])) is not None:
        end += step
        if not has_open_formula(text[:end]):
            return end
    return None

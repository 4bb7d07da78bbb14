"""What a student is working on: the exercise that was set, in this message or an earlier one, and what was tried."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.tutoring.algebra import Value
from assistant.tutoring.glossary.glossary import Entry
from assistant.tutoring.judgement import NOTHING_UNDERSTOOD, Judgement, Verdict
from assistant.tutoring.ladder.rungs import Rung
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.notation import read_notations
from assistant.tutoring.practice.modes import Mode
from assistant.tutoring.practice.talk import Message, Talk, Try
from assistant.tutoring.problems import (
    EquationProblem,
    Exercise,
    FormProblem,
    Problem,
    SystemProblem,
    ValueProblem,
)
from assistant.tutoring.statements import Statement, find_statements
from assistant.tutoring.sums import is_claim, read_sum
from assistant.tutoring.working import judge_attempt, unknowns_of
from knowledge_base.text.content_words import squash
from knowledge_base.text.numerals import NUMBER, parse_number

MAX_MESSAGES = 60  # of a student that are looked through
KEPT_EXERCISES = 3  # an answer may belong to one before the last
MAX_COUNT = 4  # of what a sentence counts in passing: two steps, both sides
MIN_NUMBERS = 2  # of an exercise that is not understood
_ASKS = re.compile(
    r"[?？]|\b(?:what|how|find|solve|calculate|plot|draw|graph|work out)\b|多少|几|求|算|解|画", re.IGNORECASE
)
_RECKONS = re.compile(
    r"\bhow (?:many|much|long|far|fast|old|tall|heavy|big)\b"
    r"|\b(?:calculate|compute|work out|altogether|in total|average|each)\b"
    r"|%|多少|几[个天人元只本分小米千公颗支张块]|求|计算|一共|平均",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_CHECKS = re.compile(r"\b(?:right|correct|check|wrong|mistake)\b|对[吗么不]|检查|错", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![A-Za-z\d.-])\d+(?:[.,]\d+)?(?![A-Za-z\d-])")
_NUMERAL = re.compile(
    rf"(?<![\w.])(?!\d)(?:{NUMBER})(?![\w]*\d)|(?<=[\u3400-\u9fff])(?:{NUMBER})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of an exercise and an attempt.

    Attributes:
        exercise: The one that the last message is about; None where none was understood.
        attempt: What the last message says besides the exercise.
        judgement: Of that against the exercise.
        is_exercise: Whether the last message sets or works on an exercise, also one that was not understood.
        requests: How much help was asked for since the exercise was set, with the last message, while it is unsolved
            and the last message tries nothing.
        helped: The same before the last message.
        is_solved: Whether an earlier message solved it.
        mode: How the last message wants to go on, where it tries nothing; None where it says something else.
        is_again: Whether the last message has the attempt of the one before it checked, which was judged already.
        is_repeated: Whether the attempt before this one went wrong for the same reason.
        term: What of the glossary the last message asks for; None where it asks for something else.
    """

    exercise: Exercise | None
    attempt: str
    judgement: Judgement
    is_exercise: bool
    requests: int = 0
    helped: int = 0
    is_solved: bool = False
    mode: Mode | None = None
    is_again: bool = False
    is_repeated: bool = False
    term: Entry | None = None

    @property
    def is_uncertain(self) -> bool:
        """Whether it is an exercise that the program can't solve."""
        return self.is_exercise and self.exercise is None

    @property
    def is_open(self) -> bool:
        """Whether an exercise is worked on that the student has not solved."""
        return self.is_exercise and not self.is_solved and self.judgement.verdict is not Verdict.RIGHT

    @property
    def is_proven(self) -> bool:
        """Whether the attempt may be called right: it solves the exercise, or each line of it has its solutions."""
        if self.exercise is None:
            return False
        is_number = isinstance(
            self.exercise.problem, ValueProblem
        )  # a step has the right value by chance, too
        return self.judgement.verdict is Verdict.RIGHT or (self.judgement.follows and not is_number)


def read_situation(messages: Sequence[str | Message]) -> Situation:
    """Read the messages of a student.

    Args:
        messages: Oldest first; one or more, the last is answered.
    """
    talk = read_talk(messages)
    attempt, text = talk.tries[-1], _text_of(messages[-1])
    chosen = talk.exercises[-KEPT_EXERCISES:]
    situation = _judge(chosen, attempt.text, text)
    if (
        situation.judgement == NOTHING_UNDERSTOOD
    ):  # what tries an exercise is judged, however it asks for that
        situation = replace(situation, mode=attempt.mode, term=attempt.term)
    if situation.exercise is None:
        return situation
    since = talk.tries_at(len(talk.exercises) - 1)
    judged = [(judge_attempt(situation.exercise.problem, one.text), one) for one in since[:-1]]
    situation = replace(
        situation,
        is_solved=any(one.verdict is Verdict.RIGHT for one, _ in judged),
        helped=_count_requests(judged[1:]),
        is_repeated=_is_repeated(situation.judgement, [one for one, _ in judged]),
    )
    if situation.judgement != NOTHING_UNDERSTOOD or situation.is_solved:
        return situation
    if attempt.mode is Mode.CHECK or _CHECKS.search(text):
        before = _judge_before(chosen, talk, text)
        if before is not None:
            return before
    # the message that sets an exercise asks for no more help yet
    asked = [*judged, (situation.judgement, attempt)][1:]
    return replace(situation, requests=_count_requests(asked))


def read_talk(messages: Sequence[str | Message]) -> Talk:
    """Read the exercises and the attempts of a student's messages, oldest first."""
    talk = Talk()
    for message in messages[-MAX_MESSAGES:]:
        talk.add(message if isinstance(message, Message) else Message(text=message))
    return talk


def _text_of(message: str | Message) -> str:
    return message if isinstance(message, str) else message.text


def _count_requests(said: Iterable[tuple[Judgement, Try]]) -> int:
    """Count how much help was asked for: who gives up asks for the next step at once, who asks for a word for none."""
    requests = 0
    for judgement, one in said:
        if judgement == NOTHING_UNDERSTOOD and one.mode is not Mode.CHECK and one.term is None:
            least = Rung.NEXT_STEP if one.mode is Mode.GIVE_UP else 0
            requests = max(requests + 1, least)
    return requests


def _is_repeated(judgement: Judgement, judged: Sequence[Judgement]) -> bool:
    tried = [one for one in judged if one != NOTHING_UNDERSTOOD]
    is_false = judgement.verdict is Verdict.WRONG and not judgement.is_true
    is_known = is_false and judgement.misconception not in {None, Misconception.MISSING_SOLUTION}
    return is_known and bool(tried) and tried[-1].misconception is judgement.misconception


def _judge_before(chosen: Sequence[Exercise], talk: Talk, text: str) -> Situation | None:
    """Judge the message before, where the last one asks about it; None where there is nothing to judge."""
    if len(talk.tries) < 2:
        return None
    before = _judge(chosen, talk.tries[-2].text, text)
    return replace(before, mode=Mode.CHECK, is_again=True) if before.judgement != NOTHING_UNDERSTOOD else None


def _judge(exercises: Sequence[Exercise], attempt: str, text: str) -> Situation:
    """Judge an attempt against the last exercise; where it solves one before, it is about that."""
    exercise, judgement = (exercises[-1] if exercises else None), NOTHING_UNDERSTOOD
    for number, one in enumerate(reversed(exercises)):
        tried = judge_attempt(one.problem, attempt)
        if number == 0 or tried.verdict is Verdict.RIGHT:
            exercise, judgement = one, tried
        if tried.verdict is Verdict.RIGHT:
            break
    is_exercise = exercise is not None or looks_like_exercise(text)
    return Situation(exercise=exercise, attempt=attempt, judgement=judgement, is_exercise=is_exercise)


def looks_like_exercise(text: str) -> bool:
    """Tell whether a message asks for something to be reckoned, in words that were not understood."""
    if not _ASKS.search(text):
        return False
    spelled = read_notations(text)[0]
    statements = find_statements(spelled, frozenset("xy"))
    if any(s.letters or not all(side.is_number for side in s.sides) for s in statements):
        return True
    digits = [number for number in _NUMBER.findall(text) if not _YEAR.fullmatch(number)]
    in_words = [word for word in _NUMERAL.findall(text) if (parse_number(word) or 0) > 1]
    return len(digits) + len(in_words) >= MIN_NUMBERS and _RECKONS.search(text) is not None


def gives_away(exercise: Exercise, sentence: str) -> bool:
    """Tell whether a sentence states the solution of an exercise, or one of several numbers of it."""
    problem = exercise.problem
    if isinstance(problem, FormProblem):
        return judge_attempt(problem, sentence).verdict is Verdict.RIGHT
    unknowns = unknowns_of(problem)
    statements = [s for reading in read_notations(sentence) for s in find_statements(reading, unknowns)]
    said = frozenset(re.findall(r"\d+(?:\.\d+)?", exercise.text))
    if any(_lets_slip(statement, list_solutions(problem), said) for statement in statements):
        return True
    if isinstance(problem, ValueProblem):
        return any(_states(statement, problem.targets) for statement in statements)
    if isinstance(problem, SystemProblem):
        return any(
            _names(s, letter, (value,)) for s in statements for letter, value in problem.solution.items()
        )
    return any(
        _names(s, problem.unknown, problem.solutions) or (not s.letters and _states(s, problem.solutions))
        for s in statements
    )


def misleads(situation: Situation, sentence: str) -> bool:
    """Tell whether a sentence states an equation that the solution of the exercise does not fit; quotes are none."""
    exercise = situation.exercise
    if exercise is None or not isinstance(exercise.problem, EquationProblem | SystemProblem):
        return False
    found = judge_attempt(exercise.problem, sentence)
    is_partial = found.misconception is Misconception.MISSING_SOLUTION
    is_quoted = squash(found.step) in squash(situation.attempt)
    return found.verdict is Verdict.WRONG and "=" in found.step and not is_partial and not is_quoted


def list_solutions(problem: Problem) -> tuple[Value, ...]:
    """Return the numbers of a solution; none of an expression that is to be written in another form."""
    if isinstance(problem, ValueProblem):
        return problem.targets
    if isinstance(problem, EquationProblem):
        return tuple(problem.solutions)
    return tuple(problem.solution.values()) if isinstance(problem, SystemProblem) else ()


def _lets_slip(statement: Statement, values: Sequence[Value], said: frozenset[str]) -> bool:
    """Tell whether a number stands alone that the exercise does not name and that is a solution of it."""
    text = statement.sides[0].text
    if not statement.is_single or text in said or not statement.sides[0].is_number:
        return False
    found = read_sum(statement)
    if found is None or "/" in text or (statement.counts_something and found.value <= MAX_COUNT):
        return False
    return found.value in values


def _names(statement: Statement, letter: str, values: Iterable[Value]) -> bool:
    """Tell whether a statement says what an unknown is."""
    return any(side.text == letter for side in statement.sides) and _states(statement, values)


def _states(statement: Statement, values: Iterable[Value]) -> bool:
    """Tell whether a number, worked out, is one of some values: as a result, not among what is computed."""
    if statement.is_single and not is_claim(statement):
        return False
    found = read_sum(statement)
    if found is None or not found.is_done:
        return False
    is_open = "/" in found.last.text and found.last.text.replace(" ", "") not in {
        str(value) for value in values
    }
    return not is_open and any(found.is_number(value) for value in values)

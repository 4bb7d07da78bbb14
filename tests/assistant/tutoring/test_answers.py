"""Attempts with keys: what is confirmed was proven, and no right answer is called wrong."""

import json
from dataclasses import dataclass
from functools import cache

import pytest

from assistant.tutoring.exercises.reading import read_exercise
from assistant.tutoring.judgement import NOTHING_UNDERSTOOD, Judgement
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.working import judge_attempt
from tests.conftest import PROJECT_FOLDER

FOLDER = PROJECT_FOLDER / "tests" / "data" / "tutoring"
LOOKED_AT, SEALED = "answers.jsonl", "answers_sealed.jsonl"
MIN_AGREEMENT = 0.99


@dataclass(frozen=True, kw_only=True)
class Answer:
    exercise: str
    attempt: str
    language: str
    verdict: str
    first_wrong_line: int | None
    misconception: str | None


@cache
def read_answers(name: str) -> tuple[Answer, ...]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return tuple(Answer(**json.loads(line)) for line in lines)


@cache
def judge(exercise: str, attempt: str) -> Judgement:
    found = read_exercise(exercise)
    return judge_attempt(found.problem, attempt) if found else NOTHING_UNDERSTOOD


def test_the_answers_are_many_and_of_both_languages() -> None:
    answers = (*read_answers(LOOKED_AT), *read_answers(SEALED))
    assert len(answers) >= 500
    assert sum(answer.language == "zh" for answer in answers) >= 200
    assert {a.misconception for a in answers} - {None} <= {str(m) for m in Misconception}


@pytest.mark.parametrize("name", [LOOKED_AT, SEALED])
def test_no_right_answer_is_called_wrong_and_no_other_is_confirmed(name: str) -> None:
    judged = [(answer, judge(answer.exercise, answer.attempt).verdict) for answer in read_answers(name)]
    assert [a for a, verdict in judged if a.verdict == "right" and verdict == "wrong"] == []
    assert [a for a, verdict in judged if a.verdict != "right" and verdict == "right"] == []


@pytest.mark.parametrize("name", [LOOKED_AT, SEALED])
def test_verdicts_and_first_wrong_lines_agree(name: str) -> None:
    answers = read_answers(name)
    missed = []
    for answer in answers:
        found = judge(answer.exercise, answer.attempt)
        if (found.verdict, found.first_wrong_line) != (answer.verdict, answer.first_wrong_line):
            missed.append((answer.exercise, answer.attempt, str(found.verdict)))
    assert len(missed) <= len(answers) * (1 - MIN_AGREEMENT), missed


@pytest.mark.parametrize("name", [LOOKED_AT, SEALED])
def test_misconceptions_are_named(name: str) -> None:
    labelled = [answer for answer in read_answers(name) if answer.misconception]
    named = [a for a in labelled if judge(a.exercise, a.attempt).misconception == a.misconception]
    assert len(named) >= 0.9 * len(labelled)

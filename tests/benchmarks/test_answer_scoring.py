from pathlib import Path

import pytest

from assistant.turn.guardrails.fallback_messages import (
    evidence_lead,
    nearest_lead,
    not_found_message,
    unsure_lead,
)
from benchmarks.answer_scoring import FactCase, Score, read_cases, summarise

CASE = FactCase(
    id="gate-1",
    language="en",
    kind="fact",
    history=(),
    question="When is the gate locked?",
    facts=(("9 p.m.", "21:00"), ("6 a.m.",)),
    forbidden=("10 p.m.",),
    is_answerable=True,
    evidence="The gate is locked from 9 p.m. to 6 a.m.",
)
MISS = FactCase(
    id="gate-2",
    language="en",
    kind="near_miss",
    history=(),
    question="How high is the gate?",
    facts=(),
    forbidden=("9",),
    is_answerable=False,
    evidence="",
)
QUOTE = f"{evidence_lead('en')}\n\n> {CASE.evidence} At 10 p.m. the lights go out."


@pytest.mark.parametrize(
    ("case", "reply", "score"),
    [
        (CASE, "It is locked from 9 p.m. to 6 a.m.", Score.RIGHT),
        (CASE, QUOTE, Score.QUOTED),
        (CASE, f"It is locked at night.\n\n{QUOTE}", Score.QUOTED),
        (CASE, "It is locked from 10 p.m. to 6 a.m.", Score.FALSE),
        (CASE, f"It is locked from 10 p.m.\n\n{QUOTE}", Score.FALSE),
        (CASE, "It is locked until 6 a.m.", Score.INCOMPLETE),
        (CASE, f"{nearest_lead('en')}\n\n> {CASE.evidence}", Score.DOUBTED),
        (CASE, f"{unsure_lead('en')}\n\n> {CASE.evidence}", Score.UNSURE),
        (CASE, f"{unsure_lead('en')}\n\n> The shop is closed.", Score.INCOMPLETE),
        (MISS, f"{unsure_lead('en')}\n\n> {CASE.evidence}", Score.MISS_UNSURE),
        (CASE, not_found_message("en", "", ""), Score.REFUSED),
        (MISS, not_found_message("en", "", ""), Score.MISS_REFUSED),
        (MISS, f"{nearest_lead('en')}\n\n> {CASE.evidence}", Score.MISS_REFUSED),
        (MISS, QUOTE, Score.MISS_ANSWERED),
    ],
)
def test_a_reply_is_judged_by_its_facts(case: FactCase, reply: str, score: Score) -> None:
    assert case.score(reply, organisation="", contact="") is score


def test_each_kind_is_counted() -> None:
    lines = list(summarise([(CASE, Score.RIGHT), (MISS, Score.MISS_ANSWERED)]))
    assert lines == [
        "all: 2: 1 right, 1 near miss answered",
        "fact: 1: 1 right",
        "near_miss: 1: 1 near miss answered",
    ]


def test_the_questions_of_a_folder_are_read() -> None:
    cases = list(read_cases(Path(__file__).parents[1] / "data" / "answers" / "dev"))
    assert len(cases) > 50
    assert any(case.history for case in cases)

"""Which messages are attempts, and how they ended."""

import pytest

from assistant.attempts import Outcome
from assistant.tutoring.practice.recording import describe_attempt
from assistant.tutoring.practice.stating import find_given, give
from assistant.tutoring.practice.talk import Message
from assistant.tutoring.situation import read_situation

EQUATION = "How do I solve 3x + 5 = 20?"
TRAIN = "A train goes 180 km in 2 hours. How fast is it?"


@pytest.mark.parametrize(
    ("messages", "outcome", "misconception", "hints"),
    [
        ((EQUATION, "x = 5"), Outcome.RIGHT, None, 0),
        ((EQUATION, "hint", "Explain it to me.", "x = 5"), Outcome.RIGHT, None, 2),
        ((EQUATION, "3x = 25"), Outcome.WRONG, "sign_when_moving", 0),
        ((EQUATION, "3x = 25", "3x = 15"), Outcome.UNFINISHED, None, 0),
        ((TRAIN, "180 × 2 = 360"), Outcome.WRONG, "wrong_operation", 0),
        ((EQUATION, "it is more than 4 and less than 9"), Outcome.NOT_UNDERSTOOD, None, 0),
        ((EQUATION,), None, None, 0),
        ((EQUATION, "Give me a hint."), None, None, 0),
        ((EQUATION, "Why do I have to do that?"), None, None, 0),
        ((EQUATION, "x = 5", "3 × 5 + 5 = 20"), None, None, 0),  # solved before
        (("6 workers need 4 days. How long do 3 workers need?", "8 days"), None, None, 0),
    ],
)
def test_an_attempt_is_described(
    messages: tuple[str, ...], outcome: Outcome | None, misconception: str | None, hints: int
) -> None:
    said = [Message(text=text) for text in messages]
    attempt = describe_attempt(read_situation(said), said, "en")
    if outcome is None:
        assert attempt is None
        return
    assert attempt is not None
    assert (attempt.outcome, attempt.misconception, attempt.hints) == (outcome, misconception, hints)
    assert not attempt.is_given
    assert attempt.skill in {"equation", "speed"}


def test_an_exercise_of_the_tutor_is_told_apart() -> None:
    exercise = read_situation(["Solve 4x = 28"]).exercise
    assert exercise is not None
    said = [Message(text="Quiz me.", given=find_given(give(exercise, "en"))), Message(text="x = 7")]
    attempt = describe_attempt(read_situation(said), said, "en")
    assert attempt is not None
    assert (attempt.is_given, attempt.exercise, attempt.kind) == (True, "Solve 4x = 28.", "equation")

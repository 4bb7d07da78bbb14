import re

import pytest

from assistant.tutoring.checking import say_checked
from assistant.tutoring.exercises.reading import read_exercise
from assistant.tutoring.hints import _HINTS
from assistant.tutoring.judgement import Verdict
from assistant.tutoring.misconceptions import Misconception
from assistant.tutoring.problems import Subject
from assistant.tutoring.situation import gives_away, misleads, read_situation
from assistant.tutoring.subjects import name_subject, speaks_of
from knowledge_base.text.languages import Language

EQUATION = "How do I solve 3x + 5 = 20?"
TRAIN = "A train goes 180 km in 2 hours. How fast is it?"


def checked(*messages: str, language: Language = "en") -> str:
    return say_checked(read_situation(messages), language)


def test_an_attempt_is_judged_against_the_exercise_of_an_earlier_message() -> None:
    assert checked(EQUATION, "3x = 25").startswith(
        "I checked your step: 3x = 25 is not right yet. A term that changes"
    )
    assert checked(EQUATION, "3x = 15") == (
        "I checked your step: 3x = 15 is right so far, and you can go on from there."
    )
    assert (
        checked(EQUATION, "3x = 15", "x = 5")
        == "I checked your answer: x = 5 is right. It solves 3x + 5 = 20."
    )


def test_a_right_sum_on_a_wrong_way_is_not_confirmed() -> None:
    said = checked(TRAIN, "180 × 2 = 360")
    assert said.startswith("I checked your step: 180 × 2 = 360 is computed correctly, but it is not the way")
    assert checked("火车 2 小时行驶 180 千米，速度是多少？", "180×2=360", language="zh").startswith(
        "我核对了你的这一步：180×2=360 算得没错，但这样求不出这道题的答案。"
    )


def test_a_sum_whose_exercise_is_not_known_is_right_only_in_itself() -> None:
    said = checked("I got 210 / 3 = 70, correct?")
    assert "is computed correctly. Whether it is the way to solve your exercise, I have not checked." in said
    assert checked("I got 50 × 0.4 = 25, correct?") == "I checked your step: 50 × 0.4 = 25 is not right yet."
    assert checked("What is the area of that room?") == ""


@pytest.mark.parametrize(
    ("sentence", "is_misleading"),
    [
        ("Then 3x = 25.", True),
        ("得到 x = -1。", True),
        ("Then 3x = 15.", False),
        ("We write 3x + 5 - 5 = 20 - 5.", False),
        ("You wrote 3x = 26, look at the sign.", False),  # quoted
        ("Divide both sides by 3.", False),
    ],
)
def test_an_equation_that_the_exercise_does_not_lead_to_is_noticed(
    sentence: str, *, is_misleading: bool
) -> None:
    assert misleads(read_situation([EQUATION, "3x = 26"]), sentence) is is_misleading


def test_who_has_solved_an_exercise_may_check_it() -> None:
    solved = read_situation([EQUATION, "x = 5", "3 × 5 + 5 = 20"])
    assert solved.is_solved
    assert say_checked(solved, "en") == ""
    assert not read_situation([EQUATION, "x = 5"]).is_solved


def test_a_step_with_a_value_on_the_way_is_not_proven_and_an_equation_that_follows_is() -> None:
    assert read_situation([EQUATION, "3x = 15"]).is_proven
    assert not read_situation([EQUATION, "3x = 25"]).is_proven
    assert not read_situation(["What is 15 % of 80?", "10% of 80 = 8"]).is_proven
    assert read_situation(["What is 15 % of 80?", "12"]).is_proven
    assert not read_situation(["I got 210 / 3 = 70, correct?"]).is_proven


@pytest.mark.parametrize(
    ("messages", "exercise", "attempt"),
    [
        (("I solved 3x + 4 = 19 and got x = 5.",), "3x + 4 = 19", "x = 5"),
        (("Is x = 5 right for 3x + 5 = 20?",), "3x + 5 = 20", "x = 5"),
        ((EQUATION, "Now solve 2x = 8"), "2x = 8", ""),
        ((EQUATION, "2x = 8"), "3x + 5 = 20", "2x = 8"),
        ((EQUATION, "How do I solve 3x = 15 now?"), "3x + 5 = 20", "3x = 15"),
        ((EQUATION, "What is 20 - 5?", "x = 5"), "3x + 5 = 20", "x = 5"),
        (("3x + 5 = 20\n3x = 25", "Is my work right?"), "3x + 5 = 20", "3x = 25"),
        ((TRAIN, "thanks"), TRAIN, "thanks"),
    ],
)
def test_the_exercise_and_the_attempt_are_found(
    messages: tuple[str, ...], exercise: str, attempt: str
) -> None:
    situation = read_situation(messages)
    assert situation.exercise is not None
    assert situation.exercise.text == exercise
    assert attempt in situation.attempt


@pytest.mark.parametrize(
    "text",
    [
        "A rectangle has perimeter 20 cm and width 4 cm. What is its area?",
        "A car goes 100 km in 2 hours and then stops. How fast was it?",
        "A train goes 180 km in 2 hours and returns in 3 hours. How fast is it?",
        "The mean of 3, 5 and x is 6. Find x.",
        "Six workers need 4 days to paint a house. How long do 3 workers need?",
        "6个工人4天完成，3个工人几天完成？",
        "A 180 cm man walks in 2 hours. How fast is he?",
        "3 kg cost 6 euros, and 2 are free. What do 5 kg cost?",
        "Solve 2x + 1 > 7",
        "Plot y = 4x - 7",
        "Who painted the ceiling in 1512?",
    ],
)
def test_what_was_not_understood_whole_is_no_formal_exercise(text: str) -> None:
    assert read_exercise(text) is None


def test_an_exercise_in_other_words_is_still_one() -> None:
    assert read_situation(["6个工人4天完成，3个工人几天完成？"]).is_exercise
    assert read_situation(["Plot y = 4x - 7"]).is_exercise
    assert not read_situation(["Who painted the ceiling of that chapel?"]).is_exercise
    assert not read_situation(["What happened between 1914 and 1918?"]).is_exercise
    assert not read_situation(["What do chapters 3 and 4 say about cells?"]).is_exercise
    assert not read_situation(["The X200 is broken since 2019."]).is_exercise


@pytest.mark.parametrize(
    ("exercise", "sentence", "is_given"),
    [
        (EQUATION, "So x = 5.", True),
        (EQUATION, "The answer is 5!", True),
        (EQUATION, "所以 x = 5。", True),
        (EQUATION, "15 / 3 = 5", True),
        (EQUATION, "The answer is **5**.", True),
        (EQUATION, "x is five, of course.", True),
        (EQUATION, r"\[ x = \boxed{5} \]", True),
        (EQUATION, "答案是五。", True),
        ("Solve 3x + 4 = 22", "Just write 6 there.", True),
        ("Solve 3x + 4 = 22", "Step 2: divide.", False),
        (EQUATION, "Subtract 5 from both sides.", False),
        (EQUATION, "Then 3x = 15.", False),
        (EQUATION, "What is 15 / 3?", False),
        (TRAIN, "It goes at 90 km/h.", True),
        (TRAIN, "So the speed is 90 km/h.", True),
        (TRAIN, "Divide 180 by 2.", False),
        ("Solve x + y = 10, x - y = 2", "So y = 4.", True),
        ("Expand 3(x - 2)", "You get 3x - 6.", True),
        ("Expand 3(x - 2)", "Multiply 3 by x first.", False),
    ],
)
def test_a_sentence_with_the_solution_is_noticed(exercise: str, sentence: str, *, is_given: bool) -> None:
    found = read_exercise(exercise)
    assert found is not None
    assert gives_away(found, sentence) is is_given


def test_each_misconception_has_a_hint_in_both_languages_that_holds_no_result() -> None:
    assert set(_HINTS) == set(Misconception)
    for hints in _HINTS.values():
        assert set(hints) == {"en", "zh"}
        for language, hint in hints.items():
            assert not re.sub("100", "", hint).strip(" %").isdigit()
            assert re.search("[一-鿿]", hint) is not None if language == "zh" else hint.isascii()


def test_each_subject_finds_documents_of_its_field() -> None:
    for subject in Subject:
        for language in ("en", "zh"):
            assert speaks_of(name_subject(subject, language), subject)
    assert not speaks_of("Price list: drip tray 4 euros, tank lid 7 euros", Subject.GRAPH)


@pytest.mark.parametrize(
    "text",
    [
        "Tom has three apples and buys five more. How many does he have?",
        "小红有十二颗糖，给了弟弟五颗，还剩几颗？",
    ],
)
def test_an_exercise_with_its_numbers_in_words_is_one_though_it_is_not_understood(text: str) -> None:
    assert read_situation([text]).is_uncertain


@pytest.mark.parametrize("text", ["How many planets are there?", "Who was born in 1848?"])
def test_a_question_without_two_numbers_is_no_exercise(text: str) -> None:
    assert not read_situation([text]).is_exercise


@pytest.mark.parametrize(
    ("text", "answer"),
    [("原价200元的衣服打七五折，要付多少钱？", "150元"), ("鞋240元，打85折后多少元？", "204元")],
)
def test_hundredths_of_a_price_are_understood(text: str, answer: str) -> None:
    assert read_situation([text, answer]).is_proven
    assert read_situation([text, "50元"]).judgement.verdict is Verdict.WRONG

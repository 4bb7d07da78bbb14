from collections.abc import Callable, Iterator

import pytest

from assistant.grounding.lesson import Lesson, teach
from assistant.grounding.maths_markup import has_open_formula, with_drawn_formulas
from assistant.grounding.sentence_release import UnsupportedReplyError
from model.chat.messages import Delta, GenerationFinished, TextDelta, Usage

USAGE = Usage(
    prompt_tokens=1, cached_prompt_tokens=0, completion_tokens=1, prompt_seconds=0, completion_seconds=0
)
TASK = "Teach the next small step only, in at most four short sentences."
COURSE = "The area of a rectangle is its length times its width: 5 × 3 = 15."


def say(
    text: str,
    question: str = "What is the area of 9 cm by 7 cm?",
    *,
    ends_by: str = "stop",
    hands_over: Callable[[str], bool] = lambda _: False,
    may_confirm: bool = True,
) -> str:
    def deltas() -> Iterator[Delta]:
        yield from (TextDelta(text=f"{word} ") for word in text.split(" "))
        yield GenerationFinished(finish_reason="length" if ends_by == "length" else "stop", usage=USAGE)

    lesson = Lesson(
        question=question,
        course=COURSE,
        instructions=TASK,
        language="en",
        hands_over=hands_over,
        may_confirm=may_confirm,
    )
    return "".join(d.text for d in teach(deltas(), lesson) if isinstance(d, TextDelta)).strip()


def test_the_result_of_an_exercise_becomes_a_question_and_the_lesson_waits() -> None:
    said = say("Multiply length by width. So 9 × 7 = 63. The area is 63 square centimetres.")
    assert said == "Multiply length by width. So 9 × 7 = ? What do you get?"


def test_a_result_without_its_equation_is_not_handed_over() -> None:
    assert say("Multiply both. The area is 63 square centimetres.") == "Multiply both. What do you get?"


def test_an_example_of_the_course_and_a_result_of_the_student_may_be_said() -> None:
    example = "For example, 5 × 3 = 15. Now you?"
    assert say(example) == example
    assert say("Yes, 9 × 7 = 63 is right.", "I got 9 × 7 = 63, is it right?") == "Yes, 9 × 7 = 63 is right."


def test_a_wrong_equation_is_not_shown() -> None:
    said = say("Let us look at it. First, 2 + 2 = 5. Then go on.")
    assert "5" not in said
    assert said.startswith("Let us look at it.")
    assert "did not come out right" in said
    with pytest.raises(UnsupportedReplyError):
        say("Since 2 + 2 = 5, go on.")


def test_a_students_wrong_step_may_be_named_as_wrong_only() -> None:
    question = "I wrote 1/2 + 1/5 = 2/7. Right?"
    assert say("No, 1/2 + 1/5 = 2/7 is not right.", question) == "No, 1/2 + 1/5 = 2/7 is not right."
    with pytest.raises(UnsupportedReplyError):
        say("Yes, 1/2 + 1/5 = 2/7 is right.", question)


def test_instructions_are_not_repeated() -> None:
    assert say(f"{TASK} Multiply both.") == "Multiply both."


def test_lines_that_repeat_instructions_are_left_out() -> None:
    told = "请只讲下一小步：说出资料里的规则，把计算留给学生。"
    text = "好的。\n1. **资料里的规则**：\n先乘后加。\n2. **把计算留给学生**：\n你来算一算？"
    deltas = (TextDelta(text=text), GenerationFinished(finish_reason="stop", usage=USAGE))
    lesson = Lesson(question="3 + 4 × 5", course=COURSE, instructions=told, language="zh")
    said = "".join(d.text for d in teach(iter(deltas), lesson) if isinstance(d, TextDelta))
    assert said.split() == ["好的。", "先乘后加。", "你来算一算？"]


def test_a_lesson_that_was_cut_off_ends_with_a_whole_sentence() -> None:
    assert say("Multiply both. Then you take the", ends_by="length") == "Multiply both."


def test_the_known_solution_is_not_handed_over_in_any_sentence() -> None:
    said = say("Undo the addition first. So x = 5. Then check it.", hands_over=lambda s: "x = 5" in s)
    assert said == "Undo the addition first. What do you get?"


def test_only_what_was_proven_is_said_to_be_right() -> None:
    text = "Great job! Your step is correct. Now look at the sign."
    assert say(text, may_confirm=False) == "Now look at the sign."
    assert say(text) == text


def test_a_reply_of_which_nothing_may_be_said_asks_the_student() -> None:
    assert say("That is correct!", may_confirm=False) == "What do you get?"


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("So $x + 2 = 5$ holds.", r"So \(x + 2 = 5\) holds."),
        ("It costs $5 and $7.", "It costs $5 and $7."),
        (r"[ \frac{1}{2} = 0.5 ]", r"\[ \frac{1}{2} = 0.5 \]"),
        (r"Take ( \frac{1}{2} ) of it.", r"Take \( \frac{1}{2} \) of it."),
        (r"Take \frac{1}{2} \times 3.", "Take 1/2 × 3."),
        (r"As \( \frac{1}{2} \) is.", r"As \( \frac{1}{2} \) is."),
        ("A [note] stays.", "A [note] stays."),
    ],
)
def test_formulas_get_the_delimiters_that_the_page_draws(written: str, drawn: str) -> None:
    assert with_drawn_formulas(written) == drawn


def test_a_formula_is_not_cut_in_two() -> None:
    assert has_open_formula("So \\[ x. ")
    assert not has_open_formula("So \\[ x \\]. ")

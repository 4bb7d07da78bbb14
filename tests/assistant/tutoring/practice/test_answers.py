"""What the tutor does when a learner says how to go on; the state is read from the messages alone."""

from itertools import pairwise

import pytest

from assistant.tutoring.practice.answers import answer_mode
from assistant.tutoring.practice.modes import Mode
from assistant.tutoring.practice.quiz import find_level, load_levels, make_quiz
from assistant.tutoring.practice.stating import find_given
from assistant.tutoring.practice.talk import Message
from assistant.tutoring.problems import Exercise, Subject
from assistant.tutoring.situation import gives_away, list_solutions, read_situation, read_talk
from knowledge_base.text.languages import Language

EQUATION = "How do I solve 3x + 5 = 20?"
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def talk(*texts: str, language: Language = "en") -> tuple[list[Message], list[str]]:
    """Return what was said, and the replies of the modes; the exercises that they set belong to the messages."""
    said: list[Message] = []
    replies = []
    for text in texts:
        said.append(Message(text=text))
        replies.append(answer_mode(read_situation(said), said, language))
        said[-1] = Message(text=text, given=find_given(replies[-1]))
    return said, replies


def given_by(message: Message) -> Exercise:
    assert message.given is not None
    return message.given


def solution_of(exercise: Exercise) -> str:
    return f"x = {list_solutions(exercise.problem)[0]}"


def test_a_quiz_is_of_the_topic_that_is_named_or_worked_on() -> None:
    said, _ = talk("Quiz me on fractions", "Another question please")
    assert [given_by(one).problem.subject for one in said] == [Subject.FRACTIONS] * 2
    assert given_by(said[0]) != given_by(said[1])
    said, _ = talk(EQUATION, "Quiz me.")
    assert given_by(said[1]).problem.subject is Subject.EQUATION
    said, replies = talk("What are percentages good for?", "Test me")
    assert given_by(said[1]).problem.subject is Subject.PERCENT
    said, replies = talk("考考我。", language="zh")
    assert given_by(said[0]).problem.subject is Subject.ARITHMETIC
    assert "你也可以说一个主题" in replies[0]


def test_a_topic_whose_answers_cannot_be_checked_is_declined() -> None:
    said, replies = talk("Quiz me on photosynthesis")
    assert said[0].given is None
    assert replies[0].startswith("I only quiz you where I can check your answer for certain")
    assert talk("考考我光合作用", language="zh")[1][0].startswith("只有能确定判断对错的内容")


def test_an_exercise_of_the_tutor_is_the_one_that_is_judged() -> None:
    said, _ = talk("Quiz me on equations")
    exercise = given_by(said[0])
    solved = read_situation([*said, Message(text=solution_of(exercise))])
    assert solved.exercise == exercise
    assert solved.is_proven
    assert not read_situation([*said, Message(text="x = 1000")]).is_proven


def test_exercises_get_harder_after_right_answers_and_easier_after_wrong_ones() -> None:
    said, _ = talk("Quiz me on equations")
    assert find_level(read_talk(said)) == 2
    right = [*said, Message(text=solution_of(given_by(said[0])))]
    assert find_level(read_talk(right)) == 3
    assert find_level(read_talk([*said, Message(text="x = 1000")])) == 1
    assert find_level(read_talk([*said, Message(text="x = 1000"), *right[1:]])) == 3  # found in the end


@pytest.mark.parametrize("subject", load_levels())
@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_exercises_of_each_topic_and_level(subject: Subject, language: Language) -> None:
    assert all(len(levels) == 4 for levels in load_levels().values())
    made: list[Exercise] = []
    for level in (1, 2, 3, 4, 4, 4):
        avoided = [one.problem for one in made]
        quiz = make_quiz(subject, level, language, seed=f"{level}", avoided=avoided)
        assert quiz is not None
        assert quiz.problem.subject is subject
        assert quiz.problem not in avoided
        made.append(quiz)


def test_a_similar_exercise_is_set_and_worked_out_for_who_is_stuck() -> None:
    said, replies = talk(EQUATION, "Show me a similar one.")
    assert given_by(said[1]).problem.subject is Subject.EQUATION
    assert replies[1].startswith("Here is one of the same kind, with other numbers.")
    said, replies = talk(EQUATION, "Give me a hint.", "Show me a similar one.", "A similar problem please")
    assert [one.given for one in said[1:]] == [None, None, None]
    for worked, again in pairwise(replies[2:]):
        assert worked.startswith("One of the same kind, worked out:")
        assert worked != again
    exercise = read_situation([EQUATION]).exercise
    assert exercise is not None
    assert not any(gives_away(exercise, text) for text in replies)


def test_after_a_solution_a_similar_exercise_is_a_new_one() -> None:
    said, _ = talk(EQUATION, "Give me a hint.", "hint", "x = 5", "Show me a similar one.")
    assert given_by(said[-1]).problem.subject is Subject.EQUATION
    _, replies = talk(EQUATION, "x = 5", "Give me a hint.")
    assert replies[-1] == "You have solved this one already. Would you like another exercise?"


def test_the_working_is_asked_for_where_there_is_none_and_judged_where_there_is() -> None:
    _, replies = talk(EQUATION, "Check my work.")
    assert replies[1].startswith("Write your working, one step a line")
    assert "> Solve 3x + 5 = 20." in replies[1]
    _, replies = talk(EQUATION, "3x = 25", "Check my work.")
    assert replies[2] == ""  # the judgement of the message before is said
    assert read_situation([EQUATION, "3x = 25", "Check my work."]).judgement.step == "3x = 25"


def test_an_exercise_that_cannot_be_solved_is_thought_through_and_never_made_again() -> None:
    workers = "6 workers need 4 days to paint a house. How long do 3 workers need?"
    _, replies = talk(workers, "Give me a hint.", "hint please", "I give up.", "Show me a similar one.")
    assert len(set(replies[1:4])) == 3
    assert replies[3].startswith("I can't solve this exercise with certainty")
    assert replies[4].startswith("I can't make an exercise of this kind")


def test_who_has_no_exercise_yet_is_asked_for_one_and_documents_are_explained_by_the_course() -> None:
    for said in (
        "Give me a hint.",
        "I give up.",
        "Check my work.",
        "Explain it to me.",
        "Show me a similar one.",
    ):
        assert talk(said)[1][0].startswith("Send me the exercise first")
    assert talk("What is photosynthesis?", "Explain it to me.")[1] == ["", ""]


def test_what_tries_an_exercise_is_judged_however_it_asks() -> None:
    assert read_situation([EQUATION, "x = 5, is that right?"]).mode is None
    assert read_situation([EQUATION, "Is that right?"]).mode is Mode.CHECK

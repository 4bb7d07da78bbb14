"""An exercise with other numbers has the same structure, another solution, and numbers as nice."""

import pytest

from assistant.tutoring.exercises.reading import read_exercise
from assistant.tutoring.practice.similar import make_similar
from assistant.tutoring.practice.stating import find_given, give, state
from assistant.tutoring.practice.worked import work_out
from assistant.tutoring.problems import EquationProblem, Exercise, Subject, ValueProblem
from assistant.tutoring.situation import gives_away, list_solutions
from knowledge_base.text.languages import Language
from tests.assistant.tutoring.ladder.test_ladder import EXERCISES

CHINESE = (
    "80 的 15% 是多少？",
    "火车 2 小时行驶 180 千米，速度是多少？",
    "解方程 3x + 5 = 20",
    "把 84 按 3 : 4 分",
)
CASES = [*((text, "en") for text in EXERCISES), *((text, "zh") for text in CHINESE)]


def read(text: str) -> Exercise:
    found = read_exercise(text)
    assert found is not None
    return found


@pytest.mark.parametrize(("text", "language"), CASES)
def test_similar_exercises_are_solved_readable_and_do_not_show_the_first_solution(
    text: str, language: Language
) -> None:
    first = read(text)
    made: list[Exercise] = []
    for seed in "abc":
        similar = make_similar(first, language, seed=seed, avoided=[one.problem for one in made])
        assert similar is not None
        made.append(similar)
        given = find_given(f"Well.\n\n{give(similar, language)}\n\nWhat is your first step?")
        assert given is not None
        assert given.problem == similar.problem
        assert given.problem.subject is first.problem.subject
        assert not gives_away(first, state(similar, language))
        if given.problem.subject is not Subject.TERMS:
            assert set(list_solutions(similar.problem)) != set(list_solutions(first.problem))
    assert len({state(one, language) for one in made}) == 3


def test_the_same_seed_gives_the_same_exercise() -> None:
    first = read("Solve 3x + 5 = 20")
    assert make_similar(first, "en", seed="s") == make_similar(first, "en", seed="s")


def test_numbers_stay_as_nice_as_they_were() -> None:
    for seed in "abcdefgh":
        equation = make_similar(read("Solve 3x + 5 = 20"), "en", seed=seed)
        assert equation is not None
        assert isinstance(equation.problem, EquationProblem)
        assert all(value.is_Integer and value.is_positive for value in equation.problem.solutions)
        fractions = make_similar(read("Work out 2/7 + 3/7"), "en", seed=seed)
        assert fractions is not None
        bottoms = [part.partition("/")[2].strip() for part in fractions.text.split("+")]
        assert bottoms[0] == bottoms[1]
        story = make_similar(read("A train goes 180 km in 2 hours. How fast is it?"), "en", seed=seed)
        assert story is not None
        assert isinstance(story.problem, ValueProblem)
        assert story.problem.targets[0].is_Integer


def test_an_exercise_is_worked_out_by_the_program() -> None:
    assert work_out(read("A train goes 180 km in 2 hours. How fast is it?"), "en") == "180 ÷ 2 = 90."
    assert work_out(read("Work out 2/5 + 1/3"), "en") == "2/5 + 1/3 = 11/15."
    assert work_out(read("Share 84 in the ratio 3 : 4"), "en").startswith("84 ÷ (3 + 4) × 3 = 36, ")
    assert work_out(read("Solve 3x + 5 = 20"), "en").endswith("That leads to x = 5.")
    assert work_out(read("解方程 3x + 5 = 20"), "zh").endswith("最后得到 x = 5。")

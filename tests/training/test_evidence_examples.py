from pathlib import Path

from tests.assistant.fakes import FixedRetriever, passage
from training.evidence.examples import LabelledQuestion, make_examples, read_labelled

DEV = Path(__file__).parents[1] / "data" / "answers" / "dev"


def test_a_near_miss_is_made_of_a_question_by_taking_its_answer_away() -> None:
    found = (
        passage(1, "The gate is locked from nine. A lost key costs £9."),
        passage(2, "The gate was painted green last year."),
    )
    question = LabelledQuestion(
        text="When is the gate locked?", answers=("The gate is locked from nine.",), group="a", kind="fact"
    )
    whole, ablated = make_examples(FixedRetriever(found), question)
    assert whole.labels == (True, False, False)
    assert (ablated.is_ablated, ablated.labels) == (True, (False,))
    assert {excerpt.passage.id for excerpt in ablated.excerpts} == {2}
    assert len(whole.features) == len(whole.excerpts)


def test_follow_ups_are_left_out_and_near_misses_have_no_answer() -> None:
    questions = list(read_labelled(DEV))
    assert len({question.group for question in questions}) == 8
    assert any(question.kind == "near_miss" and not question.answers for question in questions)
    assert all(question.answers for question in questions if question.kind == "table")
    assert not any(question.kind == "followup" for question in questions)

"""Lessons through the manager: what a student tries is held to the exercise that was set."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from assistant.history.attempts import AttemptLog
from assistant.profiles.profiles import Profiles, load_profiles
from assistant.tutoring.ladder.ladder import write_solution
from assistant.tutoring.practice.stating import find_given
from tests.assistant.fakes import passage, text_of
from tests.assistant.turn.desk import ME, MakeDesk, ScriptedMedia, reply_of
from tests.media import make_label


def test_a_right_sum_on_a_wrong_way_is_not_confirmed_and_the_exercise_is_remembered(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk("Which one tells how fast it is?", "Great job! That is correct. Think of one hour.")
    desk.model.profile = replace(desk.model.profile, sets_up_exercises=True)
    first = reply_of(desk.ask("A train goes 180 km in 2 hours. How fast is it?", assistant="tutor"))
    assert first.text.strip() == "Which one tells how fast it is?"
    reply = reply_of(desk.ask("180 × 2 = 360", desk.only().id, assistant="tutor"))
    assert reply.text.startswith(
        "I checked your step: 180 × 2 = 360 is computed correctly, but it is not the way"
    )
    assert reply.text.endswith("would the result make sense in the story?")
    assert len(desk.model.calls) == 1  # what the program knows needs no model
    more = reply_of(desk.ask("180 × 2 = 360, but why is that wrong?", desk.only().id, assistant="tutor"))
    assert more.text.startswith(
        "I checked your step: 180 × 2 = 360 is computed correctly, but it is not the way"
    )
    assert more.text.endswith("Think of one hour.")
    assert "Great job" not in more.text


def test_an_exercise_is_taught_without_documents_and_without_its_solution(make_desk: MakeDesk) -> None:
    desk = make_desk("Undo the addition first. Then x = 5. Check it.", "Go on.")
    desk.model.profile = replace(desk.model.profile, sets_up_exercises=True)
    desk.retriever.passages = (passage(1, "Drip tray: 4 euros. Tank lid: 7 euros.", "Price list", ()),)
    reply = reply_of(desk.ask("Please solve 3x + 5 = 20.", assistant="tutor"))
    assert reply.text.strip() == "Undo the addition first. What do you get?"
    assert (reply.citations, desk.usage.unanswered) == ((), [])
    assert not any("Drip tray" in text_of(part) for part in desk.model.calls[0][-1].parts)
    solved = reply_of(desk.ask("3x = 15, so x = 5", desk.only().id, assistant="tutor"))
    assert (
        solved.text == "I checked your answer: x = 5 is right. It solves 3x + 5 = 20. How can you check it?"
    )


def test_the_graph_of_a_formula_is_not_explained_with_a_price_list(make_desk: MakeDesk) -> None:
    desk = make_desk("Find two points of the line.")
    desk.retriever.passages = (passage(1, "Drip tray: 4 euros. Tank lid: 7 euros.", "Price list", ()),)
    reply = reply_of(desk.ask("Plot y = 4x - 7", assistant="tutor"))
    assert reply.citations == ()
    assert [figure.specification["figure"] for figure in reply.figures] == ["function"]


@pytest.mark.parametrize(
    "said", ["The answer is 5.", "x = 5, done.", r"So \(x = \boxed{5}\).", "It is five.", "15 / 3 = 5."]
)
def test_pressure_moves_one_rung_a_turn_and_never_brings_the_solution_out(
    make_desk: MakeDesk, said: str
) -> None:
    desk = make_desk(*(f"Well. {said}" for _ in range(4)))
    desk.ask("Please solve 3x + 5 = 20.", assistant="tutor")
    conversation = desk.only().id
    replies = [
        reply_of(desk.ask(pressure, conversation, assistant="tutor")).text
        for pressure in (
            "Tell me now, what is x",
            "What did my teacher say",
            "How big is it",
            "What then",
        )
    ]
    assert [text.split(":")[0].split(" ")[0] for text in replies] == ["Rule", "Rule", "Next", "Rule"]
    assert all(text.endswith("What do you get?") for text in replies)
    assert not any(said in text or "x = 5" in text for text in replies)


def test_a_profile_may_show_the_solution_after_every_other_help(make_desk: MakeDesk) -> None:
    tutor = load_profiles().find("tutor").model_copy(update={"shows_solutions": True})
    desk = make_desk(*["Go on."] * 5, profiles=Profiles(profiles=(tutor,), default_key="tutor"))
    desk.ask("Please solve 3x + 5 = 20.", assistant="tutor")
    replies = [reply_of(desk.ask("Tell me now, what is x", desk.only().id)).text for _ in range(4)]
    assert replies[3].startswith("The solution is x = 5.")
    assert not any("x = 5" in text for text in replies[:3])


def test_where_the_model_has_nothing_to_say_the_program_gives_a_hint(make_desk: MakeDesk) -> None:
    desk = make_desk("I'm sorry, but I can't assist with that request.")
    desk.model.profile = replace(desk.model.profile, sets_up_exercises=True)
    reply = reply_of(desk.ask("Please solve 3x + 5 = 20.", assistant="tutor"))
    assert reply.text.strip() == (
        "Look at what is done to the unknown. What do you have to undo to have it alone?"
    )
    assert desk.usage.unanswered == []


def test_a_photographed_worksheet_is_judged_line_by_line(make_desk: MakeDesk) -> None:
    desk = make_desk(media=ScriptedMedia(text="3x + 5 = 20\n3x = 25\nx = 25/3", barcode_texts=()))
    photo = desk.folder / "worksheet.png"
    photo.write_bytes(make_label(["3x + 5 = 20"]))
    reply = reply_of(desk.ask("Is my work right?", None, photo, assistant="tutor"))
    assert reply.text.startswith("I checked your step: 3x = 25 is not right yet. A term that changes sides")
    assert desk.model.calls == []


def test_an_exercise_that_the_program_cannot_solve_is_owned_up_to_once(make_desk: MakeDesk) -> None:
    wrong = "More workers are faster. 4 days ÷ 3 workers = 1.33 days. So it takes 1.33 days."
    desk = make_desk(wrong, wrong)
    desk.retriever.passages = ()
    asked = "6 workers need 4 days to paint a house. How long do 3 workers need?"
    reply = reply_of(desk.ask(asked, assistant="tutor"))
    assert reply.text.startswith("I can't solve this exercise with certainty")
    assert reply.text.split("\n\n")[1].strip() == "What do you get?"  # what the model claims is left out
    again = reply_of(desk.ask(asked, desk.only().id, assistant="tutor"))
    assert again.text.strip() == "What do you get?"


def test_a_wrong_step_of_the_model_is_not_taught(make_desk: MakeDesk) -> None:
    desk = make_desk("Then 3x = 25. Divide by 3.", "So x = -1 is it.")
    desk.model.profile = replace(desk.model.profile, sets_up_exercises=True)
    reply = reply_of(desk.ask("Please solve 3x + 5 = 20.", assistant="tutor"))
    assert reply.text.strip().startswith("Look at what is done to the unknown.")
    assert len(desk.model.calls) == 2


def test_the_program_begins_an_exercise_for_a_small_model(make_desk: MakeDesk) -> None:
    desk = make_desk()
    reply = reply_of(desk.ask("Please solve 3x + 5 = 20.", assistant="tutor"))
    assert reply.text == "Look at what is done to the unknown. What do you have to undo to have it alone?"
    assert desk.model.calls == []


def test_the_tutor_sets_an_exercise_and_records_how_it_went(make_desk: MakeDesk, engine: Engine) -> None:
    desk = make_desk(*["Think of both sides."] * 4)
    quiz = reply_of(desk.ask("Quiz me on equations", assistant="tutor"))
    exercise = find_given(quiz.text)
    assert exercise is not None
    conversation = desk.only().id
    assert "is not right yet" in reply_of(desk.ask("x = 1000", conversation, assistant="tutor")).text
    desk.ask("Give me a hint.", conversation, assistant="tutor")
    solution = write_solution(exercise, "en")
    assert "It solves" in reply_of(desk.ask(solution, conversation, assistant="tutor")).text
    recorded = [one.attempt for one in AttemptLog(engine).list_all(ME)]
    assert [(one.outcome, one.hints, one.is_given) for one in recorded] == [
        ("wrong", 0, True),
        ("right", 1, True),
    ]


def test_a_desk_that_does_not_teach_has_no_modes(make_desk: MakeDesk, engine: Engine) -> None:
    desk = make_desk("Opened items can be returned within 14 days.")
    assert "Your exercise" not in reply_of(desk.ask("Quiz me on equations")).text
    assert AttemptLog(engine).list_all(ME) == ()


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("What is a denominator?", "The denominator is the number below the line of a fraction"),
        ("How do I add fractions?", "To add fractions, bring them to a common denominator first"),
        ("什么是质数？", "质数（素数）是只有 1 和它本身两个因数的自然数"),
    ],
)
def test_words_of_mathematics_are_explained_without_documents(
    make_desk: MakeDesk, asked: str, begins: str
) -> None:
    desk = make_desk()
    desk.retriever.passages = ()
    reply = reply_of(desk.ask(asked, assistant="tutor"))
    assert reply.text.startswith(begins)
    assert "?" in reply.text or "？" in reply.text
    assert reply.text.endswith(("no course document was used.)*", "没有用到课程资料。）*"))
    assert (reply.citations, desk.model.calls, desk.usage.unanswered) == ((), [], [])


def test_documents_explain_a_word_before_the_glossary_does(make_desk: MakeDesk) -> None:
    desk = make_desk("The denominator is below the line. What does it count?")
    desk.retriever.passages = (
        passage(1, "The denominator is below the line of a fraction.", "Fractions", ()),
    )
    reply = reply_of(desk.ask("What is a denominator?", assistant="tutor"))
    assert reply.text.startswith("The denominator is below the line.")
    assert len(desk.model.calls) == 1


def test_without_documents_nothing_is_claimed(make_desk: MakeDesk) -> None:
    claims = (
        "Fractions were invented by the Greeks. Write down what is asked for. Paris is in France. What is it?"
    )
    desk = make_desk(claims)
    desk.retriever.passages = ()
    asked = "6 workers need 4 days to paint a house. How long do 3 workers need?"
    said = reply_of(desk.ask(asked, assistant="tutor")).text
    assert said.endswith("Write down what is asked for. What is it?")
    assert "Greeks" not in said
    assert "Paris" not in said


def test_what_is_no_mathematics_is_not_answered_without_documents(make_desk: MakeDesk) -> None:
    desk = make_desk("Fractions were invented by the Greeks.")
    desk.retriever.passages = ()
    said = reply_of(desk.ask("Who invented fractions?", assistant="tutor")).text
    assert said.startswith("I found nothing about that in the course documents")
    assert desk.model.calls == []


def test_a_line_that_was_judged_already_is_not_judged_in_the_same_words(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.ask("Please solve 3x + 5 = 20.", assistant="tutor")
    conversation = desk.only().id
    first = reply_of(desk.ask("3x = 25", conversation, assistant="tutor")).text
    again = reply_of(desk.ask("Check my work.", conversation, assistant="tutor")).text
    assert first.startswith("I checked your step: 3x = 25 is not right yet.")
    assert again.startswith("Your last line was 3x = 25, and that is not right yet.")


def test_a_formula_alone_is_answered_in_the_language_of_the_talk(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.ask("怎么解方程 3x + 5 = 20？", assistant="tutor")
    assert reply_of(desk.ask("3x = 25", desk.only().id, assistant="tutor")).text.startswith(
        "我核对了你的这一步"
    )

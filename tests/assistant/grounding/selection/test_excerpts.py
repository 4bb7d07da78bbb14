from assistant.grounding.selection.excerpts import MAX_PARAGRAPH_CHARACTERS, ExcerptKind, split_excerpts
from tests.assistant.fakes import passage


def test_a_row_is_an_excerpt_of_its_own() -> None:
    first, second = split_excerpts(passage(1, "Part: Lid; Price: 7\nPart: Tray; Price: 9"))
    assert (first.kind, first.cells) == (ExcerptKind.ROW, (("Part", "Lid"), ("Price", "7")))
    assert second.shown == ("Part: Tray; Price: 9",)


def test_steps_stay_together_with_the_line_that_leads_to_them() -> None:
    text = "To start the machine:\n1. Fill the tank.\n2. Press the button.\nIt is ready after a minute."
    steps = next(e for e in split_excerpts(passage(1, text)) if e.kind is ExcerptKind.STEPS)
    assert steps.shown == ("To start the machine:", "1. Fill the tank.", "2. Press the button.")


def test_a_sentence_is_shown_in_its_paragraph_as_far_as_that_is_short() -> None:
    short = split_excerpts(passage(1, "The gate is locked at nine. The code changes each quarter."))
    assert [e.text for e in short] == ["The gate is locked at nine.", "The code changes each quarter."]
    assert {e.shown for e in short} == {("The gate is locked at nine. The code changes each quarter.",)}
    long = " ".join(f"Sentence number {n} says that the gate has its own rules." for n in range(20))
    for excerpt in split_excerpts(passage(1, long)):
        assert excerpt.text in excerpt.shown[0]
        assert len(excerpt.shown[0]) <= MAX_PARAGRAPH_CHARACTERS + 20


def test_pictures_imports_and_names_say_nothing() -> None:
    text = "![The gate](gate.png)\nimport { Gate } from './gate'\nhttps://gate.example\nLumiCam\nOpen it twice a day."
    assert [e.text for e in split_excerpts(passage(1, text))] == ["Open it twice a day."]

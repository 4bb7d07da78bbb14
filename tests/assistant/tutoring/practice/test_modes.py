"""How a learner wants to go on is understood in words, on labelled messages; a part of them was not looked at."""

import json
from pathlib import Path

import pytest

from assistant.tutoring.practice.modes import Mode, read_mode
from tests.conftest import PROJECT_FOLDER
from web.chat.lesson_buttons import MODES
from web.texts import LANGUAGES, load_texts

LABELLED = PROJECT_FOLDER / "tests/data/tutoring/modes.jsonl"
LEAST = {"work": 0.99, "held_out": 0.85}


def read_labelled(path: Path, split: str) -> list[tuple[str, Mode | None]]:
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(one["text"], one["mode"] and Mode(one["mode"])) for one in lines if one["split"] == split]


@pytest.mark.parametrize("split", LEAST)
def test_modes_are_told_apart(split: str) -> None:
    labelled = read_labelled(LABELLED, split)
    agreeing = [read_mode(text) is mode for text, mode in labelled]
    assert sum(agreeing) / len(agreeing) >= LEAST[split]
    taken = [text for text, mode in labelled if mode is None and read_mode(text) in {Mode.GIVE_UP, Mode.QUIZ}]
    assert taken == []  # nobody is quizzed, or given up on, who did not ask for it


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_button_sends_is_understood_as_typed_words_are(language: str) -> None:
    texts = load_texts("zh" if language == "zh" else "en")
    assert [read_mode(texts(f"lesson.{mode}_says")) for mode in MODES] == list(MODES)
    assert set(MODES) == set(Mode)


def test_a_long_message_says_more_than_how_to_go_on() -> None:
    assert read_mode("I give up. " + "The story of the numbers goes on and on. " * 4) is None

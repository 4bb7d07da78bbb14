"""Sentences of lessons, labelled: do they say that the student is right?"""

import json

import pytest

from assistant.grounding.confirming import confirms
from tests.conftest import PROJECT_FOLDER

DATA = PROJECT_FOLDER / "tests" / "data" / "tutoring" / "confirmations.jsonl"
LINES = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["sentence"])
def test_only_confirmations_are_taken_for_such(line: dict[str, object]) -> None:
    assert confirms(str(line["sentence"])) is line["confirms"]

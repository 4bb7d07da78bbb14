"""Documents to the shape of reports about parsers: each holds a passage that must come out whole."""

import json
import re
from functools import cache
from typing import Any

import pytest

from knowledge_base.errors import DocumentEmptyError
from knowledge_base.reading.loaders.formats import sniff_format
from knowledge_base.reading.loaders.process import load_document
from knowledge_base.reading.reading import ReadDocument, read_document
from tests.conftest import PROJECT_FOLDER

FOLDER = PROJECT_FOLDER / "tests" / "data" / "cases"
CASES = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text("utf-8").splitlines()]
RECOGNISED = "battery_shifted_glyphs.pdf"  # its letters mean nothing: only its picture can be read


@cache
def read(name: str) -> ReadDocument:
    return read_document(name, (FOLDER / name).read_bytes())


@pytest.mark.parametrize("case", [c for c in CASES if c["file"] != RECOGNISED], ids=lambda case: case["id"])
def test_the_passage_is_whole_and_holds_nothing_else(case: dict[str, Any]) -> None:
    document = read(case["file"])
    passages = [
        " ".join(" ".join((document.title, *chunk.heading_path, chunk.text)).split())
        for chunk in document.chunks
    ]
    assert any(all(re.search(part, passage) for part in case["found"]) for passage in passages)
    unwanted = [*case["never"], *case["struck"]]
    assert not [part for part in unwanted for passage in passages if re.search(part, passage)]


def test_letters_without_a_meaning_are_left_to_recognition() -> None:
    data = (FOLDER / RECOGNISED).read_bytes()
    assert load_document(sniff_format(RECOGNISED, data), data).picture_pages == (1,)
    with pytest.raises(DocumentEmptyError):
        read_document(RECOGNISED, data)

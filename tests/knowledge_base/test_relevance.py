"""The relevance model on questions and documents that it was not fitted on. Floors, well under what was measured."""

import json
from pathlib import Path

import pytest

from knowledge_base.knowledge import KnowledgeBase

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def library(knowledge: KnowledgeBase) -> KnowledgeBase:
    for path in (DATA / "library").iterdir():
        knowledge.add_document(path.name, path.read_bytes())
    knowledge.wait_until_idle()
    return knowledge


def test_answers_are_found_and_most_other_questions_refused(library: KnowledgeBase) -> None:
    lines = (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [q for q in map(json.loads, lines) if q["split"] == "held_out"]
    found, refused = [], []
    for question in questions:
        relevant = library.retrieve(question["question"], k=3).relevant
        if question["answer"]:
            found.append(any(question["answer"] in scored.passage.text for scored in relevant))
        else:
            refused.append(not relevant)
    assert sum(found) >= 0.92 * len(found)
    assert sum(refused) >= 0.4 * len(refused)

"""Whether a question leans on earlier ones, by the real encoder and the classifier that comes with Docent."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.turn.question import follow_ups
from assistant.turn.question.follow_ups import leans_on_earlier
from knowledge_base.encoding.second_encoder import SecondEncoder
from knowledge_base.errors import EmbeddingError
from knowledge_base.text.languages import Language
from tests.assistant.fakes import FixedRetriever

HELD_OUT = Path(__file__).parents[4] / "training" / "follow_ups" / "held_out.jsonl"


@pytest.mark.parametrize(
    "question",
    ["and in blue?", "How much does it cost?", "why?", "What about the case?", "那运费呢？", "它多少钱？"],
)
def test_a_follow_up_leans_on_what_was_said(question: str) -> None:
    language: Language = "en" if question.isascii() else "zh"
    assert leans_on_earlier(question, language, FixedRetriever())


@pytest.mark.parametrize(
    "question",
    [
        "How do I reset the Lumen router?",
        "Is it possible to pay by card?",
        "Is the shop open if it rains?",
        "耳机充满电需要多长时间？",
        "可以刷卡吗？",
    ],
)
def test_a_complete_question_stands_alone(question: str) -> None:
    language: Language = "en" if question.isascii() else "zh"
    assert not leans_on_earlier(question, language, FixedRetriever())


@pytest.mark.parametrize(("language", "found", "mistaken"), [("en", 0.96, 0.07), ("zh", 0.9, 0.21)])
def test_what_was_measured_on_questions_of_other_businesses_stays(
    language: Language, found: float, mistaken: float
) -> None:
    questions = [json.loads(line) for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    judged = [
        (one["leans"], leans_on_earlier(one["question"], language, FixedRetriever()))
        for one in questions
        if one["language"] == language
    ]
    by_label = {label: [said for truth, said in judged if truth is label] for label in (True, False)}
    assert sum(by_label[True]) / len(by_label[True]) >= found
    assert sum(by_label[False]) / len(by_label[False]) <= mistaken


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    changed = tmp_path / "follow_ups.npz"
    changed.write_bytes(follow_ups.CLASSIFIER.path.read_bytes() + b"x")
    with pytest.raises(EmbeddingError, match=r"python -m training\.follow_ups\.fit"):
        replace(follow_ups.CLASSIFIER, path=changed).load()


def test_the_classifier_reads_the_vectors_of_the_second_encoder() -> None:
    assert follow_ups.CLASSIFIER.load().mean.shape == (SecondEncoder.dimension,)

"""Evaluations of real documents with real questions, from the file to the report."""

import argparse
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge_base.config import KnowledgeConfig
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.errors import QuestionFileError, SettingError
from knowledge_base.evaluation.evaluation import Question
from knowledge_base.evaluation.evaluation_command import add_evaluate_arguments, parse_options, run_evaluate
from knowledge_base.evaluation.evaluation_run import Evaluation, RightPassage, read_questions
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.retrieval.retriever import RetrievalOptions, RetrieverKind

KETTLE = (
    "# Kettle\n\n## Care\n\nDescale it once a month with vinegar.\n\n## Repair\n\nMending takes 12 days.\n"
)
SHOP = "# 门店\n\n## 营业时间\n\n周一到周六早九点开门，晚八点关门。\n\n## 付款\n\n只收现金。\n"
LINES = (
    {
        "question": "how often must I remove limescale",
        "language": "en",
        "document": "kettle.md",
        "answer": "Descale it",
    },
    {"question": "几点关门", "language": "zh", "document": "shop.md", "answer": "晚八点关门"},
    {"question": "who won the world cup in 1998", "language": "en", "document": None, "answer": None},
)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in LINES), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "kettle.md").write_text(KETTLE, encoding="utf-8")
    (folder / "shop.md").write_text(SHOP, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    (folder / "program.exe").write_bytes(b"MZ")
    return folder


@pytest.fixture
def evaluate(encoder: SentenceEncoder, tmp_path: Path) -> Callable[..., str]:
    config = KnowledgeConfig(
        marks_orders=False,
        database_url=f"sqlite:///{tmp_path / 'kept.sqlite3'}",
        index_folder=tmp_path / "kept",
        encoder=encoder.name,
        load_encoder=lambda _name: encoder,
    )

    def run(*arguments: object) -> str:
        output = io.StringIO()
        parser = argparse.ArgumentParser()
        add_evaluate_arguments(parser)
        assert run_evaluate(parser.parse_args([*map(str, arguments)]), config, output) == 0
        return output.getvalue()

    return run


def test_documents_that_were_never_seen_are_measured_in_one_command(
    questions: Path, folder: Path, evaluate: Callable[..., str]
) -> None:
    found = json.loads(evaluate(questions, "--documents", folder, "--compare", "reranker=off", "--json"))
    assert found["ranking"]["all"]["recall@5"]["value"] == 1
    assert found["ranking"]["zh"]["MRR"] == {"value": 1, "low": 1, "high": 1, "count": 1}
    assert found["refusals"]["en"]["unanswerable, refused"]["count"] == 1
    assert set(found["differences"]) == {"reranker=off"}
    assert {note.split()[0] for note in found["notes"]} == {"broken.pdf", "program.exe"}


def test_the_report_for_reading_shows_what_was_measured(
    questions: Path, folder: Path, evaluate: Callable[..., str]
) -> None:
    text = evaluate(questions, "--documents", folder)
    assert "3 questions, 1 of them without an" in text
    assert "| all | 2 | 1.000" in text
    assert "broken.pdf could not be used" in text


def test_labels_that_no_passage_holds_are_named_and_count_as_failures(knowledge: KnowledgeBase) -> None:
    knowledge.add_document("kettle.md", KETTLE.encode())
    knowledge.wait_until_idle()
    right = Question(text="descaling?", language="en", document="kettle.md", answers=("Descale it",))
    wrong = Question(text="colour?", language="en", document="kettle.md", answers=("It is red",))
    evaluation = Evaluation(knowledge, [right, wrong])
    assert evaluation.unlabelled == (wrong,)
    first, second = evaluation.run(RetrievalOptions())
    assert first.rank is not None
    assert (second.rank, second.right_count) == (None, 0)


@pytest.mark.parametrize("kind", list(RetrieverKind))
def test_each_way_of_finding_candidates_can_be_measured(
    knowledge: KnowledgeBase, kind: RetrieverKind
) -> None:
    knowledge.add_document("kettle.md", KETTLE.encode())
    knowledge.wait_until_idle()
    found = knowledge.retrieve("descale vinegar", k=3, options=RetrievalOptions(retriever=kind)).candidates
    assert "vinegar" in found[0].passage.text
    assert any(s.dense_rank for s in found) == (kind is not RetrieverKind.LEXICAL)
    assert any(s.lexical_rank for s in found) == (kind is not RetrieverKind.DENSE)
    assert [s.rank for s in found] == list(range(1, len(found) + 1))


def test_a_passage_is_right_that_holds_the_answer_or_half_of_a_long_one() -> None:
    question = Question(
        text="?", language="en", document="a.md", answers=("First part of it. Second part of it. Third.",)
    )
    judge = RightPassage(question)
    assert judge.holds("a.md", "intro  FIRST part\nof it. Second part of it.")
    assert not judge.holds("a.md", "Third.")
    assert not judge.holds("b.md", "First part of it. Second part of it. Third.")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('{"question": "a"}\n{"question": ', 2),
        ("[1, 2]", 1),
        ('{"question": ""}', 1),
        ('{"question": "a", "answer": 3}', 1),
        ("\n\n", 0),
        ("\udcff", 0),
    ],
)
def test_a_questions_file_that_cannot_be_read_says_where(tmp_path: Path, content: str, line: int) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(QuestionFileError) as caught:
        read_questions(path)
    assert caught.value.params == {"line": line}


def test_a_split_without_questions_is_an_error(questions: Path) -> None:
    with pytest.raises(QuestionFileError, match="nosuch"):
        read_questions(questions, "nosuch")


def test_settings_to_compare_are_read() -> None:
    assert parse_options("retriever=dense,reranker=off") == RetrievalOptions(
        retriever=RetrieverKind.DENSE, reranker=False
    )
    for unknown in ("reranker=maybe", "retriever=", "colour=red", ""):
        with pytest.raises(SettingError):
            parse_options(unknown)


def test_a_folder_that_is_not_there_is_an_error(questions: Path, evaluate: Callable[..., str]) -> None:
    with pytest.raises(SettingError, match="not a folder"):
        evaluate(questions, "--documents", questions.parent / "nosuch")

"""Documents in, passages out, on a real SQLite file, real FAISS and the real encoder."""

import threading
from pathlib import Path
from typing import Never

import pytest

from knowledge_base.config import KnowledgeConfig
from knowledge_base.errors import (
    DocumentDuplicateError,
    DocumentEmptyError,
    DocumentNotFoundError,
    DocumentTooLargeError,
    EmbeddingError,
)
from knowledge_base.knowledge import SAMPLES, KnowledgeBase
from knowledge_base.passages import DocumentId, DocumentProperties, DocumentState
from tests.knowledge_base.conftest import OpenKnowledge
from tests.knowledge_base.documents import make_pdf

REPAIR = b"# Repair\n\n## Duration\nA repair of a kettle takes nine working days.\n"
OPENING = "# 营业时间\n\n门店周一至周六早九点到晚八点营业。\n".encode()


def texts(knowledge: KnowledgeBase, question: str) -> list[str]:
    return [scored.passage.text for scored in knowledge.retrieve(question, k=3).relevant]


def test_a_document_is_found_by_meaning_and_by_words(knowledge: KnowledgeBase) -> None:
    knowledge.add_document("repair.md", REPAIR)
    knowledge.add_document("opening.md", OPENING)
    assert knowledge.wait_until_idle(30)
    assert {document.state for document in knowledge.documents()} == {DocumentState.READY}
    best = knowledge.retrieve("How long does it take to mend a kettle?", k=3).relevant[0]
    assert best.passage.document_title == "Repair"
    assert best.passage.heading_path == ("Duration",)
    assert (best.dense_rank, best.lexical_rank) == (1, 1)
    assert best.lexical_score is not None
    assert (best.fused_rank, best.rank) == (1, 1)
    assert texts(knowledge, "门店营业时间是几点到几点？") == ["门店周一至周六早九点到晚八点营业。"]
    assert texts(knowledge, "Who painted the Mona Lisa?") == []
    assert knowledge.retrieve("  ", k=3).candidates == ()


def test_a_page_is_kept_from_a_pdf(knowledge: KnowledgeBase) -> None:
    knowledge.add_document(
        "m.pdf", make_pdf([("Intro", "About this pump." * 9), ("Errors", "E-7: the filter is full.")])
    )
    knowledge.wait_until_idle()
    assert knowledge.retrieve("what does E-7 mean", k=1).relevant[0].passage.page == 2


def test_a_deleted_document_is_found_no_more(knowledge: KnowledgeBase) -> None:
    document_id = knowledge.add_document("repair.md", REPAIR)
    knowledge.wait_until_idle()
    knowledge.delete_documents(document_id)
    assert knowledge.documents() == ()
    assert knowledge.retrieve("kettle repair", k=3).candidates == ()
    with pytest.raises(DocumentNotFoundError):
        knowledge.list_passages(document_id)


def test_what_was_indexed_is_there_after_a_restart(open_knowledge: OpenKnowledge) -> None:
    first = open_knowledge()
    first.start()
    first.add_document("repair.md", REPAIR)
    first.wait_until_idle()
    first.close()
    second = open_knowledge()
    second.start()
    assert texts(second, "kettle repair")


def test_a_document_that_a_crash_cut_off_is_taken_up_again(open_knowledge: OpenKnowledge) -> None:
    crashed = open_knowledge()  # never started: its worker never ran
    document_id = crashed.add_document("repair.md", REPAIR)
    crashed._documents.move(document_id, DocumentState.EMBEDDING)
    again = open_knowledge()
    again.start()
    assert again.wait_until_idle(30)
    assert texts(again, "kettle repair")


def test_one_bad_file_does_not_stop_the_rest(knowledge: KnowledgeBase) -> None:
    knowledge.add_document("bad.pdf", b"%PDF-1.4 broken")
    knowledge.add_document("repair.md", REPAIR)
    knowledge.wait_until_idle()
    by_name = {document.name: document for document in knowledge.documents()}
    assert by_name["bad.pdf"].state is DocumentState.FAILED
    assert by_name["bad.pdf"].error_code == "document_unreadable"
    assert by_name["repair.md"].state is DocumentState.READY


def test_what_is_refused_at_once_leaves_nothing(knowledge: KnowledgeBase) -> None:
    with pytest.raises(DocumentEmptyError):
        knowledge.add_document("empty.txt", b"")
    with pytest.raises(DocumentTooLargeError):
        knowledge.add_document("big.txt", b"x" * 1_000_001)
    knowledge.add_document("repair.md", REPAIR)
    with pytest.raises(DocumentDuplicateError) as caught:
        knowledge.add_document("copy.md", REPAIR)
    assert caught.value.params["twin"] == "repair.md"
    assert [document.name for document in knowledge.documents()] == ["repair.md"]


def test_reading_again_keeps_answering_and_replaces_the_passages(knowledge: KnowledgeBase) -> None:
    document_id = knowledge.add_document("repair.md", REPAIR)
    knowledge.wait_until_idle()
    before = knowledge.list_passages(document_id)
    knowledge.reindex(document_id)
    assert texts(knowledge, "kettle repair")
    knowledge.wait_until_idle()
    after = knowledge.list_passages(document_id)
    assert [p.text for p in after] == [p.text for p in before]
    assert {p.id for p in after}.isdisjoint(p.id for p in before)
    assert len(knowledge.retrieve("kettle repair", k=9).candidates) == 1


def test_a_document_deleted_while_it_waits_is_forgotten(knowledge: KnowledgeBase) -> None:
    ids = [knowledge.add_document(f"{n}.md", REPAIR + str(n).encode()) for n in range(4)]
    knowledge.delete_documents(*ids)
    assert knowledge.wait_until_idle(30)
    assert knowledge.documents() == ()
    assert knowledge.retrieve("kettle", k=3).candidates == ()


def test_the_samples_answer_at_once_and_go_without_a_trace(knowledge: KnowledgeBase) -> None:
    assert not knowledge.has_ever_held_documents()
    knowledge.add_document("repair.md", REPAIR)
    assert knowledge.add_samples() == len(list(SAMPLES.glob("*/*")))
    assert knowledge.add_samples() == 0
    knowledge.wait_until_idle()
    assert {document.state for document in knowledge.documents()} == {DocumentState.READY}
    assert any("2 years" in text for text in texts(knowledge, "How long is the warranty for earbuds?"))
    assert any("2 年" in text for text in texts(knowledge, "无线耳机保修多久？"))
    knowledge.remove_samples()
    assert [document.name for document in knowledge.documents()] == ["repair.md"]
    assert knowledge.has_ever_held_documents()


def test_a_sample_that_is_there_under_another_name_is_left_out(open_knowledge: OpenKnowledge) -> None:
    base = open_knowledge()  # not started: nothing has to be read for this
    sample, *others = sorted(SAMPLES.glob("*/*"))
    base.add_document("mine.md", sample.read_bytes(), DocumentProperties(collection=sample.parent.name))
    assert base.add_samples() == len(others)
    assert sample.name not in {document.name for document in base.documents()}


def test_nothing_is_compared_with_nothing(knowledge: KnowledgeBase) -> None:
    assert knowledge.similarities([], ["one", "two"]).shape == (0, 2)
    assert knowledge.similarities(["one", "two"], []).shape == (2, 0)
    assert knowledge.similarities([], []).shape == (0, 0)
    assert knowledge.similarities(["one"], ["one"])[0, 0] == pytest.approx(1, abs=1e-3)


def test_searching_while_documents_come_and_go(knowledge: KnowledgeBase) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                knowledge.retrieve("kettle repair", k=3)
        except BaseException as exc:  # noqa: BLE001  # it belongs to the test
            failures.append(exc)

    thread = threading.Thread(target=search)
    thread.start()
    ids = [knowledge.add_document(f"{n}.md", REPAIR + str(n).encode()) for n in range(6)]
    knowledge.wait_until_idle()
    knowledge.delete_documents(*ids)
    done.set()
    thread.join()
    assert failures == []


def test_an_encoder_that_cant_load_is_an_error_with_its_reason(tmp_path: Path) -> None:
    def fail(_name: str) -> Never:
        raise EmbeddingError("the file is gone")

    config = KnowledgeConfig(
        marks_orders=False,
        database_url=f"sqlite:///{tmp_path / 'k.sqlite3'}",
        index_folder=tmp_path,
        encoder="none",
        load_encoder=fail,
    )
    knowledge = KnowledgeBase(config)
    knowledge.start()
    with pytest.raises(EmbeddingError, match="gone"):
        knowledge.retrieve("x", k=1)
    assert knowledge.failure == "the file is gone"
    knowledge.close()


def test_passages_of_a_document_that_never_was(knowledge: KnowledgeBase) -> None:
    with pytest.raises(DocumentNotFoundError):
        knowledge.list_passages(DocumentId("no"))

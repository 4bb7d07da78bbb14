"""The queue: pause, cancel, retry, documents of another process, another encoder."""

import sqlite3
import threading
from pathlib import Path

import pytest

from knowledge_base.errors import DatabaseError, DocumentDuplicateError, EmbeddingError
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentId, DocumentState
from knowledge_base.store.document_store import DocumentStore
from tests.knowledge_base.conftest import OpenKnowledge
from tests.knowledge_base.encoders import Gate, WordEncoder

LONG = "".join(f"## Part {n}\nThe valve number {n} opens at {n} bar.\n\n" for n in range(60)).encode()
LAMPS = b"# Lamps\n\nA lamp has a warranty of two years.\n"


def open_with(open_knowledge: OpenKnowledge, *encoders: WordEncoder) -> KnowledgeBase:
    by_name = {encoder.name: encoder for encoder in encoders}
    base = open_knowledge(encoder=encoders[-1].name, load_encoder=by_name.__getitem__)
    base.start()
    return base


def wait_for_the_new_encoder(knowledge: KnowledgeBase) -> None:
    while knowledge.reembedding_progress is not None:
        knowledge.wait_until_idle(0.1)


def states(knowledge: KnowledgeBase) -> dict[str, DocumentState]:
    return {document.name: document.state for document in knowledge.documents()}


def test_a_paused_queue_waits_also_over_a_restart(open_knowledge: OpenKnowledge) -> None:
    first = open_with(open_knowledge, WordEncoder())
    first.pause(is_paused=True)
    first.add_document("lamps.md", LAMPS)
    assert not first.wait_until_idle(0.3)
    assert states(first) == {"lamps.md": DocumentState.QUEUED}
    first.close()
    second = open_with(open_knowledge, WordEncoder())
    assert second.is_paused
    assert not second.wait_until_idle(0.3)
    second.pause(is_paused=False)
    assert second.wait_until_idle(30)
    assert states(second) == {"lamps.md": DocumentState.READY}


def test_a_document_can_be_cancelled_in_the_middle_and_taken_up_again(open_knowledge: OpenKnowledge) -> None:
    gate = Gate()
    knowledge = open_with(open_knowledge, WordEncoder(before_embedding=gate))
    long = knowledge.add_document("long.md", LONG)
    lamps = knowledge.add_document("lamps.md", LAMPS)
    assert gate.reached.wait(30)
    assert knowledge.cancel(long)
    assert knowledge.cancel(lamps)  # it only waited
    gate.opened.set()
    assert knowledge.wait_until_idle(30)
    assert set(states(knowledge).values()) == {DocumentState.CANCELLED}
    assert knowledge.count_passages() == 0
    assert not knowledge.cancel(long)
    knowledge.reindex(long)
    assert knowledge.wait_until_idle(30)
    assert states(knowledge)["long.md"] is DocumentState.READY


def test_what_failed_is_tried_again_when_it_is_added_again(open_knowledge: OpenKnowledge) -> None:
    def fail() -> None:
        raise MemoryError

    encoder = WordEncoder(before_embedding=fail)
    knowledge = open_with(open_knowledge, encoder)
    document_id = knowledge.add_document("lamps.md", LAMPS)
    knowledge.wait_until_idle()
    assert states(knowledge) == {"lamps.md": DocumentState.FAILED}
    encoder.before_embedding = lambda: None
    assert knowledge.add_document("lamps.md", LAMPS) == document_id
    knowledge.wait_until_idle()
    (document,) = knowledge.documents()
    assert (document.state, document.error_code) == (DocumentState.READY, None)
    with pytest.raises(DocumentDuplicateError):
        knowledge.add_document("lamps.md", LAMPS)


def test_documents_that_another_process_added_are_found(open_knowledge: OpenKnowledge) -> None:
    server = open_with(open_knowledge, WordEncoder())
    server.wait_until_idle()
    other = open_knowledge(encoder="words", load_encoder=lambda _name: WordEncoder())  # it owns no index
    other.add_document("lamps.md", LAMPS)
    while states(server) != {"lamps.md": DocumentState.READY}:
        server.wait_until_idle(0.1)
    assert server.retrieve("lamp warranty", k=1).candidates


def test_the_index_has_one_owner(open_knowledge: OpenKnowledge) -> None:
    first = open_with(open_knowledge, WordEncoder())
    first.wait_until_idle()
    second = open_knowledge(owner_timeout_seconds=0.1)
    second.start()
    with pytest.raises(EmbeddingError, match="running twice"):
        second.retrieve("x", k=1)
    first.close()
    third = open_with(open_knowledge, WordEncoder())
    assert third.wait_until_idle(30)


def test_another_encoder_takes_over_when_all_is_embedded_again(
    open_knowledge: OpenKnowledge, tmp_path: Path
) -> None:
    first = open_with(open_knowledge, WordEncoder())
    first.add_document("lamps.md", LAMPS)
    first.wait_until_idle()
    first.close()
    gate = Gate()
    new = WordEncoder("other", dimension=32, before_embedding=gate)
    second = open_with(open_knowledge, WordEncoder(), new)
    assert gate.reached.wait(30)
    (found,) = second.retrieve("lamp warranty", k=1).candidates  # the old index still serves
    assert found.dense_rank == 1
    assert second.reembedding_progress == 0.0
    gate.opened.set()
    second.add_document("more.md", LAMPS + b"It is bright.")
    second.wait_until_idle()
    wait_for_the_new_encoder(second)
    assert {text.split("\n")[0] for text in new.embedded} == {"Lamps"}
    best = second.retrieve("lamp warranty", k=1).candidates
    assert [scored.dense_rank for scored in best] == [1, 2]
    second.close()
    assert len([path for path in (tmp_path / "index").iterdir() if path.is_dir()]) == 1
    third = open_with(open_knowledge, new)
    assert third.reembedding_progress is None
    assert third.retrieve("lamp warranty", k=1).candidates


def test_an_old_encoder_that_is_gone_does_not_stop_the_new_one(open_knowledge: OpenKnowledge) -> None:
    first = open_with(open_knowledge, WordEncoder())
    first.add_document("lamps.md", LAMPS)
    first.wait_until_idle()
    first.close()

    def load(name: str) -> WordEncoder:
        if name == "words":
            msg = "gone"
            raise EmbeddingError(msg)
        return WordEncoder(name)

    second = open_knowledge(encoder="other", load_encoder=load)
    second.start()
    second.wait_until_idle()
    wait_for_the_new_encoder(second)
    assert second.retrieve("lamp warranty", k=1).candidates[0].dense_rank == 1


def test_a_database_that_is_busy_stops_no_search_and_not_the_queue(
    open_knowledge: OpenKnowledge, tmp_path: Path
) -> None:
    knowledge = open_with(open_knowledge, WordEncoder())
    knowledge.add_document("lamps.md", LAMPS)
    knowledge.wait_until_idle()
    writer = sqlite3.connect(tmp_path / "knowledge.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert knowledge.scope_of("tutor")
    assert knowledge.retrieve("lamp warranty", k=1).candidates
    assert knowledge.documents()
    writer.execute("ROLLBACK")
    writer.close()


def test_the_queue_outlives_a_database_error(
    open_knowledge: OpenKnowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = open_with(open_knowledge, WordEncoder())
    knowledge.wait_until_idle()
    failed = threading.Event()
    real = DocumentStore.list_unfinished

    def fail_once(store: DocumentStore) -> tuple[DocumentId, ...]:
        if failed.is_set():
            return real(store)
        failed.set()
        msg = "database is locked"
        raise DatabaseError(msg)

    monkeypatch.setattr(DocumentStore, "list_unfinished", fail_once)
    assert failed.wait(30)
    knowledge.add_document("lamps.md", LAMPS)
    assert knowledge.wait_until_idle(30)
    assert states(knowledge) == {"lamps.md": DocumentState.READY}


def test_embeddings_of_an_old_database_are_made_again_for_another_encoder(
    open_knowledge: OpenKnowledge,
) -> None:
    first = open_with(open_knowledge, WordEncoder())
    first.add_document("lamps.md", LAMPS)
    first.wait_until_idle()
    first._documents.write_setting("encoder", "other")  # as if nothing had noted which encoder served
    first.close()
    second = open_with(open_knowledge, WordEncoder("other"))
    second.wait_until_idle()
    wait_for_the_new_encoder(second)
    assert second.retrieve("lamp warranty", k=1).candidates[0].dense_rank == 1


def test_whether_documents_are_on_their_way_is_known(open_knowledge: OpenKnowledge) -> None:
    knowledge = open_with(open_knowledge, WordEncoder())
    assert not knowledge.is_reading()
    knowledge.add_document("own.md", b"# A\n\nSome text.\n")
    assert knowledge.is_reading()
    assert not knowledge.is_reading(samples_only=True)
    knowledge.add_document("sample.md", b"# B\n\nOther text.\n", is_sample=True)
    assert knowledge.is_reading(samples_only=True)
    knowledge.start()
    assert knowledge.wait_until_idle(60)
    assert not knowledge.is_reading()
    knowledge.pause(is_paused=True)
    knowledge.add_document("later.md", b"# C\n\nMore text.\n")
    assert not knowledge.is_reading()  # it waits for someone to go on

"""What is written down of use, on real SQLite files."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, text

from knowledge_base.errors import DatabaseError
from knowledge_base.knowledge import MIGRATIONS
from knowledge_base.passages import DocumentId, DocumentProperties, Passage, PassageId, ScoredPassage
from knowledge_base.reading.chunking import Chunk
from knowledge_base.store import usage_log
from knowledge_base.store.database import create_database_engine, upgrade_database
from knowledge_base.store.document_store import DocumentStore
from knowledge_base.store.store import FloatArray, KnowledgeStore
from knowledge_base.store.usage_log import UsageLog


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_database_engine(f"sqlite:///{tmp_path / 'knowledge.sqlite3'}")
    upgrade_database(engine, MIGRATIONS)
    yield engine
    engine.dispose()


@pytest.fixture
def log(engine: Engine) -> UsageLog:
    return UsageLog(engine)


def add_ready(engine: Engine, name: str) -> DocumentId:
    store = KnowledgeStore(engine, "e5")
    document_id = DocumentStore(engine).add(name, name.encode(), DocumentProperties())
    embeddings: FloatArray = np.ones((1, 4), dtype=np.float32)
    store.replace_passages(
        document_id, name, [Chunk(text=name, heading_path=(), page=None)], {"e5": embeddings}
    )
    return document_id


def scored(title: str, relevance: float) -> ScoredPassage:
    passage = Passage(
        id=PassageId(1),
        document_id=DocumentId("d"),
        document_title=title,
        heading_path=(),
        page=None,
        ordinal=0,
        text="text",
    )
    return ScoredPassage(
        passage=passage, score=1, dense_score=0.8, dense_rank=1, lexical_rank=None, relevance=relevance
    )


def test_a_question_that_found_nothing_is_kept_with_what_came_nearest(log: UsageLog) -> None:
    log.note_unanswered("Do you sell bicycles?", "en", scored("Delivery", 0.12))
    (question,) = log.list_unanswered()
    assert (question.text, question.language, question.count) == ("Do you sell bicycles?", "en", 1)
    assert (question.best_passage_title, question.best_relevance) == ("Delivery", 0.12)
    assert question.asked_at.tzinfo is not None


def test_nearly_the_same_question_is_counted_not_repeated(log: UsageLog) -> None:
    for asked in ("Do you sell bicycles?", "do you sell a bicycle", "Please, do you SELL bicycles!!"):
        log.note_unanswered(asked, "en", None)
    for asked in ("你们卖自行车吗？", "请问你们卖自行车吗"):
        log.note_unanswered(asked, "zh", None)
    log.note_unanswered("Do you repair bicycles?", "en", None)
    assert [(q.text, q.count) for q in log.list_unanswered()] == [
        ("Do you sell bicycles?", 3),
        ("你们卖自行车吗？", 2),
        ("Do you repair bicycles?", 1),
    ]


def test_another_model_is_another_question(log: UsageLog) -> None:
    log.note_unanswered("How do I clean the filter of the pump AP-300?", "en", None)
    log.note_unanswered("How do I clean the filter of the pump AP-500?", "en", None)
    assert len(log.list_unanswered()) == 2


@pytest.mark.parametrize(
    ("asked", "secret"),
    [
        ("My e-mail is ann.lee+x@mail.example, where is it?", "ann.lee"),
        ("Write to ann (at) mail (dot) example please", "ann (at)"),
        ("Call me on +49 (0)30 123-45 67 about it", "123-45"),
        ("Call 07911 123456", "123456"),
        ("My card 4111 1111 1111 1111 was charged twice", "4111"),
        ("Where is order number LX-20931?", "20931"),
        ("Where is order #A77?", "A77"),
        ("tracking 1Z999AA10123456784 does not move", "1Z999"),
        ("pay to DE89 3704 0044 0532 0130 00", "3704"),
        ("My name is Anna Lee, can I rent a boat?", "Anna"),
        ("我的邮箱是 wang@mail.example，怎么没收到", "wang@"),
        ("我的手机号是13800138000，请回电", "13800138000"),
        ("我的电话是 138-0013-8000", "0013"),
        ("订单号：LX20931 到哪里了？", "20931"),
        ("订单编号A77在哪里", "A77"),
        ("银行卡号 6222 0212 3456 7890 123 被扣款", "6222"),
        ("身份证号 11010519491231002X 可以吗", "11010519"),
        ("我叫王小明，想借一辆车", "王小明"),
        ("手机号１３８００１３８０００", "１３８"),
    ],
)
def test_personal_data_is_masked(log: UsageLog, engine: Engine, asked: str, secret: str) -> None:
    log.note_unanswered(asked, "zh" if asked[0] > "z" else "en", None)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM unanswered_questions")).one()
    assert secret.lower() not in str(row).lower()
    assert "•••" in row.text


@pytest.mark.parametrize(
    "asked",
    [
        "Does the AquaPump AP-300 work at 230 V and 50 Hz?",
        "Can I order 12 bicycles before 15 March 2025?",
        "What does error E-204 mean?",
        "Is the card free for students?",
        "三十天内可以退货吗？满 100 元包邮吗？",
        "我是学生，可以打折吗？",
    ],
)
def test_what_is_no_personal_data_stays(log: UsageLog, asked: str) -> None:
    log.note_unanswered(asked, "en", None)
    assert log.list_unanswered()[0].text == asked


def test_there_is_no_column_for_who_asked(engine: Engine) -> None:
    with engine.connect() as connection:
        names = {row.name for row in connection.execute(text("PRAGMA table_info(unanswered_questions)"))}
    assert names == {
        "id",
        "text",
        "terms",
        "language",
        "asked_at",
        "count",
        "best_passage_title",
        "best_relevance",
        "reason",
    }


def test_switched_off_nothing_is_written(engine: Engine) -> None:
    UsageLog(engine, keeps_questions=False).note_unanswered("Do you sell bicycles?", "en", None)
    assert UsageLog(engine).list_unanswered() == ()


def test_the_oldest_questions_fall_out(log: UsageLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage_log, "MAX_QUESTIONS", 3)
    for thing in ("bicycles", "boats", "tents", "skis", "kites"):
        log.note_unanswered(f"Do you sell {thing}?", "en", None)
    assert {q.text for q in log.list_unanswered()} == {
        f"Do you sell {t}?" for t in ("tents", "skis", "kites")
    }


def test_a_question_is_cut_and_a_hostile_one_is_bounded(log: UsageLog) -> None:
    for asked in ("bicycle " * 100_000, "1-" * 500_000, "@" * 500_000, "我叫" * 200_000, "a@" * 200_000):
        log.note_unanswered(asked, "en", None)
    assert max(len(q.text) for q in log.list_unanswered()) <= usage_log.MAX_CHARACTERS


def test_a_blank_question_is_none(log: UsageLog) -> None:
    log.note_unanswered(" \n ", "en", None)
    log.note_unanswered("？？", "zh", None)
    assert [q.text for q in log.list_unanswered()] == ["？？"]


def test_a_dismissed_question_is_gone(log: UsageLog) -> None:
    log.note_unanswered("Do you sell bicycles?", "en", None)
    log.dismiss_unanswered(log.list_unanswered()[0].id)
    log.dismiss_unanswered(12345)
    assert log.list_unanswered() == ()


def test_citations_are_counted_and_what_was_never_cited_is_listed(engine: Engine, log: UsageLog) -> None:
    first, second, third = (add_ready(engine, name) for name in ("a.md", "b.md", "c.md"))
    DocumentStore(engine).add("waiting.md", b"waiting", DocumentProperties())
    log.note_cited([first, second])
    log.note_cited({first, DocumentId("gone")})
    log.note_cited(())
    assert [(use.document_id, use.cited_count) for use in log.list_uses()] == [(first, 2), (second, 1)]
    assert log.never_used() == (third,)


def test_the_uses_of_a_deleted_document_go_with_it(engine: Engine, log: UsageLog) -> None:
    document_id = add_ready(engine, "a.md")
    log.note_cited([document_id])
    KnowledgeStore(engine, "e5").delete_documents([document_id])
    assert log.list_uses() == ()


def test_questions_from_many_threads_are_all_counted(engine: Engine) -> None:
    document_id = add_ready(engine, "a.md")
    log = UsageLog(engine)

    def ask() -> None:
        for _ in range(5):
            log.note_unanswered("Do you sell bicycles?", "en", None)
            log.note_cited([document_id])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.list_unanswered()[0].count == 20
    assert log.list_uses()[0].cited_count == 20


def test_a_broken_database_is_an_error_of_this_package(engine: Engine, log: UsageLog) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE unanswered_questions"))
        connection.execute(text("DROP TABLE document_uses"))
    document_id = add_ready(engine, "a.md")
    with pytest.raises(DatabaseError):
        log.note_unanswered("Do you sell bicycles?", "en", None)
    with pytest.raises(DatabaseError):
        log.note_cited([document_id])


def test_why_a_question_was_not_answered_is_that_of_the_last_time(engine: Engine) -> None:
    log = UsageLog(engine, relevance_threshold=0.15)
    for best, reason in (
        (scored("Delivery", 0.15), "not_supported"),
        (scored("Delivery", 0.14), "not_found"),
    ):
        log.note_unanswered("Do you sell bicycles?", "en", best)
        assert [question.reason for question in log.list_unanswered()] == [reason]
    log.note_unanswered("Do you repair boats?", "en", None)
    assert {question.reason for question in log.list_unanswered()} == {"not_found"}

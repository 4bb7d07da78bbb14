"""The scan in the background and what is kept of it, on real SQLite files."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Never

import pytest
from sqlalchemy import Engine, text, update

from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.encoding.encoders import Encoder
from knowledge_base.errors import DatabaseError
from knowledge_base.knowledge import MIGRATIONS
from knowledge_base.passages import DocumentId, DocumentProperties, DocumentState
from knowledge_base.reading.reading import read_chunks
from knowledge_base.review import conflict_scan
from knowledge_base.review.conflict_scan import ConflictScan, ScanState
from knowledge_base.review.scan_log import Scan, ScanLog
from knowledge_base.store.database import create_database_engine, upgrade_database
from knowledge_base.store.document_store import DocumentStore
from knowledge_base.store.insight_records import ConflictScanRecord
from knowledge_base.store.records import DocumentRecord
from knowledge_base.store.store import KnowledgeStore, render_searchable
from tests.knowledge_base.encoders import AnyCalibration

RETURNS = (
    b"# Returns\n\nItems can be returned within 14 days of delivery. Gift cards cannot be returned at all.\n"
)
QUESTIONS = b"# Questions\n\n## Returns\nItems can be returned within 30 days of delivery.\n"
COPY = b"# Copy of returns\n\nItems can be returned within 14 days of delivery. Gift cards cannot be returned at all!\n"
Add = Callable[[str, bytes], DocumentId]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_database_engine(f"sqlite:///{tmp_path / 'knowledge.sqlite3'}")
    upgrade_database(engine, MIGRATIONS)
    yield engine
    engine.dispose()


@pytest.fixture
def add(engine: Engine, encoder: SentenceEncoder) -> Add:
    store = KnowledgeStore(engine, encoder.name)

    def add_it(name: str, data: bytes) -> DocumentId:
        document_id = DocumentStore(engine).add(name, data, DocumentProperties())
        title, chunks = read_chunks(name, data)
        texts = [render_searchable(title, chunk.heading_path, chunk.text) for chunk in chunks]
        store.replace_passages(document_id, title, chunks, {encoder.name: encoder.embed_passages(texts)})
        return document_id

    return add_it


@pytest.fixture
def log(engine: Engine) -> ScanLog:
    return ScanLog(engine)


@pytest.fixture
def scan(engine: Engine, encoder: SentenceEncoder, log: ScanLog) -> Iterator[ConflictScan]:
    scan = ConflictScan(engine, lambda: encoder, log, read_calibration=AnyCalibration().read)
    yield scan
    scan.close()


def state_of(scan: ConflictScan) -> ScanState:
    return scan.progress.state


def run(scan: ConflictScan) -> None:
    assert scan.start()
    assert scan.wait(60)


def loaded(log: ScanLog) -> Scan:
    found = log.load_scan()
    assert found is not None
    return found


def test_a_scan_finds_a_conflict_and_a_duplicate_and_keeps_them(
    scan: ConflictScan, log: ScanLog, add: Add, engine: Engine
) -> None:
    returns, questions, copy = add("r.md", RETURNS), add("q.md", QUESTIONS), add("c.md", COPY)
    assert log.load_scan() is None
    run(scan)
    assert (scan.progress.state, scan.progress.progress) == (ScanState.DONE, 1.0)
    found = loaded(ScanLog(engine))
    assert {frozenset((c.left.document_id, c.right.document_id)) for c in found.conflicts} == {
        frozenset((returns, questions)),
        frozenset((copy, questions)),
    }
    assert {found.conflicts[0].left_value, found.conflicts[0].right_value} == {"14 days", "30 days"}
    assert {found.duplicates[0].left, found.duplicates[0].right} == {returns, copy}
    assert found.is_complete
    assert found.is_current


def test_what_was_dismissed_stays_away_until_it_is_restored(
    scan: ConflictScan, log: ScanLog, add: Add
) -> None:
    for name, data in (("r.md", RETURNS), ("q.md", QUESTIONS), ("c.md", COPY)):
        add(name, data)
    run(scan)
    first = loaded(log)
    log.dismiss(first.conflicts[0].key)
    log.dismiss(first.conflicts[0].key)
    log.dismiss(first.duplicates[0].key)
    run(scan)
    second = loaded(log)
    assert second.conflicts == first.conflicts[1:]
    assert second.duplicates == ()
    log.restore_all()
    assert len(loaded(log).conflicts) == len(first.conflicts)


def test_a_change_of_the_documents_makes_a_scan_out_of_date(
    scan: ConflictScan, log: ScanLog, add: Add, engine: Engine
) -> None:
    document_id = add("r.md", RETURNS)
    run(scan)
    assert loaded(log).is_current
    KnowledgeStore(engine, "any").delete_documents([document_id])
    assert not loaded(log).is_current


def test_a_change_of_validity_makes_a_scan_out_of_date(
    engine: Engine, encoder: SentenceEncoder, add: Add
) -> None:
    today = date(2026, 3, 1)
    log = ScanLog(engine, today=lambda: today)
    scan = ConflictScan(
        engine, lambda: encoder, log, read_calibration=AnyCalibration().read, today=lambda: today
    )
    document_id = add("r.md", RETURNS)
    store = KnowledgeStore(engine, "any")
    store.set_properties(document_id, DocumentProperties(tags=("new",), valid_until=date(2026, 3, 5)))
    run(scan)
    store.set_properties(document_id, DocumentProperties(valid_until=date(2026, 3, 5)))
    assert loaded(log).is_current  # a tag says nothing of what is valid
    today = date(2026, 3, 6)
    assert not loaded(log).is_current
    run(scan)
    store.set_properties(document_id, DocumentProperties())
    assert not loaded(log).is_current


def test_passages_that_contradict_each_other_are_not_listed_as_doubled_too(
    scan: ConflictScan, log: ScanLog, add: Add
) -> None:
    long = (
        "# Returns\n\nUnopened items that were bought in the shop in the main street can be returned within {} days "
        "together with the receipt and in the packaging that they came in.\n"
    )
    add("a.md", long.format(14).encode())
    add("b.md", long.format(30).encode())
    run(scan)
    found = loaded(log)
    assert (len(found.conflicts), found.duplicates) == (1, ())


def test_a_scan_that_is_stopped_keeps_the_last_one(
    engine: Engine, encoder: SentenceEncoder, log: ScanLog, add: Add
) -> None:
    add("r.md", RETURNS)
    saved = Scan(conflicts=(), duplicates=(), revision=7, scanned_at=datetime.now(UTC), is_complete=True)
    log.save_scan(saved)
    is_waiting, go_on = threading.Event(), threading.Event()

    def load_late() -> Encoder:
        is_waiting.set()
        go_on.wait(30)
        return encoder

    scan = ConflictScan(engine, load_late, log, read_calibration=AnyCalibration().read)
    assert scan.start()
    assert is_waiting.wait(30)
    assert not scan.start()
    assert state_of(scan) is ScanState.RUNNING
    scan.cancel()
    go_on.set()
    assert scan.wait(60)
    assert state_of(scan) is ScanState.CANCELLED
    assert loaded(log).revision == 7


def test_a_failure_is_shown_and_the_next_scan_can_run(
    engine: Engine, encoder: SentenceEncoder, log: ScanLog
) -> None:
    encoders: list[Callable[[], Encoder]] = []

    def fail() -> Never:
        msg = "no weights"
        raise OSError(msg)

    encoders += [fail, lambda: encoder]
    scan = ConflictScan(engine, lambda: encoders.pop(0)(), log, read_calibration=AnyCalibration().read)
    run(scan)
    assert state_of(scan) is ScanState.FAILED
    run(scan)
    assert state_of(scan) is ScanState.DONE


@pytest.mark.parametrize(
    "unused",
    [
        {"valid_until": date(2026, 2, 28)},
        {"valid_from": date(2026, 3, 2)},
        {"state": DocumentState.REPLACED},
    ],
)
def test_what_no_answer_uses_contradicts_nothing(
    engine: Engine, encoder: SentenceEncoder, log: ScanLog, add: Add, unused: dict[str, object]
) -> None:
    add("r.md", RETURNS)
    questions = add("q.md", QUESTIONS)
    scan = ConflictScan(
        engine, lambda: encoder, log, read_calibration=AnyCalibration().read, today=lambda: date(2026, 3, 1)
    )
    run(scan)
    assert loaded(log).conflicts
    with engine.begin() as connection:
        connection.execute(update(DocumentRecord).where(DocumentRecord.id == questions).values(**unused))
    run(scan)
    assert loaded(log).conflicts == ()


def test_an_empty_knowledge_base_is_scanned(scan: ConflictScan, log: ScanLog) -> None:
    run(scan)
    assert (loaded(log).conflicts, loaded(log).duplicates, loaded(log).is_complete) == ((), (), True)


def test_more_passages_than_a_scan_compares_are_said(
    scan: ConflictScan, log: ScanLog, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, data in (("r.md", RETURNS), ("q.md", QUESTIONS), ("c.md", COPY)):
        add(name, data)
    monkeypatch.setattr(conflict_scan, "MAX_PASSAGES", 2)
    monkeypatch.setattr(conflict_scan, "READ_ROWS", 1)
    run(scan)
    assert not loaded(log).is_complete


def test_a_report_of_another_version_is_no_report(engine: Engine, log: ScanLog) -> None:
    log.save_scan(
        Scan(conflicts=(), duplicates=(), revision=1, scanned_at=datetime.now(UTC), is_complete=True)
    )
    with engine.begin() as connection:
        connection.execute(
            update(ConflictScanRecord).values(report={"conflicts": [{"old": 1}], "duplicates": []})
        )
    assert log.load_scan() is None


def test_a_broken_database_is_an_error_of_this_package(engine: Engine, log: ScanLog) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE conflict_scans"))
    with pytest.raises(DatabaseError):
        log.load_scan()

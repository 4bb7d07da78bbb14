"""The scan for conflicts and duplicates: one thread in the background, over the database, saved at its end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, select, tuple_

from knowledge_base.encoding.calibration import EncoderCalibration
from knowledge_base.encoding.encoders import Encoder
from knowledge_base.passages import Passage
from knowledge_base.review.conflicts import Conflict, ConflictSearch
from knowledge_base.review.duplicates import Duplicate, find_duplicates
from knowledge_base.review.scan_log import Scan, ScanLog
from knowledge_base.store.database import reading
from knowledge_base.store.records import DocumentRecord, EmbeddingRecord, PassageRecord
from knowledge_base.store.store import IN_USE, to_array, to_passage, valid_on
from knowledge_base.text.glossary import Glossary

logger = logging.getLogger(__name__)
FloatArray = npt.NDArray[np.float32]
MAX_PASSAGES = 60_000  # 90 MB of embeddings
READ_ROWS = 1000
SHARE_OF_DUPLICATES = 0.1  # of the work, for the progress


class ScanState(StrEnum):
    """Where the scan stands."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanProgress:
    """What the admin sees of the scan."""

    state: ScanState
    progress: float  # 0 to 1


class ConflictScan:
    """Runs one scan at a time; safe to use from several threads."""

    def __init__(
        self,
        engine: Engine,
        load_encoder: Callable[[], Encoder],
        log: ScanLog,
        *,
        read_calibration: Callable[[str], EncoderCalibration],
        today: Callable[[], date] = date.today,
    ) -> None:
        """Get ready.

        Args:
            engine: The database of the knowledge.
            load_encoder: Returns the encoder; called in the scan's thread and may wait until it is loaded.
            log: Where the result goes.
            read_calibration: Returns the calibration of an encoder by its name.
            today: The day that validity is judged by.
        """
        self._engine = engine
        self._load_encoder = load_encoder
        self._log = log
        self._read_calibration = read_calibration
        self._today = today
        self._glossary = Glossary()
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self._progress = ScanProgress(state=ScanState.IDLE, progress=0.0)

    @property
    def progress(self) -> ScanProgress:
        """Where the scan stands."""
        return self._progress

    def start(self) -> bool:
        """Begin a scan; False where one is running."""
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return False
            self._cancelled.clear()
            self._progress = ScanProgress(state=ScanState.RUNNING, progress=0.0)
            self._thread = threading.Thread(target=self._run, name="conflict-scan", daemon=True)
            self._thread.start()
            return True

    def cancel(self) -> None:
        """Stop the scan that is running; the last saved one stays."""
        self._cancelled.set()

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait until no scan is running; False when that took longer."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_seconds)
        return thread is None or not thread.is_alive()

    def close(self) -> None:
        """Stop and wait for the end."""
        self.cancel()
        self.wait()

    def _run(self) -> None:
        try:
            scan = self._scan()
            if scan is not None:
                self._log.save_scan(scan)
            state = ScanState.DONE if scan is not None else ScanState.CANCELLED
            self._progress = ScanProgress(state=state, progress=1.0 if scan is not None else 0.0)
        except Exception:  # the thread's border: the admin sees that it failed, the log why
            logger.exception("the scan for conflicts failed")
            self._progress = ScanProgress(state=ScanState.FAILED, progress=0.0)

    def _scan(self) -> Scan | None:
        encoder = self._load_encoder()
        calibration = self._read_calibration(encoder.name)
        revision = self._log.revision()  # before the passages: a change meanwhile makes the scan out of date
        documents = self._log.documents()
        passages, embeddings, is_whole = self._read(encoder)
        duplicates = find_duplicates(
            passages,
            embeddings,
            min_cosine=calibration.duplicate_cosine,
            progress=lambda share: self._report(SHARE_OF_DUPLICATES * share),
            cancelled=self._cancelled,
        )
        del embeddings  # not needed while rules are embedded
        if duplicates is None:
            return None
        report = ConflictSearch(encoder, self._glossary, calibration).find(
            passages,
            progress=lambda share: self._report(SHARE_OF_DUPLICATES + (1 - SHARE_OF_DUPLICATES) * share),
            cancelled=self._cancelled,
        )
        if report is None:
            return None
        return Scan(
            conflicts=report.conflicts,
            duplicates=tuple(_without_conflicting(duplicates, report.conflicts)),
            revision=revision,
            documents=documents,
            scanned_at=datetime.now(UTC),
            is_complete=is_whole and report.is_complete,
        )

    def _report(self, share: float) -> None:
        self._progress = ScanProgress(state=ScanState.RUNNING, progress=share)

    def _read(self, encoder: Encoder) -> tuple[list[Passage], FloatArray, bool]:
        """Return the passages, their embeddings, and whether these are all."""
        passages: list[Passage] = []
        blocks: list[FloatArray] = []
        for rows in _read_rows(self._engine, encoder, self._today()):
            room = MAX_PASSAGES - len(passages)
            passages += [passage for passage, _ in rows[:room]]
            if rows[:room]:
                blocks.append(np.stack([embedding for _, embedding in rows[:room]]))
            if len(rows) > room or self._cancelled.is_set():
                break
        else:
            return passages, _join(blocks, encoder.dimension), True
        return passages, _join(blocks, encoder.dimension), False


def _without_conflicting(
    duplicates: Sequence[Duplicate], conflicts: Sequence[Conflict]
) -> Iterator[Duplicate]:
    """Leave out the documents that share nothing but passages that contradict each other: these are listed already."""
    pairs = {frozenset({conflict.left.passage_id, conflict.right.passage_id}) for conflict in conflicts}
    for duplicate in duplicates:
        if any(frozenset({pair.left, pair.right}) not in pairs for pair in duplicate.passages):
            yield duplicate


def _join(blocks: list[FloatArray], dimension: int) -> FloatArray:
    return np.concatenate(blocks) if blocks else np.empty((0, dimension), dtype=np.float32)


def _read_rows(engine: Engine, encoder: Encoder, today: date) -> Iterator[list[tuple[Passage, FloatArray]]]:
    """Yield the passages that answers may use today, document by document, some rows at a time."""
    last = ("", -1)
    while True:
        with reading(engine) as session:
            rows = session.execute(
                select(PassageRecord, DocumentRecord.title, EmbeddingRecord.embedding)
                .join(DocumentRecord, DocumentRecord.id == PassageRecord.document_id)
                .join(EmbeddingRecord, EmbeddingRecord.passage_id == PassageRecord.id)
                .where(EmbeddingRecord.encoder == encoder.name, IN_USE, valid_on(today))
                .where(tuple_(PassageRecord.document_id, PassageRecord.ordinal) > last)
                .order_by(PassageRecord.document_id, PassageRecord.ordinal)
                .limit(READ_ROWS)
            ).all()
        if not rows:
            return
        yield [(to_passage(record, title), to_array(embedding)) for record, title, embedding in rows]
        last = (rows[-1][0].document_id, rows[-1][0].ordinal)

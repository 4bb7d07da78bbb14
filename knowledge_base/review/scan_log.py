"""Keeps the last scan for conflicts and duplicates, and what an admin found to be none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from knowledge_base.review.conflicts import Claim, Conflict
from knowledge_base.review.duplicates import Duplicate, DuplicatePassages
from knowledge_base.store.database import transaction
from knowledge_base.store.insight_records import ConflictReviewRecord, ConflictScanRecord
from knowledge_base.store.records import DocumentRecord, StateRecord
from knowledge_base.store.store import IN_USE, valid_on

MAX_FINDINGS = 500  # of each kind; nobody reads more, and the row stays small
ONLY_SCAN = 1  # id of the row


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a scan found.

    Attributes:
        conflicts: The surest first.
        duplicates: Those that share most first.
        revision: Of the passages that were compared.
        documents: A hash of which documents were compared: those that were valid on that day.
        scanned_at: When, in UTC.
        is_complete: False where there were more passages or statements than a scan compares.
        is_current: False where passages have changed since, or other documents are valid.
    """

    conflicts: tuple[Conflict, ...]
    duplicates: tuple[Duplicate, ...]
    revision: int
    scanned_at: datetime
    is_complete: bool
    is_current: bool = True
    documents: str = ""


class ScanLog:
    """The last scan and the reviews; safe to use from several threads."""

    def __init__(self, engine: Engine, *, today: Callable[[], date] = date.today) -> None:
        """Use the database of the knowledge; its tables are up to date.

        Args:
            engine: The database.
            today: The day that validity is judged by.
        """
        self._engine = engine
        self._today = today

    def save_scan(self, scan: Scan) -> None:
        """Put a scan in place of the last one.

        Raises:
            DatabaseError: It can't be written.
        """
        report = {
            "conflicts": [asdict(conflict) for conflict in scan.conflicts[:MAX_FINDINGS]],
            "duplicates": [asdict(duplicate) for duplicate in scan.duplicates[:MAX_FINDINGS]],
            "documents": scan.documents,
        }
        record = ConflictScanRecord(
            id=ONLY_SCAN,
            revision=scan.revision,
            scanned_at=scan.scanned_at,
            is_complete=scan.is_complete,
            report=report,
        )
        with transaction(self._engine, "the scan for conflicts") as session:
            session.merge(record)

    def load_scan(self) -> Scan | None:
        """Return the last scan without what was dismissed; None where there is none, or an unreadable one.

        Raises:
            DatabaseError: It can't be read.
        """
        with transaction(self._engine, "the scan for conflicts") as session:
            record = session.get(ConflictScanRecord, ONLY_SCAN)
            if record is None:
                return None
            dismissed = frozenset(session.scalars(select(ConflictReviewRecord.key)))
            scan = _to_scan(record, _read_revision(session), _hash_documents(session, self._today()))
        if scan is None:
            return None
        return replace(
            scan,
            conflicts=tuple(c for c in scan.conflicts if c.key not in dismissed),
            duplicates=tuple(d for d in scan.duplicates if d.key not in dismissed),
        )

    def dismiss(self, key: str) -> None:
        """Keep a conflict or duplicate out of this scan and the next ones; `key` is its own.

        Raises:
            DatabaseError: It can't be written.
        """
        with transaction(self._engine, "the scan for conflicts") as session:
            session.merge(ConflictReviewRecord(key=key, dismissed_at=datetime.now(UTC)))

    def restore_all(self) -> None:
        """Show everything again that was dismissed.

        Raises:
            DatabaseError: It can't be written.
        """
        with transaction(self._engine, "the scan for conflicts") as session:
            session.execute(delete(ConflictReviewRecord))

    def revision(self) -> int:
        """Return the counter of changes of the passages.

        Raises:
            DatabaseError: It can't be read.
        """
        with transaction(self._engine, "the scan for conflicts") as session:
            return _read_revision(session)

    def documents(self) -> str:
        """Return a hash of which documents are valid today.

        Raises:
            DatabaseError: It can't be read.
        """
        with transaction(self._engine, "the scan for conflicts") as session:
            return _hash_documents(session, self._today())


def _hash_documents(session: Session, today: date) -> str:
    rows = select(DocumentRecord.id).where(IN_USE, valid_on(today)).order_by(DocumentRecord.id)
    return sha256("\n".join(session.scalars(rows)).encode()).hexdigest()


def _read_revision(session: Session) -> int:
    record = session.get(StateRecord, "revision")
    return record.value if record else 0


def _to_scan(record: ConflictScanRecord, revision: int, documents: str) -> Scan | None:
    try:
        return Scan(
            conflicts=tuple(_to_conflict(values) for values in record.report["conflicts"]),
            duplicates=tuple(_to_duplicate(values) for values in record.report["duplicates"]),
            revision=record.revision,
            scanned_at=record.scanned_at,
            is_complete=record.is_complete,
            is_current=(record.revision, record.report["documents"]) == (revision, documents),
            documents=record.report["documents"],
        )
    except (KeyError, TypeError):  # of a version that kept other values; the next scan replaces it
        return None


def _to_conflict(values: dict[str, Any]) -> Conflict:
    sides = {side: Claim(**values[side]) for side in ("left", "right")}
    return Conflict(**{**values, **sides})


def _to_duplicate(values: dict[str, Any]) -> Duplicate:
    passages = tuple(DuplicatePassages(**pair) for pair in values["passages"])
    return Duplicate(**{**values, "passages": passages})

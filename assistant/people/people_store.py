"""The database of people: one short transaction for each call, and a clock that tests can turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assistant.people.errors import AccountNotFoundError
from assistant.people.records import AccountRecord
from knowledge_base.store.database import reading, transaction

WHAT = "the list of people"


def now_in_utc() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleStore:
    """Where the rows are, and what time it is."""

    engine: Engine
    clock: Callable[[], datetime] = now_in_utc

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Begin a transaction that is committed at the end.

        Raises:
            DatabaseError: It can't be written.
        """
        with transaction(self.engine, WHAT) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Begin a transaction that only reads.

        Raises:
            DatabaseError: It can't be read.
        """
        with reading(self.engine, WHAT) as session:
            yield session


def find_account(session: Session, account_id: str) -> AccountRecord:
    """Find an account.

    Raises:
        AccountNotFoundError: There is none.
    """
    record = session.get(AccountRecord, account_id)
    if record is None:
        msg = f"there is no account {account_id!r}"
        raise AccountNotFoundError(msg)
    return record

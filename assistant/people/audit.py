"""Who did what: every change that an admin or an agent made, kept as long as the settings say.

Only names of things are written down, never what somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from assistant.people.people_store import PeopleStore
from assistant.people.principal import Principal
from assistant.people.records import AccountRecord, AuditRecord

ACTION_CHARACTERS = 80
SUBJECT_CHARACTERS = 300
SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A change.

    Attributes:
        actor: The name of the account, or its id where it is gone.
        action: What was done, such as `/people/role` or `documents.act delete`.
        subject: What it was done to.
    """

    at: datetime
    actor: str
    action: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLog:
    """Writes changes down."""

    store: PeopleStore

    def note(self, actor: Principal, action: str, subject: str = "") -> None:
        """Write a change down.

        Raises:
            DatabaseError: It can't be written.
        """
        with self.store.writing() as session:
            session.add(
                AuditRecord(
                    at=self.store.clock(),
                    actor=actor.id,
                    action=action[:ACTION_CHARACTERS],
                    subject=subject[:SUBJECT_CHARACTERS],
                )
            )

    def list_newest(self, limit: int = SHOWN) -> tuple[AuditEntry, ...]:
        """List the newest changes, the newest first.

        Raises:
            DatabaseError: They can't be read.
        """
        rows = (
            select(AuditRecord, AccountRecord.name)
            .outerjoin(AccountRecord, AccountRecord.id == AuditRecord.actor)
            .order_by(AuditRecord.id.desc())
            .limit(limit)
        )
        with self.store.reading() as session:
            return tuple(
                AuditEntry(at=row.at, actor=name or row.actor[:8], action=row.action, subject=row.subject)
                for row, name in session.execute(rows)
            )

    def forget_before(self, moment: datetime) -> int:
        """Forget the changes before a moment; returns how many.

        Raises:
            DatabaseError: They can't be deleted.
        """
        with self.store.writing() as session:
            ids = session.scalars(select(AuditRecord.id).where(AuditRecord.at < moment)).all()
            session.execute(delete(AuditRecord).where(AuditRecord.id.in_(ids)))
            return len(ids)

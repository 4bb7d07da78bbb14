"""Links that work once: the first sign-in, a password that is forgotten, an invitation."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.people.account_values import Link, to_link
from assistant.people.errors import LinkRefusedError
from assistant.people.people_store import PeopleStore, find_account
from assistant.people.principal import PrincipalId, Role
from assistant.people.records import LinkRecord
from assistant.people.tokens import hash_token, make_token

SIGN_IN_LASTS = timedelta(days=1)
INVITATION_LASTS = timedelta(days=7)


class Links:
    """Makes links and opens them."""

    def __init__(self, store: PeopleStore) -> None:
        self._store = store

    def make_for(self, account_id: PrincipalId) -> str:
        """Make a link by which somebody signs in and sets a password; returns its token. Earlier ones end.

        Raises:
            AccountNotFoundError: There is no such account.
        """
        with self._store.writing() as session:
            role = Role(find_account(session, account_id).role)
            session.execute(delete(LinkRecord).where(LinkRecord.account_id == account_id))
            return self._add(session, account_id, role, SIGN_IN_LASTS)

    def invite(self, role: Role) -> str:
        """Make a link by which somebody new makes an account; returns its token."""
        with self._store.writing() as session:
            return self._add(session, None, role, INVITATION_LASTS)

    def look_at(self, token: str) -> Link:
        """Say what a link is for, and leave it as it is: programs that preview a message open its links, too.

        Raises:
            LinkRefusedError: There is none, it was used, or its time is over.
        """
        with self._store.reading() as session:
            return to_link(self._find(session, token))

    def use(self, token: str) -> Link:
        """Use a link, once.

        Raises:
            LinkRefusedError: There is none, it was used, or its time is over.
        """
        with self._store.writing() as session:
            record = self._find(session, token)
            record.used_at = self._store.clock()
            return to_link(record)

    def give_back(self, token: str) -> None:
        """Let a link be used again, because what it was used for did not come about."""
        with self._store.writing() as session:
            record = session.scalar(select(LinkRecord).where(LinkRecord.token_hash == hash_token(token)))
            if record is not None:
                record.used_at = None

    def _add(self, session: Session, account_id: str | None, role: Role, lasts: timedelta) -> str:
        token, now = make_token(), self._store.clock()
        session.execute(delete(LinkRecord).where(LinkRecord.expires_at <= now))
        session.add(
            LinkRecord(
                id=uuid4().hex,
                token_hash=hash_token(token),
                account_id=account_id,
                role=role,
                created_at=now,
                expires_at=now + lasts,
                used_at=None,
            )
        )
        return token

    def _find(self, session: Session, token: str) -> LinkRecord:
        query = select(LinkRecord).where(
            LinkRecord.token_hash == hash_token(token),
            LinkRecord.used_at.is_(None),
            LinkRecord.expires_at > self._store.clock(),
        )
        record = session.scalar(query)
        if record is None or (record.account is not None and record.account.is_disabled):
            msg = "this link was used, or its time is over"
            raise LinkRefusedError(msg)
        return record

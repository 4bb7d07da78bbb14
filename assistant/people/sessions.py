"""Sessions: browsers in which somebody is signed in. A new one at each sign-in, so that nobody can prepare one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, select

from assistant.people.account_values import Account, SessionId, SignedIn, to_account, to_signed_in
from assistant.people.people_store import PeopleStore, find_account
from assistant.people.principal import PrincipalId
from assistant.people.records import SessionRecord
from assistant.people.tokens import hash_token, make_token

NOTED_EVERY = timedelta(minutes=5)  # how exactly it is known when somebody was last here
SESSIONS_OF_ONE = 50  # the oldest ends when there would be more
LONGEST_BROWSER = 80  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """How long a session lasts: after the last request, and in all."""

    idle: timedelta = timedelta(days=3)
    longest: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A session that is open, and whose it is."""

    id: SessionId
    account: Account


class Sessions:
    """Who is signed in where."""

    def __init__(self, store: PeopleStore, lifetime: Lifetime | None = None) -> None:
        self._store = store
        self._lifetime = lifetime or Lifetime()

    def begin(self, account_id: PrincipalId, *, browser: str) -> str:
        """Sign somebody in; returns the token of the new session.

        Args:
            account_id: Whom.
            browser: What the browser calls itself, so that its session is recognised in the list.

        Raises:
            AccountNotFoundError: There is no such account.
        """
        token, now = make_token(), self._store.clock()
        with self._store.writing() as session:
            find_account(session, account_id).seen_at = now
            of_account = select(SessionRecord.id).where(SessionRecord.account_id == account_id)
            surplus = list(session.scalars(of_account.order_by(SessionRecord.created_at.desc())))
            session.execute(delete(SessionRecord).where(SessionRecord.id.in_(surplus[SESSIONS_OF_ONE - 1 :])))
            session.execute(delete(SessionRecord).where(self._is_over(now)))
            session.add(
                SessionRecord(
                    id=uuid4().hex,
                    account_id=account_id,
                    token_hash=hash_token(token),
                    browser=browser[:LONGEST_BROWSER],
                    created_at=now,
                    seen_at=now,
                )
            )
        return token

    def find(self, token: str) -> OpenSession | None:
        """Return the session of a token; None where it has ended or its account is closed."""
        now = self._store.clock()
        with self._store.reading() as session:
            query = select(SessionRecord).where(SessionRecord.token_hash == hash_token(token))
            record = session.scalar(query.where(~self._is_over(now)))
            if record is None or record.account.is_disabled:
                return None
            found = OpenSession(id=SessionId(record.id), account=to_account(record.account))
            is_noted = now - record.seen_at < NOTED_EVERY
        if not is_noted:
            self._note(found.id, now)
        return found

    def list_of(self, account_id: PrincipalId) -> tuple[SignedIn, ...]:
        """Return where somebody is signed in, the latest first."""
        with self._store.reading() as session:
            query = select(SessionRecord).where(
                SessionRecord.account_id == account_id, ~self._is_over(self._store.clock())
            )
            records = session.scalars(query.order_by(SessionRecord.seen_at.desc()))
            return tuple(to_signed_in(record) for record in records)

    def end(self, account_id: PrincipalId, session_id: SessionId) -> None:
        """End a session of somebody's, if there is such a one."""
        with self._store.writing() as session:
            session.execute(
                delete(SessionRecord).where(
                    SessionRecord.account_id == account_id, SessionRecord.id == session_id
                )
            )

    def end_by_id(self, session_id: str) -> None:
        """End a session whose token was shown."""
        with self._store.writing() as session:
            session.execute(delete(SessionRecord).where(SessionRecord.id == session_id))

    def end_all(self, account_id: PrincipalId) -> None:
        """Sign somebody out everywhere."""
        with self._store.writing() as session:
            session.execute(delete(SessionRecord).where(SessionRecord.account_id == account_id))

    def _note(self, session_id: SessionId, now: datetime) -> None:
        with self._store.writing() as session:
            record = session.get(SessionRecord, session_id)
            if record is not None:
                record.seen_at = record.account.seen_at = now

    def _is_over(self, now: datetime) -> ColumnElement[bool]:
        idle, longest = now - self._lifetime.idle, now - self._lifetime.longest
        return (SessionRecord.seen_at <= idle) | (SessionRecord.created_at <= longest)

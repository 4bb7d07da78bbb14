"""Accounts: made, found, changed and closed. There is always an admin who can sign in."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.people.account_values import Account, to_account
from assistant.people.errors import (
    AccountNotFoundError,
    InvalidNameError,
    LastAdminError,
    NameTakenError,
    SignInRefusedError,
)
from assistant.people.guesses import Guesses
from assistant.people.passwords import Passwords
from assistant.people.people_store import PeopleStore, find_account
from assistant.people.principal import PrincipalId, Role
from assistant.people.records import AccountRecord, ApiKeyRecord, LinkRecord, SessionRecord

LONGEST_NAME = 80  # characters
LISTED = 1000


class Accounts:
    """Who can sign in."""

    def __init__(self, store: PeopleStore, passwords: Passwords, guesses: Guesses) -> None:
        self._store = store
        self._passwords = passwords
        self._guesses = guesses

    def make(
        self,
        name: str,
        role: Role,
        *,
        password: str | None = None,
        email: str | None = None,
        identity: tuple[str, str] | None = None,
        groups: Collection[str] = (),
    ) -> Account:
        """Make an account.

        Args:
            name: What it is called and signs in by.
            role: What it is here for.
            password: None where it signs in by a link or by an identity provider.
            email: Its address, where it is known.
            identity: The issuer of an identity provider, and what that calls this person.
            groups: Names of groups.

        Raises:
            InvalidNameError: The name can't be used.
            NameTakenError: Another account has it, or has this identity.
            WeakPasswordError: The password is guessed too easily.
        """
        cleaned = clean_name(name)
        kept = None if password is None else self._passwords.hash(password, name=cleaned)
        record = AccountRecord(
            id=uuid4().hex,
            name=cleaned,
            name_key=name_key(cleaned),
            email=email,
            role=role,
            groups=sorted(groups),
            password_hash=kept,
            issuer=identity[0] if identity else None,
            subject=identity[1] if identity else None,
            is_disabled=False,
            created_at=self._store.clock(),
            seen_at=None,
        )
        try:
            with self._store.writing() as session:
                session.add(record)
                session.flush()
                return to_account(record)
        except IntegrityError as exc:
            msg = f"the name {cleaned!r} is taken"
            raise NameTakenError(msg, name=cleaned) from exc

    def check_password(self, name: str, password: str, *, address: str) -> Account:
        """Return the account whose name and password these are.

        Args:
            name: What was typed.
            password: What was typed.
            address: Where it came from, as guesses are counted.

        Raises:
            SignInRefusedError: They don't fit each other, or the account is closed.
            SignInLockedError: There were too many wrong ones.
        """
        key = name_key(name)
        self._guesses.take(address=address, account=key)
        with self._store.reading() as session:
            record = session.scalar(select(AccountRecord).where(AccountRecord.name_key == key))
            account = to_account(record) if record else None
            kept = record.password_hash if record else None
        is_right = self._passwords.is_right(password, kept)
        if not is_right or account is None or account.is_disabled:
            msg = "the name and the password don't fit each other"
            raise SignInRefusedError(msg)
        self._guesses.forgive(address=address, account=key)
        return account

    def find(self, name: str) -> Account:
        """Return the account of a name.

        Raises:
            AccountNotFoundError: There is none.
        """
        with self._store.reading() as session:
            record = session.scalar(select(AccountRecord).where(AccountRecord.name_key == name_key(name)))
            if record is None:
                msg = f"there is no account {name!r}"
                raise AccountNotFoundError(msg)
            return to_account(record)

    def load(self, account_id: PrincipalId) -> Account:
        """Return an account.

        Raises:
            AccountNotFoundError: There is none.
        """
        with self._store.reading() as session:
            return to_account(find_account(session, account_id))

    def find_identity(self, issuer: str, subject: str) -> Account | None:
        """Return the account of somebody whom an identity provider knows."""
        with self._store.reading() as session:
            query = select(AccountRecord).where(
                AccountRecord.issuer == issuer, AccountRecord.subject == subject
            )
            record = session.scalar(query)
            return to_account(record) if record else None

    def list_all(self) -> tuple[Account, ...]:
        """Return all accounts by their names."""
        with self._store.reading() as session:
            query = select(AccountRecord).order_by(AccountRecord.name_key).limit(LISTED)
            return tuple(to_account(record) for record in session.scalars(query))

    def rename(self, account_id: PrincipalId, name: str) -> None:
        """Give an account another name.

        Raises:
            InvalidNameError: The name can't be used.
            NameTakenError: Another account has it.
            AccountNotFoundError: There is no such account.
        """
        cleaned = clean_name(name)
        try:
            with self._store.writing() as session:
                record = find_account(session, account_id)
                record.name, record.name_key = cleaned, name_key(cleaned)
        except IntegrityError as exc:
            msg = f"the name {cleaned!r} is taken"
            raise NameTakenError(msg, name=cleaned) from exc

    def set_password(self, account_id: PrincipalId, password: str) -> None:
        """Give an account a new password. All its sessions end, and links that were made for it.

        Raises:
            WeakPasswordError: It is guessed too easily.
            AccountNotFoundError: There is no such account.
        """
        kept = self._passwords.hash(password, name=self.load(account_id).name)
        with self._store.writing() as session:
            find_account(session, account_id).password_hash = kept
            _shut_doors(session, account_id)

    def forget_password(self, account_id: PrincipalId) -> None:
        """Let nobody in by the password any more: all sessions end, and links that were made.

        Raises:
            AccountNotFoundError: There is no such account.
        """
        with self._store.writing() as session:
            find_account(session, account_id).password_hash = None
            _shut_doors(session, account_id)

    def set_role(self, account_id: PrincipalId, role: Role, groups: Collection[str] | None = None) -> None:
        """Give an account another role, and other groups where they are named.

        Raises:
            LastAdminError: It is the last admin.
            AccountNotFoundError: There is no such account.
        """
        with self._store.writing() as session:
            record = find_account(session, account_id)
            if role != Role.ADMIN:
                _keep_an_admin(session, record)
            record.role = role
            if groups is not None:
                record.groups = sorted(groups)

    def close(self, account_id: PrincipalId) -> None:
        """Close an account: nobody signs in with it, its sessions, links and keys end. Its conversations stay.

        Raises:
            LastAdminError: It is the last admin.
            AccountNotFoundError: There is no such account.
        """
        with self._store.writing() as session:
            record = find_account(session, account_id)
            _keep_an_admin(session, record)
            record.is_disabled = True
            _shut_doors(session, account_id)
            session.execute(delete(ApiKeyRecord).where(ApiKeyRecord.account_id == account_id))

    def reopen(self, account_id: PrincipalId) -> None:
        """Open a closed account again.

        Raises:
            AccountNotFoundError: There is no such account.
        """
        with self._store.writing() as session:
            find_account(session, account_id).is_disabled = False


def clean_name(name: str) -> str:
    """Return a name as it is kept.

    Raises:
        InvalidNameError: It is empty, too long, or has characters that nobody can see.
    """
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not 1 <= len(cleaned) <= LONGEST_NAME or not cleaned.isprintable():
        msg = f"a name has 1 to {LONGEST_NAME} characters that can be seen"
        raise InvalidNameError(msg, longest=LONGEST_NAME)
    return cleaned


def name_key(name: str) -> str:
    """Return a name as it is compared: capitals and compatible forms of a character make no other name."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()[: 3 * LONGEST_NAME]


def _keep_an_admin(session: Session, record: AccountRecord) -> None:
    if record.role != Role.ADMIN or record.is_disabled:
        return
    others = select(func.count()).where(
        AccountRecord.role == Role.ADMIN, AccountRecord.is_disabled.is_(False), AccountRecord.id != record.id
    )
    if not session.scalar(others):
        msg = f"{record.name!r} is the last admin"
        raise LastAdminError(msg, name=record.name)


def _shut_doors(session: Session, account_id: str) -> None:
    session.execute(delete(SessionRecord).where(SessionRecord.account_id == account_id))
    session.execute(delete(LinkRecord).where(LinkRecord.account_id == account_id))

"""The values of accounts: what pages and commands show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from assistant.people.principal import Principal, PrincipalId, Role
from assistant.people.records import AccountRecord, ApiKeyRecord, LinkRecord, SessionRecord

SessionId = NewType("SessionId", str)
ApiKeyId = NewType("ApiKeyId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who can sign in."""

    id: PrincipalId
    name: str
    email: str | None
    role: Role
    groups: frozenset[str]
    has_password: bool
    is_from_provider: bool
    is_disabled: bool
    created_at: datetime
    seen_at: datetime | None

    @property
    def principal(self) -> Principal:
        """Who asks when this account does."""
        return Principal(
            id=self.id, kind="member", roles=frozenset({self.role}), groups=self.groups, name=self.name
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A browser in which somebody is signed in."""

    id: SessionId
    browser: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a link is for; `account` is None where it invites somebody new."""

    account: Account | None
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key with which a program asks."""

    id: ApiKeyId
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    used_at: datetime | None


def to_account(record: AccountRecord) -> Account:
    """Read an account."""
    return Account(
        id=PrincipalId(record.id),
        name=record.name,
        email=record.email,
        role=Role(record.role),
        groups=frozenset(record.groups),
        has_password=record.password_hash is not None,
        is_from_provider=record.issuer is not None,
        is_disabled=record.is_disabled,
        created_at=record.created_at,
        seen_at=record.seen_at,
    )


def to_signed_in(record: SessionRecord) -> SignedIn:
    """Read a session."""
    return SignedIn(
        id=SessionId(record.id), browser=record.browser, created_at=record.created_at, seen_at=record.seen_at
    )


def to_link(record: LinkRecord) -> Link:
    """Read a link."""
    return Link(
        account=to_account(record.account) if record.account else None,
        role=Role(record.role),
        expires_at=record.expires_at,
    )


def to_api_key(record: ApiKeyRecord) -> ApiKey:
    """Read a key."""
    return ApiKey(
        id=ApiKeyId(record.id),
        label=record.label,
        scopes=tuple(record.scopes),
        created_at=record.created_at,
        used_at=record.used_at,
    )

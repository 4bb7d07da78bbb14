"""The tables of accounts, as SQLAlchemy mapped classes. What lets somebody in is kept as a hash alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from knowledge_base.store.columns import NAMING_CONVENTION, UtcDateTime


class PeopleRecord(DeclarativeBase):
    """Base of the tables of people."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class AccountRecord(PeopleRecord):
    """Somebody who can sign in."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(240), unique=True)  # the name as it is compared
    email: Mapped[str | None] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(16))
    groups: Mapped[list[str]] = mapped_column(JSON)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    issuer: Mapped[str | None] = mapped_column(String(300))  # of the identity provider
    subject: Mapped[str | None] = mapped_column(String(255))  # what the provider calls this person
    is_disabled: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sessions: Mapped[list[SessionRecord]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    links: Mapped[list[LinkRecord]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    keys: Mapped[list[ApiKeyRecord]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class SessionRecord(PeopleRecord):
    """A browser in which somebody is signed in."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    account: Mapped[AccountRecord] = relationship(back_populates="sessions", lazy="joined", innerjoin=True)


class LinkRecord(PeopleRecord):
    """A link that works once: it signs in, resets a password, or invites somebody new."""

    __tablename__ = "links"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )  # None invites somebody new
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account: Mapped[AccountRecord | None] = relationship(back_populates="links", lazy="joined")


class AuditRecord(PeopleRecord):
    """A change that somebody made; it outlives their account."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(300))


class ApiKeyRecord(PeopleRecord):
    """A key with which a program asks."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account: Mapped[AccountRecord] = relationship(back_populates="keys", lazy="joined", innerjoin=True)

"""Who asks: every call about a conversation, an attachment or a page names a principal."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NewType

PrincipalId = NewType("PrincipalId", str)
PrincipalKind = Literal["guest", "member", "service"]


class Role(StrEnum):
    """What somebody is here for; `permissions` says what each role may do."""

    GUEST = "guest"
    MEMBER = "member"  # a customer or a learner
    AGENT = "agent"
    TEACHER = "teacher"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody, or something, that asks. Two are the same where their ids are: roles and groups may change meanwhile.

    Attributes:
        id: What rows name as their owner: the hash of a guest's cookie, or the id of an account; 64 characters at most.
        kind: A guest is known by a cookie, a member by an account, a service by an API key.
        roles: What the principal is here for.
        groups: Names of groups, as an identity provider or an admin gives them.
        name: What the principal is called; empty for a guest.
        scopes: What a service's key is for, as names of actions; None is no limit.
    """

    id: PrincipalId
    kind: PrincipalKind = field(default="guest", compare=False)
    roles: frozenset[Role] = field(default=frozenset({Role.GUEST}), compare=False)
    groups: frozenset[str] = field(default=frozenset(), compare=False)
    name: str = field(default="", compare=False)
    scopes: frozenset[str] | None = field(default=None, compare=False)

    @classmethod
    def guest(cls, guest_id: str) -> Principal:
        """Return a guest."""
        return cls(id=PrincipalId(guest_id))

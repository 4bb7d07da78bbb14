"""Who may do what. Everything that refuses anybody asks this file.

A person may do what a role of theirs allows. A service, which asks with an API key, may do what its key's scopes
name, and no more than its account's roles allow at that time.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from assistant.people.errors import NotAllowedError
from assistant.people.principal import Principal, Role


class Action(StrEnum):
    """What somebody may want to do. The values are the scopes of API keys."""

    VISIT = "visit"  # what is there for everybody: signing in, styles, whether the server is well
    ASK = "ask"  # talk with an assistant, and read, change and delete one's own conversations
    READ_SELF = "read_self"  # learn who one is, and what one may do
    KEEP_ACCOUNT = "keep_account"  # one's own name, password, sessions and keys
    MANAGE_KNOWLEDGE = "manage_knowledge"  # documents, collections and what was asked of them
    MANAGE_PEOPLE = "manage_people"  # invite, change roles, close accounts


_EVERYBODY = frozenset({Action.VISIT, Action.READ_SELF})
_MEMBER = _EVERYBODY | {Action.ASK, Action.KEEP_ACCOUNT}

PERMISSIONS: dict[Role, frozenset[Action]] = {
    Role.GUEST: _EVERYBODY | {Action.ASK},
    Role.MEMBER: _MEMBER,
    Role.AGENT: _MEMBER,
    Role.TEACHER: _MEMBER,
    Role.ADMIN: frozenset(Action),
}
GRANTABLE_SCOPES = frozenset({Action.READ_SELF, Action.ASK, Action.MANAGE_KNOWLEDGE})
"""What a key can be for. Accounts are looked after by people alone, so that a lost key can't make another."""


def allowed_actions(principal: Principal) -> frozenset[Action]:
    """Return all that a principal may do. Who has no role, for example a guest where guests are not wanted, visits."""
    allowed = frozenset[Action]().union(_EVERYBODY, *(PERMISSIONS[role] for role in principal.roles))
    if principal.scopes is None:
        return allowed
    return allowed & GRANTABLE_SCOPES & principal.scopes | {Action.VISIT}


def may(principal: Principal, action: Action) -> bool:
    """Tell whether a principal may do something."""
    return action in allowed_actions(principal)


def check(principal: Principal, action: Action) -> None:
    """Refuse what a principal may not do.

    Raises:
        NotAllowedError: It may not.
    """
    if not may(principal, action):
        msg = f"{principal.kind} {principal.id!r} may not {action}"
        raise NotAllowedError(msg, action=action)


def grantable_scopes(principal: Principal) -> tuple[Action, ...]:
    """Return the scopes that somebody's keys may have, in the order of `Action`."""
    allowed = allowed_actions(principal) & GRANTABLE_SCOPES
    return tuple(action for action in Action if action in allowed)


def may_use_assistant(principal: Principal, audience: Collection[Role]) -> bool:
    """Tell whether an assistant is meant for a principal.

    Args:
        principal: Who asks.
        audience: The roles that an assistant is for; empty is everybody who may ask. An admin tries all of them.
    """
    is_meant = not audience or Role.ADMIN in principal.roles or not principal.roles.isdisjoint(audience)
    return may(principal, Action.ASK) and is_meant

from __future__ import annotations

import pytest

from assistant.people.errors import NotAllowedError
from assistant.people.permissions import (
    PERMISSIONS,
    Action,
    allowed_actions,
    check,
    grantable_scopes,
    may,
    may_use_assistant,
)
from assistant.people.principal import Principal, PrincipalId, Role


def somebody(*roles: Role, scopes: frozenset[str] | None = None) -> Principal:
    return Principal(id=PrincipalId("x"), kind="member", roles=frozenset(roles), scopes=scopes)


TABLE = {
    Action.VISIT: {None, *Role},
    Action.READ_SELF: {None, *Role},
    Action.ASK: {*Role},
    Action.KEEP_ACCOUNT: {Role.MEMBER, Role.AGENT, Role.TEACHER, Role.ADMIN},
    Action.MANAGE_KNOWLEDGE: {Role.ADMIN},
    Action.MANAGE_PEOPLE: {Role.ADMIN},
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_do_what(action: Action, role: Role | None) -> None:
    principal = somebody(*([role] if role else []))
    assert may(principal, action) is (role in TABLE[action])


def test_every_role_is_in_the_table() -> None:
    assert PERMISSIONS.keys() == set(Role)


def test_what_one_may_not_do_is_refused_with_the_actions_name() -> None:
    with pytest.raises(NotAllowedError, match="manage_people"):
        check(somebody(Role.MEMBER), Action.MANAGE_PEOPLE)


def test_a_service_may_do_what_its_key_names_and_its_account_may() -> None:
    both = frozenset({"ask", "manage_knowledge", "manage_people"})
    assert allowed_actions(somebody(Role.ADMIN, scopes=both)) == {
        Action.VISIT,
        Action.ASK,
        Action.MANAGE_KNOWLEDGE,  # but never people, whatever the key says
    }
    assert allowed_actions(somebody(Role.MEMBER, scopes=both)) == {Action.VISIT, Action.ASK}
    assert allowed_actions(somebody(Role.ADMIN, scopes=frozenset())) == {Action.VISIT}


def test_scopes_that_can_be_given_are_those_of_the_account() -> None:
    assert grantable_scopes(somebody(Role.TEACHER)) == (Action.ASK, Action.READ_SELF)
    assert Action.MANAGE_KNOWLEDGE in grantable_scopes(somebody(Role.ADMIN))


@pytest.mark.parametrize(
    ("role", "audience", "is_meant"),
    [
        (Role.GUEST, set(), True),
        (Role.GUEST, {Role.AGENT}, False),
        (Role.AGENT, {Role.AGENT, Role.TEACHER}, True),
        (Role.ADMIN, {Role.AGENT}, True),
        (None, set(), False),
    ],
)
def test_an_assistant_is_for_its_audience(role: Role | None, audience: set[Role], is_meant: bool) -> None:
    assert may_use_assistant(somebody(*([role] if role else [])), audience) is is_meant

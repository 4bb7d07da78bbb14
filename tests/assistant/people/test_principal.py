from __future__ import annotations

from assistant.people.principal import Principal, PrincipalId, Role


def test_a_principal_stays_the_same_where_its_roles_change() -> None:
    before = Principal(id=PrincipalId("anna"), kind="member", roles=frozenset({Role.MEMBER}))
    after = Principal(id=PrincipalId("anna"), kind="member", roles=frozenset({Role.ADMIN}))

    assert before == after
    assert len({before, after}) == 1
    assert before != Principal.guest("ben")

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.people.errors import (
    AccountNotFoundError,
    InvalidKeyError,
    InvalidNameError,
    LastAdminError,
    LinkRefusedError,
    NameTakenError,
    SignInRefusedError,
    SignUpClosedError,
    WeakPasswordError,
)
from assistant.people.people import People
from assistant.people.principal import PrincipalId, Role
from tests.assistant.people.conftest import PASSWORD, Clock, MakePeople


def sign_in(people: People, name: str, password: str = PASSWORD) -> str:
    account = people.accounts.check_password(name, password, address="10.0.0.1")
    return people.sessions.begin(account.id, browser="Firefox on Linux")


def test_one_signs_in_by_name_and_password(people: People) -> None:
    anna = people.accounts.make("Anna  Weber", Role.TEACHER, password=PASSWORD)
    assert anna.name == "Anna Weber"
    session = people.sessions.find(sign_in(people, "ANNA weber"))
    assert session is not None
    assert session.account.principal.roles == {Role.TEACHER}
    assert session.account.principal.id == anna.id
    for name, password in (("Anna Weber", "another one"), ("Nobody", PASSWORD), ("", "")):
        with pytest.raises(SignInRefusedError):
            people.accounts.check_password(name, password, address="10.0.0.1")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\u202eb", "a\u200bb", "a\x00b"])
def test_names_that_nobody_can_read_are_refused(people: People, name: str) -> None:
    with pytest.raises(InvalidNameError):
        people.accounts.make(name, Role.MEMBER)


def test_a_name_is_taken_also_in_capitals_and_wide_letters(people: People) -> None:
    people.accounts.make("Anna", Role.MEMBER)
    ben = people.accounts.make("Ben", Role.MEMBER)
    with pytest.raises(NameTakenError):
        people.accounts.make("ＡＮＮＡ", Role.MEMBER)
    with pytest.raises(NameTakenError):
        people.accounts.rename(ben.id, "anna")
    people.accounts.rename(ben.id, "BEN")
    assert people.accounts.load(ben.id).name == "BEN"


def test_a_new_password_ends_all_sessions_and_links(people: People) -> None:
    anna = people.accounts.make("Anna", Role.MEMBER, password=PASSWORD)
    tokens = [sign_in(people, "Anna"), sign_in(people, "Anna")]
    link = people.links.make_for(anna.id)
    with pytest.raises(WeakPasswordError):
        people.accounts.set_password(anna.id, "short")
    assert all(people.sessions.find(token) for token in tokens)
    people.accounts.set_password(anna.id, "another lamp, a green one")
    assert not any(people.sessions.find(token) for token in tokens)
    with pytest.raises(LinkRefusedError):
        people.links.use(link)
    with pytest.raises(SignInRefusedError):
        sign_in(people, "Anna")
    sign_in(people, "Anna", "another lamp, a green one")


def test_a_session_ends_idle_and_at_the_latest_after_its_longest_time(
    make_people: MakePeople, clock: Clock
) -> None:
    people = make_people(session_idle_hours=10, session_days=2)
    people.accounts.make("Anna", Role.MEMBER, password=PASSWORD)
    idle, busy = sign_in(people, "Anna"), sign_in(people, "Anna")
    for _ in range(5):
        clock.pass_time(hours=9)
        assert people.sessions.find(busy)
    assert people.sessions.find(idle) is None
    assert len(people.sessions.list_of(people.accounts.find("Anna").id)) == 1
    clock.pass_time(hours=9)
    assert people.sessions.find(busy) is None


def test_one_ends_a_session_or_all_of_them_but_nobody_elses(people: People) -> None:
    anna = people.accounts.make("Anna", Role.MEMBER, password=PASSWORD)
    ben = people.accounts.make("Ben", Role.MEMBER, password=PASSWORD)
    first, second, bens = sign_in(people, "Anna"), sign_in(people, "Anna"), sign_in(people, "Ben")
    found = people.sessions.find(first)
    assert found is not None
    people.sessions.end(ben.id, found.id)
    assert people.sessions.find(first)
    people.sessions.end(anna.id, found.id)
    assert (people.sessions.find(first), bool(people.sessions.find(second))) == (None, True)
    people.sessions.end_all(anna.id)
    assert people.sessions.find(second) is None
    assert people.sessions.find(bens)


def test_a_database_that_is_stolen_lets_nobody_in(people: People) -> None:
    anna = people.accounts.make("Anna", Role.ADMIN, password=PASSWORD)
    given = [
        sign_in(people, "Anna"),
        people.links.make_for(anna.id),
        people.keys.make(anna.id, "script", ["ask"]),
        PASSWORD,
    ]
    path = people.first_link_file.parent / "history.sqlite3"
    content = b"".join(file.read_bytes() for file in path.parent.glob("history.sqlite3*"))
    assert len(content) > 10_000
    assert not [token for token in given if token.encode() in content]


def test_a_closed_account_is_out_at_once(people: People) -> None:
    people.accounts.make("Boss", Role.ADMIN, password=PASSWORD)
    anna = people.accounts.make("Anna", Role.MEMBER, password=PASSWORD)
    token, key = sign_in(people, "Anna"), people.keys.make(anna.id, "script", ["ask"])
    link = people.links.make_for(anna.id)
    people.accounts.close(anna.id)
    assert people.sessions.find(token) is None
    assert people.keys.find(key) is None
    with pytest.raises(LinkRefusedError):
        people.links.look_at(link)
    with pytest.raises(SignInRefusedError):
        sign_in(people, "Anna")
    people.accounts.reopen(anna.id)
    assert people.sessions.find(sign_in(people, "Anna"))
    assert people.sessions.find(token) is None


def test_there_is_always_an_admin(people: People) -> None:
    boss = people.accounts.make("Boss", Role.ADMIN, password=PASSWORD)
    other = people.accounts.make("Other", Role.ADMIN)
    people.accounts.close(other.id)
    with pytest.raises(LastAdminError):
        people.accounts.close(boss.id)
    with pytest.raises(LastAdminError):
        people.accounts.set_role(boss.id, Role.AGENT)
    people.accounts.reopen(other.id)
    people.accounts.set_role(boss.id, Role.AGENT)
    assert people.accounts.load(boss.id).role is Role.AGENT


def test_what_is_not_there_is_said(people: People) -> None:
    nobody = PrincipalId("0" * 32)
    calls: list[Callable[[], object]] = [
        lambda: people.accounts.load(nobody),
        lambda: people.accounts.find("Nobody"),
        lambda: people.accounts.close(nobody),
        lambda: people.accounts.set_password(nobody, PASSWORD),
        lambda: people.links.make_for(nobody),
        lambda: people.sessions.begin(nobody, browser=""),
    ]
    for call in calls:
        with pytest.raises(AccountNotFoundError):
            call()


def test_a_link_works_once_and_for_its_time(people: People, clock: Clock) -> None:
    anna = people.accounts.make("Anna", Role.MEMBER)
    earlier, link = people.links.make_for(anna.id), people.links.make_for(anna.id)
    assert people.links.look_at(link).account == anna
    for refused in (earlier, "", "x" * 500):
        with pytest.raises(LinkRefusedError):
            people.links.look_at(refused)
    with pytest.raises(WeakPasswordError):
        people.use_link(link, "short")
    people.use_link(link, PASSWORD)
    sign_in(people, "Anna")
    with pytest.raises(LinkRefusedError):
        people.use_link(link, PASSWORD)
    late = people.links.make_for(anna.id)
    clock.pass_time(days=1)
    with pytest.raises(LinkRefusedError):
        people.use_link(late, PASSWORD)


def test_an_invitation_makes_one_account_with_its_role(people: People) -> None:
    people.accounts.make("Anna", Role.MEMBER)
    link = people.links.invite(Role.TEACHER)
    with pytest.raises(NameTakenError):
        people.sign_up.by_invitation(link, "anna", PASSWORD)
    with pytest.raises(WeakPasswordError):
        people.sign_up.by_invitation(link, "Ben", "Ben")
    with pytest.raises(LinkRefusedError):
        people.use_link(link, PASSWORD)  # it is for nobody yet
    assert people.sign_up.by_invitation(link, "Ben", PASSWORD).role is Role.TEACHER
    with pytest.raises(LinkRefusedError):
        people.sign_up.by_invitation(link, "Carl", PASSWORD)


def test_one_signs_up_by_oneself_only_where_it_is_open(make_people: MakePeople) -> None:
    for kind in ("closed", "domain"):
        with pytest.raises(SignUpClosedError):
            make_people(sign_up=kind).sign_up.by_oneself("Anna", PASSWORD, address="10.0.0.1")
    assert (
        make_people(sign_up="open").sign_up.by_oneself("Anna", PASSWORD, address="10.0.0.1").role
        is Role.MEMBER
    )


def test_a_key_asks_as_a_service_with_its_scopes(people: People) -> None:
    anna = people.accounts.make("Anna", Role.MEMBER)
    key = people.keys.make(anna.id, " nightly  script ", ["ask"])
    service = people.keys.find(key)
    assert service is not None
    assert service.kind == "service"
    assert service.name == "nightly script"
    assert service.scopes == frozenset({"ask"})
    assert service.id not in {anna.id, key}
    (listed,) = people.keys.list_of(anna.id)
    assert listed.used_at is not None
    people.keys.revoke(people.accounts.make("Ben", Role.MEMBER).id, listed.id)
    assert people.keys.find(key)
    people.keys.revoke(anna.id, listed.id)
    assert people.keys.find(key) is None


@pytest.mark.parametrize(
    ("label", "scopes"),
    [("", ["ask"]), ("script", []), ("script", ["manage_knowledge"]), ("script", ["everything"])],
)
def test_a_key_needs_a_name_and_scopes_that_its_account_has(
    people: People, label: str, scopes: list[str]
) -> None:
    anna = people.accounts.make("Anna", Role.MEMBER)
    with pytest.raises(InvalidKeyError):
        people.keys.make(anna.id, label, scopes)
    assert people.keys.list_of(anna.id) == ()

from __future__ import annotations

import stat

import pytest

from assistant.errors import SettingsError
from assistant.people.errors import KeyFileError, LinkRefusedError
from assistant.people.people import KEY_FILE, LINK_PATH, People
from assistant.people.principal import Role
from tests.assistant.people.conftest import PASSWORD, MakePeople


def token_of(url: str) -> str:
    return url.partition(LINK_PATH)[2]


def test_the_first_admin_comes_in_by_a_link_that_nobody_else_can_read(people: People) -> None:
    url = people.prepare_first_admin(None)
    assert url is not None
    assert url.startswith("http://127.0.0.1:7860/account/link/")
    assert people.first_link_file.read_text().strip() == url
    assert stat.S_IMODE(people.first_link_file.stat().st_mode) == 0o600
    people.use_link(token_of(url), PASSWORD)
    assert not people.first_link_file.exists()
    assert people.accounts.check_password("admin", PASSWORD, address="").role is Role.ADMIN
    assert people.prepare_first_admin(None) is None


def test_another_start_prints_another_link_and_the_old_one_ends(people: People) -> None:
    first, second = people.prepare_first_admin(None), people.prepare_first_admin(None)
    assert first is not None
    assert second is not None
    with pytest.raises(LinkRefusedError):
        people.links.look_at(token_of(first))
    assert people.links.look_at(token_of(second)).role is Role.ADMIN
    assert len(people.accounts.list_all()) == 1


def test_a_password_of_the_settings_is_the_first_one_only(people: People) -> None:
    assert people.prepare_first_admin(PASSWORD) is None
    admin = people.accounts.check_password("admin", PASSWORD, address="")
    people.accounts.set_password(admin.id, "chosen on the page itself")
    assert people.prepare_first_admin(PASSWORD) is None
    assert people.accounts.check_password("admin", "chosen on the page itself", address="")


@pytest.mark.parametrize("password", ["", "hunter2", "password123"])
def test_an_initial_password_that_is_guessed_is_refused_with_what_to_do(
    people: People, password: str
) -> None:
    with pytest.raises(SettingsError, match="10 characters"):
        people.prepare_first_admin(password)


def test_where_every_admin_is_closed_a_new_start_lets_one_in(people: People) -> None:
    people.accounts.make("Anna", Role.MEMBER, password=PASSWORD)
    assert people.prepare_first_admin(None) is not None
    assert [account.role for account in people.accounts.list_all()] == [Role.ADMIN, Role.MEMBER]


def test_the_key_is_private_and_stays(make_people: MakePeople) -> None:
    first = make_people()
    path = first.first_link_file.parent / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    signature = first.signer.sign("guest", "anna")
    assert make_people().signer.is_right("guest", "anna", signature)
    for purpose, text in (("form", "anna"), ("guest", "ben"), ("guest", "")):
        assert not first.signer.is_right(purpose, text, signature)
    for damaged in ("", "zz", "00ff"):
        path.write_text(damaged)
        with pytest.raises(KeyFileError, match=KEY_FILE):
            make_people()

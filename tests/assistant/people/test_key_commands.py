"""Keys of programs from the command line."""

import io
from pathlib import Path

import pytest

from assistant.people.errors import AccountNotFoundError, InvalidKeyError
from assistant.people.key_commands import run
from assistant.people.people import People
from assistant.people.principal import Role
from assistant.settings import Settings
from tests.assistant.people.conftest import PASSWORD


def say(folder: Path, *arguments: str, status: int = 0) -> str:
    output = io.StringIO()
    assert run(arguments, Settings(data_folder=folder), output) == status
    return output.getvalue()


def test_a_key_is_made_listed_and_revoked(people: People, tmp_path: Path) -> None:
    people.accounts.make("Anna", Role.MEMBER, password=PASSWORD)
    key = say(tmp_path, "add", "Anna", "nightly report", "--scope", "ask").splitlines()[1]
    service = people.keys.find(key)
    assert service is not None
    assert service.scopes == frozenset({"ask"})
    key_id, *facts = say(tmp_path, "list").strip().split("\t")
    assert facts[:3] == ["Anna", "nightly report", "ask"]
    assert key not in say(tmp_path, "list", "Anna")  # it is shown once
    say(tmp_path, "revoke", key_id)
    assert people.keys.find(key) is None
    assert "There is no key" in say(tmp_path, "revoke", key_id, status=1)


def test_a_key_may_do_no_more_than_its_account(people: People, tmp_path: Path) -> None:
    people.accounts.make("Anna", Role.MEMBER, password=PASSWORD)
    with pytest.raises(InvalidKeyError):
        say(tmp_path, "add", "Anna", "x", "--scope", "manage_knowledge")
    with pytest.raises(AccountNotFoundError):
        say(tmp_path, "add", "Nobody", "x", "--scope", "ask")

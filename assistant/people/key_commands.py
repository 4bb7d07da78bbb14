"""`app.py keys COMMAND`: makes, lists and revokes the keys of programs, also while the server runs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TextIO

from assistant.people.account_values import ApiKeyId
from assistant.people.command_line import open_people
from assistant.people.people import People
from assistant.people.permissions import GRANTABLE_SCOPES, Action
from assistant.settings import Settings

SCOPES = [action.value for action in Action if action in GRANTABLE_SCOPES]


def run(arguments: Sequence[str], settings: Settings, output: TextIO) -> int:
    """Run a command; returns the exit status: 1 where no key was revoked.

    Raises:
        PeopleError: It can't be done; the message says why.
        DatabaseError: The keys can't be read or written.
    """
    given = _parser().parse_args(arguments)
    with open_people(settings) as people:
        if given.command == "add":
            account = people.accounts.find(given.name)
            key = people.keys.make(account.id, given.label, given.scope)
            output.write(f"A key of {account.name}, shown this once:\n{key}\n")
        elif given.command == "list":
            _list(people, given.name, output)
        else:
            return _revoke(people, ApiKeyId(given.id), output)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py keys", description="Look after the keys of programs")
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="make a key, which is shown once")
    add.add_argument("name", help="the account whose key it is")
    add.add_argument("label", help="what it is for")
    add.add_argument("--scope", action="append", required=True, choices=SCOPES, help="what it may do")
    shown = commands.add_parser("list", help="list keys: id, account, label, scopes, last use")
    shown.add_argument("name", nargs="?", help="the account; default: all")
    commands.add_parser("revoke", help="end a key").add_argument("id", help="as listed")
    return parser


def _list(people: People, name: str | None, output: TextIO) -> None:
    accounts = people.accounts.list_all() if name is None else (people.accounts.find(name),)
    for account in accounts:
        for key in people.keys.list_of(account.id):
            used = f"{key.used_at:%Y-%m-%d}" if key.used_at else "never used"
            output.write(f"{key.id}\t{account.name}\t{key.label}\t{','.join(key.scopes)}\t{used}\n")


def _revoke(people: People, key_id: ApiKeyId, output: TextIO) -> int:
    for account in people.accounts.list_all():
        if key_id in {key.id for key in people.keys.list_of(account.id)}:
            people.keys.revoke(account.id, key_id)
            output.write(f"A key of {account.name} is revoked.\n")
            return 0
    output.write(f"There is no key {key_id!r}; `app.py keys list` lists them.\n")
    return 1

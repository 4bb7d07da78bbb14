"""`app.py people COMMAND`: looks after accounts, also while the server runs and when nobody can sign in any more."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from assistant.people.people import People, build_people
from assistant.people.principal import Role
from assistant.settings import Settings
from knowledge_base.store.database import create_database_engine

GIVEN_ROLES = [role.value for role in Role if role is not Role.GUEST]


def let_first_admin_in(settings: Settings, people: People, output: TextIO) -> None:
    """Make sure that an admin can come in; prints the link where one is needed.

    Raises:
        SettingsError: The initial password of the settings is guessed too easily.
    """
    password = settings.admin_password
    url = people.prepare_first_admin(password.get_secret_value() if password is not None else None)
    if url is not None:
        output.write(
            "\nNobody manages this installation yet. Sign in as its admin by this link (it works once, for a day):\n\n"
            f"    {url}\n\nIt is kept in {people.first_link_file}, too.\n\n"
        )
        output.flush()


def run(arguments: Sequence[str], settings: Settings, output: TextIO) -> int:
    """Run a command; returns the exit status.

    Raises:
        PeopleError: It can't be done; the message says why.
        DatabaseError: The list of people can't be read or written.
    """
    given = _parser().parse_args(arguments)
    with open_people(settings) as people:
        name = getattr(given, "name", "")
        if given.command == "list":
            _list(people, output)
        elif given.command == "invite":
            url = people.link_url(people.links.invite(Role(given.role)))
            output.write(f"Invites one {given.role}, once, for seven days:\n{url}\n")
        elif given.command in {"link", "reset"}:
            account = people.accounts.find(name)
            if given.command == "reset":
                people.accounts.forget_password(account.id)
            url = people.link_url(people.links.make_for(account.id))
            output.write(f"{account.name} signs in and sets a password, once, for a day:\n{url}\n")
        elif given.command == "disable":
            people.accounts.close(people.accounts.find(name).id)
            output.write(f"{name} is closed: signed out everywhere, and can't sign in.\n")
        else:
            people.accounts.reopen(people.accounts.find(name).id)
            output.write(f"{name} is open again; `people link` makes a link to sign in.\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py people", description="Look after accounts")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="list all accounts")
    invite = commands.add_parser("invite", help="make a link by which somebody new makes an account")
    invite.add_argument("role", choices=GIVEN_ROLES)
    for command, what in (
        ("link", "make a link by which somebody signs in and sets a password"),
        ("reset", "forget a password, sign out everywhere, and make a link to set a new one"),
        ("disable", "close an account"),
        ("enable", "open a closed account again"),
    ):
        commands.add_parser(command, help=what).add_argument("name")
    return parser


def _list(people: People, output: TextIO) -> None:
    for account in people.accounts.list_all():
        seen = f"{account.seen_at:%Y-%m-%d}" if account.seen_at else "never here"
        state = "closed" if account.is_disabled else "open"
        output.write(f"{account.name}\t{account.role}\t{state}\t{seen}\n")


@contextmanager
def open_people(settings: Settings) -> Iterator[People]:
    """Open the accounts for a command."""
    engine = create_database_engine(settings.history_database_url)
    try:
        yield build_people(settings, engine)
    finally:
        engine.dispose()

"""All that is known of people, put together; and how the first admin comes in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import Engine

from assistant.errors import SettingsError
from assistant.people.account_values import Account
from assistant.people.accounts import Accounts
from assistant.people.api_keys import ApiKeys
from assistant.people.errors import LinkRefusedError, WeakPasswordError
from assistant.people.guesses import Guesses
from assistant.people.identity_provider import IdentityProvider
from assistant.people.links import Links
from assistant.people.passwords import SHORTEST, Passwords
from assistant.people.people_store import PeopleStore, now_in_utc
from assistant.people.principal import Role
from assistant.people.sessions import Lifetime, Sessions
from assistant.people.sign_up import SignUp
from assistant.people.signing import Signer, load_signer, write_private
from assistant.settings import Settings
from knowledge_base.store.database import upgrade_database

logger = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "migrations"
FIRST_ADMIN = "admin"
FIRST_LINK_FILE = "first-sign-in.txt"
KEY_FILE = "cookies.key"
LINK_PATH = "/account/link/"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Accounts and what belongs to them.

    Attributes:
        has_guests: Whether somebody without an account may ask.
        provider: Signs people in elsewhere; None where none is configured.
    """

    accounts: Accounts
    sessions: Sessions
    links: Links
    keys: ApiKeys
    passwords: Passwords
    sign_up: SignUp
    signer: Signer
    has_guests: bool
    provider: IdentityProvider | None
    public_url: str
    first_link_file: Path

    def link_url(self, token: str) -> str:
        """Return the address of a link."""
        return f"{self.public_url}{LINK_PATH}{token}"

    def prepare_first_admin(self, password: str | None) -> str | None:
        """Make sure that an admin can come in.

        Args:
            password: The first admin's initial password. It is looked at only while that admin has none.

        Returns:
            The address of a link by which the first admin signs in and sets a password, also kept in a file that
            only its owner can read; None where it is not needed.

        Raises:
            SettingsError: The initial password is guessed too easily.
        """
        admin = self._find_or_make_admin()
        if admin is None:
            return None
        if password is not None:
            try:
                self.accounts.set_password(admin.id, password)
            except WeakPasswordError as exc:
                msg = (
                    f"DOCENT_ADMIN_PASSWORD is guessed too easily ({exc.params['reason']}). Set one of {SHORTEST} "
                    "characters or more; or none, and use the link that is then printed."
                )
                raise SettingsError(msg) from exc
            self.first_link_file.unlink(missing_ok=True)
            return None
        url = self.link_url(self.links.make_for(admin.id))
        write_private(self.first_link_file, url + "\n")
        return url

    def use_link(self, token: str, password: str) -> Account:
        """Set the password of the account that a link is for; every session of it ends.

        Raises:
            LinkRefusedError: The link was used, or its time is over, or it is for nobody yet.
            WeakPasswordError: The password is guessed too easily. The link can be used again.
        """
        account = self.links.look_at(token).account
        if account is None:
            msg = "this link invites somebody new"
            raise LinkRefusedError(msg)
        self.passwords.check(password, name=account.name)
        self.links.use(token)
        self.accounts.set_password(account.id, password)
        if account.role is Role.ADMIN:
            self.first_link_file.unlink(missing_ok=True)
        return account

    def _find_or_make_admin(self) -> Account | None:
        """Return an admin who can't come in yet; None where one can."""
        admins = [a for a in self.accounts.list_all() if a.role is Role.ADMIN and not a.is_disabled]
        if any(admin.has_password or admin.is_from_provider for admin in admins):
            return None
        return admins[0] if admins else self.accounts.make(FIRST_ADMIN, Role.ADMIN)


def build_people(
    settings: Settings,
    engine: Engine,
    *,
    clock: Callable[[], datetime] = now_in_utc,
    hasher: PasswordHasher | None = None,
) -> People:
    """Bring the tables up to date and put the parts together.

    Raises:
        DatabaseError: The database can't be used.
        KeyFileError: The key that signs cookies can't be read or written.
    """
    upgrade_database(engine, MIGRATIONS)
    store = PeopleStore(engine=engine, clock=clock)
    passwords = Passwords(hasher)
    accounts, links = Accounts(store, passwords, Guesses()), Links(store)
    lifetime = Lifetime(
        idle=timedelta(hours=settings.session_idle_hours), longest=timedelta(days=settings.session_days)
    )
    return People(
        accounts=accounts,
        sessions=Sessions(store, lifetime),
        links=links,
        keys=ApiKeys(store),
        passwords=passwords,
        sign_up=SignUp(
            accounts=accounts,
            links=links,
            passwords=passwords,
            tries=Guesses(),
            kind=settings.sign_up,
            domains=settings.sign_up_domains,
            roles_of_groups={group: Role(role) for group, role in settings.oidc_roles.items()},
        ),
        signer=load_signer(settings.data_folder / KEY_FILE),
        has_guests=settings.guests,
        provider=_build_provider(settings),
        public_url=(settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/"),
        first_link_file=settings.data_folder / FIRST_LINK_FILE,
    )


def _build_provider(settings: Settings) -> IdentityProvider | None:
    if settings.oidc_issuer is None:
        return None
    return IdentityProvider(
        issuer=settings.oidc_issuer.rstrip("/"),
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else "",
        group_claim=settings.oidc_group_claim,
    )

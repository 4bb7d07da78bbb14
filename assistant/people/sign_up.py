"""How accounts come about without an admin's hand: by an invitation, by oneself, by an identity provider."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.people.account_values import Account
from assistant.people.accounts import LONGEST_NAME, Accounts
from assistant.people.errors import (
    LastAdminError,
    LinkRefusedError,
    NameTakenError,
    PeopleError,
    SignUpClosedError,
)
from assistant.people.guesses import Guesses
from assistant.people.identity_provider import Identity
from assistant.people.links import Links
from assistant.people.passwords import Passwords
from assistant.people.principal import Role

logger = logging.getLogger(__name__)
SignUpKind = Literal["closed", "domain", "open"]
BY_POWER = (Role.ADMIN, Role.TEACHER, Role.AGENT, Role.MEMBER)
NAMES_TRIED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """Who may make an account.

    Attributes:
        kind: Nobody without an invitation; whose e-mail address, which an identity provider has checked, is of one of
            the domains; or everybody.
        domains: Of e-mail addresses.
        roles_of_groups: Which role a group of the identity provider has; the mightiest of somebody's groups counts.
    """

    accounts: Accounts
    links: Links
    passwords: Passwords
    tries: Guesses
    kind: SignUpKind
    domains: Collection[str]
    roles_of_groups: Mapping[str, Role]

    def by_oneself(self, name: str, password: str, *, address: str) -> Account:
        """Make an account for somebody who chose a name and a password.

        Args:
            name: What was typed.
            password: What was typed.
            address: Where it came from, as tries are counted.

        Raises:
            SignInLockedError: Too many tries came from there.
            SignUpClosedError: The setting does not allow it.
            WeakPasswordError: The password is guessed too easily.
            InvalidNameError: The name can't be used.
            NameTakenError: Another account has it.
        """
        if self.kind != "open":
            msg = "an account is made by invitation"
            raise SignUpClosedError(msg)
        self.tries.take(address=address, account=name)
        return self.accounts.make(name, Role.MEMBER, password=password)

    def by_invitation(self, token: str, name: str, password: str) -> Account:
        """Make the account that a link invites to.

        Raises:
            LinkRefusedError: The link was used, or its time is over, or it is none that invites.
            WeakPasswordError: The password is guessed too easily.
            InvalidNameError: The name can't be used.
            NameTakenError: Another account has it. After each of these but the first, the link can be used again.
        """
        if self.links.look_at(token).account is not None:
            msg = "this link is for somebody who has an account"
            raise LinkRefusedError(msg)
        self.passwords.check(password, name=name)
        role = self.links.use(token).role
        try:
            return self.accounts.make(name, role, password=password)
        except PeopleError:
            self.links.give_back(token)
            raise

    def by_provider(self, identity: Identity, invitation: str | None = None) -> Account:
        """Return the account of somebody whom the identity provider knows; it is made where it may be.

        Args:
            identity: What the provider says.
            invitation: The token of a link that invites, where somebody came by one.

        Raises:
            SignUpClosedError: There is no account, and none may be made.
            LinkRefusedError: The invitation was used, or its time is over.
        """
        known = self.accounts.find_identity(identity.issuer, identity.subject)
        role = self._role_of(identity)
        if known is not None:
            self._follow_groups(known, role, identity)
            return self.accounts.load(known.id)
        if invitation is not None:
            invited = self.links.use(invitation)
            if invited.account is not None:
                msg = "this link is for somebody who has an account"
                raise LinkRefusedError(msg)
            return self._make(identity, role or invited.role)
        if self.kind == "closed" or (self.kind == "domain" and not self._is_of_domain(identity)):
            msg = "an account is made by invitation"
            raise SignUpClosedError(msg)
        return self._make(identity, role or Role.MEMBER)

    def _role_of(self, identity: Identity) -> Role | None:
        """Return the role that somebody's groups give; None where groups say nothing."""
        if not self.roles_of_groups:
            return None
        given = {self.roles_of_groups[group] for group in identity.groups if group in self.roles_of_groups}
        return next((role for role in BY_POWER if role in given), Role.MEMBER)

    def _follow_groups(self, account: Account, role: Role | None, identity: Identity) -> None:
        try:
            self.accounts.set_role(account.id, role or account.role, identity.groups)
        except LastAdminError:
            logger.warning("account %s stays an admin against its groups: it is the last one", account.id)

    def _is_of_domain(self, identity: Identity) -> bool:
        domain = (identity.email or "").rpartition("@")[2].casefold()
        return bool(domain) and domain in {allowed.casefold() for allowed in self.domains}

    def _make(self, identity: Identity, role: Role) -> Account:
        wanted = identity.name[: LONGEST_NAME - 4]
        for number in range(1, NAMES_TRIED):
            try:
                return self.accounts.make(
                    wanted if number == 1 else f"{wanted} {number}",
                    role,
                    email=identity.email,
                    identity=(identity.issuer, identity.subject),
                    groups=identity.groups,
                )
            except NameTakenError:
                known = self.accounts.find_identity(identity.issuer, identity.subject)
                if known is not None:  # the same person, in two tabs at once
                    return known
        msg = f"{NAMES_TRIED} accounts have this name"
        raise NameTakenError(msg, name=wanted)

"""Finds who asks: a service by its key, a member by a session, else a guest by a signed cookie."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import sha256

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import Scope

from assistant.people.people import People
from assistant.people.principal import Principal, PrincipalId
from assistant.people.sessions import OpenSession
from assistant.people.tokens import make_token
from web.account.cookies import (
    FIRST_GUEST,
    GUEST,
    GUEST_SECONDS,
    SESSION,
    cookie_name,
    make_cookie,
    read_cookie,
)
from web.client_address import is_encrypted
from web.request_guard import Asker, KeyRefusedError

GUEST_PURPOSE = "guest"
SHORTEST_TOKEN = 40
UNSIGNED_PATHS = ("/static/",)  # the same for everybody


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoAsks:
    """Finds who asks.

    Attributes:
        trusted_proxies: Addresses whose word about others is taken.
        knows_guest: Tells whether a guest has conversations; a cookie of a version that did not sign it is taken over
            where it does.
    """

    people: People
    trusted_proxies: Collection[str]
    knows_guest: Callable[[Principal], bool]

    async def __call__(self, scope: Scope) -> Asker:
        """Find who asks.

        Raises:
            KeyRefusedError: There is a key, and it is none.
            DatabaseError: The list of people can't be read.
        """
        headers = Headers(scope=scope)
        is_secure = is_encrypted(scope, self.trusted_proxies)
        if scope["path"].startswith(UNSIGNED_PATHS):
            nobody = Principal(id=PrincipalId(""), roles=frozenset())
            return Asker(principal=nobody, guest=nobody, seed="", is_secure=is_secure)
        kind, _, key = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            service = await run_in_threadpool(self.people.keys.find, key.strip())
            if service is None:
                raise KeyRefusedError
            return Asker(principal=service, guest=service, seed="", is_secure=is_secure)
        return await self._find_person(headers, is_secure=is_secure)

    async def _find_person(self, headers: Headers, *, is_secure: bool) -> Asker:
        token, is_new = await self._guest_token(headers, is_secure=is_secure)
        guest = guest_of(token, may_ask=self.people.has_guests)
        cookie = guest_cookie(self.people, token, is_secure=is_secure) if is_new else None
        session_token = read_cookie(headers, cookie_name(SESSION, is_secure=is_secure))
        session: OpenSession | None = None
        if session_token:
            session = await run_in_threadpool(self.people.sessions.find, session_token)
        return Asker(
            principal=session.account.principal if session else guest,
            guest=guest,
            session_id=session.id if session else None,
            seed=session_token if session else token,
            is_secure=is_secure,
            new_cookie=cookie,
        )

    async def _guest_token(self, headers: Headers, *, is_secure: bool) -> tuple[str, bool]:
        """Return the token of the guest's cookie, and whether it is new."""
        value = read_cookie(headers, cookie_name(GUEST, is_secure=is_secure))
        token, _, signature = value.partition(".")
        if len(token) >= SHORTEST_TOKEN and self.people.signer.is_right(GUEST_PURPOSE, token, signature):
            return token, False
        first = read_cookie(headers, FIRST_GUEST)
        if len(first) >= SHORTEST_TOKEN and await run_in_threadpool(self.knows_guest, guest_of(first)):
            return first, True
        return make_token(), True


def guest_of(token: str, *, may_ask: bool = True) -> Principal:
    """Return the guest of a token, which itself is kept nowhere; without a role where guests may not ask."""
    guest = Principal.guest(sha256(token.encode()).hexdigest())
    return guest if may_ask else Principal(id=guest.id, roles=frozenset())


def guest_cookie(people: People, token: str, *, is_secure: bool) -> str:
    """Return the header that makes a browser a guest."""
    value = f"{token}.{people.signer.sign(GUEST_PURPOSE, token)}"
    return make_cookie(GUEST, value, is_secure=is_secure, seconds=GUEST_SECONDS)

"""What every request passes: which host was asked for, from which page, by whom; and the answer's headers.

Plain ASGI, so that streams pass through unbuffered.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.people.principal import Principal
from assistant.settings import LOOPBACK_HOSTS
from knowledge_base.errors import DatabaseError
from web.client_address import peer_address

logger = logging.getLogger(__name__)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SCOPE_PRINCIPAL = "docent_principal"
SCOPE_ASKER = "docent_asker"

# Nothing is loaded from or sent to another site, so that an answer can't leak data.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(self), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/@\\?#\[\]]+))(?::\d{1,5})?")
STAY_SECURE = "max-age=31536000"  # a year of https alone; subdomains may belong to others


def allow_scripts(nonce: str) -> str:
    """Return the policy of Gradio's pages: scripts that stand in the page need the nonce.

    Gradio makes functions of the scripts of its events, which are text: without `unsafe-eval` no page appears. It puts
    its style sheets and ours into the page by script: without `unsafe-inline` for styles the page falls apart.
    """
    return CONTENT_SECURITY_POLICY.replace(
        "script-src 'self'", f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'"
    ).replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")


class KeyRefusedError(Exception):
    """Somebody asks with a key that is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and what the answer must tell the browser.

    Attributes:
        principal: Who asks.
        guest: Who asks where nobody is signed in.
        seed: What a form's token is made of: it is of this browser alone.
        is_secure: Whether the browser asked by https.
        session_id: Of the session, where somebody is signed in.
        new_cookie: The header that sets a new guest's cookie.
    """

    principal: Principal
    guest: Principal
    seed: str
    is_secure: bool
    session_id: str | None = None
    new_cookie: str | None = None


class RequestGuard:
    """Middleware around the whole application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Collection[str] | None,
        who_asks: Callable[[Scope], Awaitable[Asker]],
        trusted_proxies: Collection[str] = (),
    ) -> None:
        """Wrap an application.

        Args:
            app: The application.
            who_asks: Finds who asks.
            hosts: Names that the page may be asked for by; None allows all.
            trusted_proxies: Addresses whose word about others is taken.
        """
        self._app = app
        self._hosts = hosts
        self._who_asks = who_asks
        self._trusted_proxies = trusted_proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["headers"] = self._believed(scope)
        headers = Headers(scope=scope)
        refusal = self._refuse(scope, headers)
        if refusal is not None:
            await PlainTextResponse(refusal, status_code=403)(scope, receive, send)
            return
        try:
            asker = await self._who_asks(scope)
        except KeyRefusedError:
            await JSONResponse({"error": "key_refused"}, 401, {"WWW-Authenticate": "Bearer"})(
                scope, receive, send
            )
            return
        except DatabaseError as exc:  # its message holds values of the query
            logger.error("who asks can't be found out: %s", type(exc.__cause__).__name__)  # noqa: TRY400
            await PlainTextResponse("Accounts can't be read. Try again later.", 503)(scope, receive, send)
            return
        scope[SCOPE_PRINCIPAL], scope[SCOPE_ASKER] = asker.principal, asker
        is_page = "text/html" in headers.get("accept", "")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                for name, value in {**HEADERS, "Content-Security-Policy": CONTENT_SECURITY_POLICY}.items():
                    answered.setdefault(name, value)
                if asker.is_secure:
                    answered.setdefault("Strict-Transport-Security", STAY_SECURE)
                if asker.new_cookie is not None and is_page:
                    answered.append("Set-Cookie", asker.new_cookie)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _believed(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """Leave out what somebody says about others whose word is not taken: Gradio would make addresses of it."""
        is_trusted = peer_address(scope) in self._trusted_proxies
        return [
            (name, value)
            for name, value in scope["headers"]
            if not _is_about_others(name) or (is_trusted and not self._is_foreign_host(name, value))
        ]

    def _is_foreign_host(self, name: bytes, value: bytes) -> bool:
        """A proxy may hand on the name that a visitor made up."""
        named = strip_port(value.decode("latin-1").strip())
        return name == b"x-forwarded-host" and self._hosts is not None and named not in self._hosts

    def _refuse(self, scope: Scope, headers: Headers) -> str | None:
        host = headers.get("host", "")
        if self._hosts is not None and strip_port(host) not in self._hosts:
            return "This host name is not allowed; see DOCENT_ALLOWED_HOSTS."
        if scope["method"] in SAFE_METHODS:
            return None
        origin = headers.get("origin")
        is_foreign = origin is not None and origin.partition("://")[2] != host
        if is_foreign or headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
            return "Requests from other sites are not allowed."
        return None


def allowed_hosts(host: str, configured: Collection[str]) -> frozenset[str] | None:
    """Return the names the page may be asked for by.

    A server on the loopback address takes only this machine's names, so that no page of another site can reach it
    by a name that it makes point here. A server on the network takes the configured ones, or all without any.
    """
    if host in LOOPBACK_HOSTS:
        return LOOPBACK_HOSTS | frozenset(configured)
    return LOOPBACK_HOSTS | {host, *configured} if configured else None


def _is_about_others(name: bytes) -> bool:
    return name.startswith(b"x-forwarded-") or name in {b"forwarded", b"x-real-ip", b"x-original-host"}


def principal_of(request: Request | Any) -> Principal:
    """Return who asks."""
    return asker_of(request).principal


def asker_of(request: Request | Any) -> Asker:
    """Return who asks, and by which browser."""
    inner = getattr(request, "request", request)
    asker: Asker = inner.scope[SCOPE_ASKER]
    return asker


def strip_port(host: str) -> str:
    """Return a host without its port, an IPv6 address without its brackets; nothing where it is not written so."""
    written = _HOST.fullmatch(host)
    return (written[1] or written[2]).lower() if written else ""

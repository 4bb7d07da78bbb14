"""What every request passes: which host was asked for, from which page, by which owner; and the answer's headers.

Plain ASGI, so that streams pass through unbuffered.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Any

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.people.principal import Principal
from assistant.settings import LOOPBACK_HOSTS

OWNER_COOKIE = "docent_owner"
OWNER_SECONDS = 365 * 24 * 3600
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SCOPE_PRINCIPAL = "docent_principal"

# Gradio needs inline scripts; nothing is loaded from or sent to another site, so that an answer can't leak data.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(self), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class RequestGuard:
    """Middleware around the whole application."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str] | None) -> None:
        """Wrap an application.

        Args:
            app: The application.
            hosts: Names that the page may be asked for by; None allows all.
        """
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refuse(scope, headers)
        if refusal is not None:
            await PlainTextResponse(refusal, status_code=403)(scope, receive, send)
            return
        token, is_new = _read_token(headers)
        scope[SCOPE_PRINCIPAL] = Principal.guest(sha256(token.encode()).hexdigest())
        is_page = "text/html" in headers.get("accept", "")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answered.setdefault(name, value)
                if is_new and is_page:
                    answered.append("Set-Cookie", _make_cookie(token, is_secure=scope["scheme"] == "https"))
            await send(message)

        await self._app(scope, receive, send_with_headers)

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


def principal_of(request: Request | Any) -> Principal:
    """Return whose request it is, by its cookie: the cookie's value itself is stored nowhere."""
    inner = getattr(request, "request", request)
    owner: Principal = inner.scope[SCOPE_PRINCIPAL]
    return owner


def strip_port(host: str) -> str:
    """Return a host without its port, an IPv6 address without its brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


def _read_token(headers: Headers) -> tuple[str, bool]:
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(OWNER_COOKIE)
    except CookieError:
        cookie = None
    if cookie is not None and len(cookie.value) >= 40:
        return cookie.value, False
    return secrets.token_urlsafe(32), True


def _make_cookie(token: str, *, is_secure: bool) -> str:
    secure = "; Secure" if is_secure else ""
    return f"{OWNER_COOKIE}={token}; Path=/; Max-Age={OWNER_SECONDS}; HttpOnly; SameSite=Lax{secure}"

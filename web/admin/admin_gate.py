"""Who may manage the knowledge: with a password whoever knows it, without one only this machine itself."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from html import escape
from threading import Lock

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.settings import LOOPBACK_HOSTS
from knowledge_base.text.languages import Language
from web.languages import choose_language
from web.request_guard import strip_port
from web.texts import Texts, load_texts

ADMIN_COOKIE = "docent_admin"
SESSION_SECONDS = 12 * 3600.0
MAX_FAILURES = 5
LOCK_SECONDS = 60.0
REMEMBERED_CLIENTS = 10_000  # that guessed wrong; the one whose last guess is oldest falls out
ADMIN_PATH = "/admin"
LOGIN_PATH = "/admin-login"
PROXY_HEADERS = ("x-forwarded-for", "forwarded", "x-real-ip")


@dataclass(slots=True, kw_only=True)
class _Guesses:
    failures: int = 0
    locked_until: float = 0.0


@dataclass(slots=True, kw_only=True)
class AdminSessions:
    """Signed-in admins, and a lock against guessing for each client. Kept in memory: a restart signs everyone out."""

    password: SecretStr | None
    clock: Callable[[], float] = time.monotonic
    _sessions: dict[str, float] = field(default_factory=dict)
    _guesses: dict[str, _Guesses] = field(default_factory=dict)  # by client, the latest last
    _lock: Lock = field(default_factory=Lock)

    def is_locked(self, client: str) -> bool:
        """Tell whether too many wrong passwords in a row came from an address."""
        with self._lock:
            guesses = self._guesses.get(_group(client))
        return guesses is not None and self.clock() < guesses.locked_until

    def sign_in(self, password: str, client: str) -> str | None:
        """Return a session's token where the password is right.

        Args:
            password: What was typed.
            client: The address that it came from.
        """
        if self.password is None or self.is_locked(client):
            return None
        if not hmac.compare_digest(password.encode(), self.password.get_secret_value().encode()):
            self._note_failure(client)
            return None
        with self._lock:
            self._guesses.pop(_group(client), None)
        token = secrets.token_urlsafe(32)
        self._sessions[token] = self.clock() + SESSION_SECONDS
        return token

    def admits(self, client: str, headers: Mapping[str, str], cookies: Mapping[str, str]) -> bool:
        """Tell whether a request may manage the knowledge."""
        if self.password is not None:
            return self._sessions.get(cookies.get(ADMIN_COOKIE, ""), 0.0) > self.clock()
        # a proxy on this machine makes every visitor look local
        is_direct = not any(name in headers for name in PROXY_HEADERS)
        return (
            is_direct and client in LOOPBACK_HOSTS and strip_port(headers.get("host", "")) in LOOPBACK_HOSTS
        )

    def _note_failure(self, client: str) -> None:
        key = _group(client)
        with self._lock:
            guesses = self._guesses.pop(key, None) or _Guesses()
            guesses.failures += 1
            if guesses.failures >= MAX_FAILURES:
                guesses.locked_until, guesses.failures = self.clock() + LOCK_SECONDS, 0
            self._guesses[key] = guesses
            if len(self._guesses) > REMEMBERED_CLIENTS:
                del self._guesses[next(iter(self._guesses))]


class AdminGate:
    """Middleware in front of everything under `/admin`."""

    def __init__(self, app: ASGIApp, *, sessions: AdminSessions) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"} or not _is_admin_path(scope["path"]):
            await self._app(scope, receive, send)
            return
        request = Request(scope) if scope["type"] == "http" else None
        if request is not None and self.admits(request):
            await self._app(scope, receive, send)
        elif request is not None:
            await self._refuse(request)(scope, receive, send)

    def admits(self, request: Request) -> bool:
        """Tell whether a request may pass."""
        return self._sessions.admits(client_of(request), request.headers, request.cookies)

    def _refuse(self, request: Request) -> Response:
        texts = load_texts(choose_language(request))
        is_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if self._sessions.password is not None and is_page:
            return RedirectResponse(LOGIN_PATH, status_code=303)
        status = 403 if self._sessions.password is None else 401
        return HTMLResponse(
            _render_page(texts, f"<p>{escape(texts('admin.forbidden'))}</p>"), status_code=status
        )


def client_of(request: Request, trusted_proxies: Collection[str] = ()) -> str:
    """Return the address that a request came from; empty where it is not known.

    Behind proxies that are trusted, it is the last address of `X-Forwarded-For` that is none of theirs: what stands
    before it was written by the visitor.

    Args:
        request: The request.
        trusted_proxies: Addresses whose word about others is taken.
    """
    client = request.client.host if request.client else ""
    chain = [hop.strip() for value in request.headers.getlist("x-forwarded-for") for hop in value.split(",")]
    while client in trusted_proxies and chain:
        client = chain.pop()
    return client


def render_login(language: Language, problem: str | None = None) -> str:
    """Render the page that asks for the password."""
    texts = load_texts(language)
    note = f'<p class="problem" role="alert">{escape(texts(problem))}</p>' if problem else ""
    return _render_page(
        texts,
        f'{note}<form method="post" action="{LOGIN_PATH}"><label>{escape(texts("admin.password"))} '
        '<input type="password" name="password" autocomplete="current-password" required autofocus></label> '
        f'<button type="submit">{escape(texts("admin.login"))}</button></form>',
    )


def _group(client: str) -> str:
    """Return what guesses are counted by: the address, of IPv6 the network, which is given to one site as a whole."""
    try:
        address = ipaddress.ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if address.version == 4 or address.ipv4_mapped is not None:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _is_admin_path(path: str) -> bool:
    return path == ADMIN_PATH or path.startswith(f"{ADMIN_PATH}/")


def _render_page(texts: Texts, body: str) -> str:
    lang = "zh-CN" if texts.language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(texts("page.admin_title"))}'
        '</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/static/plain.css">'
        f"</head><body><main><h1>{escape(texts('admin.login_heading'))}</h1>{body}"
        f'<p><a href="/">{escape(texts("admin.back"))}</a></p></main></body></html>'
    )

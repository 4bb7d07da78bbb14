"""Counts what requests cost, before they cost it: 429 with how long to wait, and 507 where the disk is nearly full.

Questions are counted where they are asked (`web.chat.chat_handlers`): only there it is known that one is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import AssistantError, DiskFullError, QuotaError
from assistant.people.principal import Principal, PrincipalId
from web.client_address import client_address, network_of
from web.guards.quotas import Kind, Quotas, Visitor
from web.languages import LANGUAGE_COOKIE, prefer_language
from web.request_guard import SCOPE_PRINCIPAL
from web.texts import LANGUAGES, Texts, load_texts

SCOPE_VISITOR = "docent_visitor"
# What costs something, by method and path. Pages of admins are theirs alone and are not counted.
COSTS: tuple[tuple[str, re.Pattern[str], Kind], ...] = (
    ("POST", re.compile(r"/drafts"), Kind.DRAFT),
    ("GET", re.compile(r"/speech/.+"), Kind.SPEECH),
    ("GET", re.compile(r"/citations/[^/]+/page\.webp|/figures/[^/]+"), Kind.PAGE_IMAGE),
    ("POST", re.compile(r"/[a-z]+/gradio_api/upload"), Kind.UPLOAD),
    ("POST", re.compile(r"/[a-z]+/gradio_api/queue/join"), Kind.EVENT),
)
FILLING = re.compile(r"/drafts|(/.+)?/gradio_api/upload")  # what fills the disk, whoever asks


class _NoLengthError(Exception):
    """A body does not say how long it is: it can't be counted before it is there."""


class QuotaDoor:
    """Middleware around the whole application, behind what finds out who asks."""

    def __init__(self, app: ASGIApp, *, quotas: Quotas, trusted_proxies: Collection[str]) -> None:
        self._app = app
        self._quotas = quotas
        self._trusted_proxies = trusted_proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[SCOPE_VISITOR] = visitor = self._find_visitor(scope)
        kind = _kind_of(scope["method"], scope["path"])
        with ExitStack() as held:
            try:
                self._check_body(scope, visitor, is_counted=kind is not None)
                if kind is not None:
                    held.enter_context(self._quotas.hold(kind, visitor))
            except _NoLengthError:
                await PlainTextResponse("Say how long the body is.", 411)(scope, receive, send)
                return
            except (QuotaError, DiskFullError) as error:
                await _refuse(error, _texts_for(scope))(scope, receive, send)
                return
            await self._app(scope, receive, send)

    def _find_visitor(self, scope: Scope) -> Visitor:
        principal: Principal = scope[SCOPE_PRINCIPAL]
        network = network_of(client_address(scope, self._trusted_proxies))
        return Visitor(principal=PrincipalId(principal.id), network=network)

    def _check_body(self, scope: Scope, visitor: Visitor, *, is_counted: bool) -> None:
        """Look at the size that a body says it has; the web server reads no more of it than that."""
        if scope["method"] != "POST" or not FILLING.fullmatch(scope["path"]):
            return
        said = Headers(scope=scope).get("content-length", "")
        if not (said.isascii() and said.isdigit() and len(said) < 16):
            raise _NoLengthError
        self._quotas.need_disk(int(said))
        if is_counted:
            self._quotas.take(Kind.UPLOAD_BYTES, visitor, int(said))


def visitor_of(request: Any) -> Visitor:
    """Return who asks, for counting."""
    inner = getattr(request, "request", request)
    visitor: Visitor = inner.scope[SCOPE_VISITOR]
    return visitor


def _kind_of(method: str, path: str) -> Kind | None:
    return next((kind for m, pattern, kind in COSTS if m == method and pattern.fullmatch(path)), None)


def _texts_for(scope: Scope) -> Texts:
    """Return the texts of the page's language: of its path, the switch's cookie, or the browser."""
    first = scope["path"].split("/")[1]
    headers = Headers(scope=scope)
    chosen = re.search(rf"\b{LANGUAGE_COOKIE}=(\w+)", headers.get("cookie", ""))
    wanted = (first, chosen.group(1) if chosen else "", prefer_language(headers.get("accept-language", "")))
    return load_texts(next(language for name in wanted for language in LANGUAGES if language == name))


def _refuse(error: AssistantError, texts: Texts) -> JSONResponse:
    words = texts.error(error.code, error.params)
    headers: Mapping[str, str] = {}
    if isinstance(error, QuotaError):
        headers = {"Retry-After": str(error.params["wait_seconds"])}
    status = 429 if isinstance(error, QuotaError) else 507
    body = {"error": error.code, "message": words, "detail": words}
    return JSONResponse(body, status_code=status, headers=dict(headers))

"""The door in front of Gradio's pages: what may pass it, and as whose.

Gradio trusts whoever posts to it: with any path as a file, with any name of a session or an event as their own. Here
only the routes pass that the pages use, a file passes only for who uploaded it, and the name of a session means
something only together with its principal: two principals who give the same name have two sessions.

Plain ASGI, so that streams pass through unbuffered.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.people.principal import Principal, PrincipalId
from web.guards.file_references import FileReferenceError, take_file_references, without_files
from web.guards.gradio_routes import Route, Treatment, find_route
from web.guards.owned_events import OwnedEvents
from web.guards.uploads import Uploads
from web.request_guard import SCOPE_PRINCIPAL
from web.texts import LANGUAGES, Texts, load_texts

MAX_EVENT_BYTES = 8_000_000  # of a question that is far too long, so that the page can say so
UPLOADED_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


class _RefusedError(Exception):
    """A request does not pass."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status = status
        self.key = key


class GradioDoor:
    """Middleware around the whole application; what is not below a page of Gradio's passes unchanged."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        mounts: Collection[str],
        uploads: Uploads,
        on_event: Callable[[str, Principal, Mapping[str, Any]], Awaitable[None]] | None = None,
        has_stream: Callable[[str, str], bool] = lambda _mount, _session: True,
    ) -> None:
        """Wrap an application.

        Args:
            app: The application.
            mounts: Paths of Gradio's pages, such as `/en`; the longest that fits counts.
            uploads: Who uploaded what.
            on_event: Told of every event that passes: the page's path, who caused it, and what was posted.
            has_stream: Tells whether a page, by its path, has a stream for a session: Gradio breaks off with a
                traceback where it has none.
        """
        self._app = app
        self._mounts = sorted(mounts, key=len, reverse=True)
        self._uploads = uploads
        self._on_event = on_event
        self._has_stream = has_stream
        self._events = OwnedEvents()
        self._key = secrets.token_bytes(32)
        self._treatments: Mapping[Treatment, Callable[[Scope, Receive, Send, Route], Awaitable[None]]] = {
            Treatment.PAGE: self._pass_page,
            Treatment.ASSET: self._pass_page,
            Treatment.SESSION: self._pass_session,
            Treatment.EVENT: self._pass_event,
            Treatment.CANCEL: self._pass_cancel,
            Treatment.UPLOAD: self._pass_upload,
            Treatment.PROGRESS: self._pass_progress,
            Treatment.FILE: self._pass_file,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        mount = self._mount_of(scope["path"]) if scope["type"] == "http" else None
        if mount is None:
            await self._app(scope, receive, send)
            return
        route = find_route(scope["method"], scope["path"][len(mount) :])
        if route is None:
            await PlainTextResponse("Not found.", status_code=404)(scope, receive, send)
            return
        try:
            await self._treatments[route.treatment](scope, receive, send, route)
        except _RefusedError as refused:
            words = _texts_of(mount)(refused.key)
            answer = JSONResponse({"detail": words, "error": refused.key}, status_code=refused.status)
            await answer(scope, receive, send)

    def _mount_of(self, path: str) -> str | None:
        return next((m for m in self._mounts if path == m or path.startswith(f"{m}/")), None)

    async def _pass_page(self, scope: Scope, receive: Receive, send: Send, _route: Route) -> None:
        await self._app({**scope, "query_string": b""}, receive, send)

    async def _pass_session(self, scope: Scope, receive: Receive, send: Send, route: Route) -> None:
        given = route.values.get("session_hash") or _single(scope, "session_hash")
        name = self._own(scope, given)
        if "session_hash" in route.values:
            path = scope["path"].removesuffix(given) + name
            scope = {**scope, "path": path, "raw_path": path.encode(), "query_string": b""}
        else:
            if not self._has_stream(self._mount_of(scope["path"]) or "", name):
                raise _RefusedError(404, "door.refused")
            scope = {**scope, "query_string": urlencode({"session_hash": name}).encode()}
        await self._app(scope, receive, send)

    async def _pass_event(self, scope: Scope, receive: Receive, send: Send, _route: Route) -> None:
        body = await _read_object(receive)
        principal = _principal_of(scope)
        try:
            paths = list(take_file_references(body))
        except FileReferenceError as exc:
            raise _RefusedError(403, "door.refused") from exc
        if gone := {path for path in paths if not self._uploads.holds(principal, path)}:
            body = self._without_sent(principal, body, gone)
        body["session_hash"] = self._own(scope, body.get("session_hash"))
        for key in ("oauth_token", "event_id", "batched"):
            body.pop(key, None)
        if self._on_event is not None:
            await self._on_event(self._mount_of(scope["path"]) or "", scope[SCOPE_PRINCIPAL], body)

        def note(answer: Any) -> None:
            if isinstance(answer, dict) and isinstance(answer.get("event_id"), str):
                self._events.add(principal, answer["event_id"])

        await self._pass_body({**scope, "query_string": b""}, receive, send, body, note)

    def _without_sent(
        self, principal: PrincipalId, body: dict[str, Any], gone: Collection[str]
    ) -> dict[str, Any]:
        """Take out what the principal has just sent: a page's event can come after the one that sent it.

        Raises:
            _RefusedError: A file was never theirs.
        """

        def is_gone(path: str) -> bool:
            return self._uploads.was_sent(principal, path)

        data = body.get("data")
        cleaned: dict[str, Any] = without_files(body, is_gone)
        if isinstance(data, list):
            cleaned["data"] = [without_files(value, is_gone) for value in data]  # each keeps its place
        if not set(gone).isdisjoint(take_file_references(cleaned)):
            raise _RefusedError(403, "error.upload_missing")
        return cleaned

    async def _pass_cancel(self, scope: Scope, receive: Receive, send: Send, _route: Route) -> None:
        body = await _read_object(receive)
        if not self._events.holds(_principal_of(scope), body.get("event_id")):
            raise _RefusedError(403, "door.refused")
        if "session_hash" in body:
            body["session_hash"] = self._own(scope, body["session_hash"])
        await self._pass_body(scope, receive, send, body, None)

    async def _pass_upload(self, scope: Scope, receive: Receive, send: Send, _route: Route) -> None:
        principal = _principal_of(scope)

        def note(answer: Any) -> None:
            if isinstance(answer, list):
                self._uploads.add(principal, (path for path in answer if isinstance(path, str)))

        upload_id = _single(scope, "upload_id", default="")
        query = urlencode({"upload_id": self._own(scope, upload_id)}) if upload_id else ""
        scope = {**scope, "query_string": query.encode()}
        await self._app(_without_packing(scope), receive, _watch(send, note))

    async def _pass_progress(self, scope: Scope, receive: Receive, send: Send, _route: Route) -> None:
        upload_id = self._own(scope, _single(scope, "upload_id"))
        query = urlencode({"upload_id": upload_id}).encode()
        await self._app({**scope, "query_string": query}, receive, send)

    async def _pass_file(self, scope: Scope, receive: Receive, send: Send, route: Route) -> None:
        if not self._uploads.holds(_principal_of(scope), route.values["path_or_url"]):
            raise _RefusedError(403, "error.upload_missing")

        async def send_locked_up(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in UPLOADED_HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app({**scope, "query_string": b""}, receive, send_locked_up)

    async def _pass_body(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        body: Mapping[str, Any],
        note: Callable[[Any], None] | None,
    ) -> None:
        """Pass a body on as it was read here, so that Gradio can't read it in another way."""
        content = json.dumps(body).encode()
        headers = MutableHeaders(raw=list(scope["headers"]))
        headers["content-length"] = str(len(content))
        headers["content-type"] = "application/json"
        del headers["transfer-encoding"]
        is_sent = False

        async def receive_body() -> Message:
            nonlocal is_sent
            if is_sent:
                return await receive()
            is_sent = True
            return {"type": "http.request", "body": content, "more_body": False}

        changed = _without_packing({**scope, "headers": headers.raw})
        await self._app(changed, receive_body, _watch(send, note) if note else send)

    def _own(self, scope: Scope, name: object) -> str:
        """Return what a principal's name for something is called inside."""
        if not isinstance(name, str) or not 0 < len(name) <= 128:
            raise _RefusedError(400, "door.refused")
        whole = f"{_principal_of(scope)}\n{name}".encode()
        return hmac.new(self._key, whole, sha256).hexdigest()[:32]


def _principal_of(scope: Scope) -> PrincipalId:
    principal_id: PrincipalId = scope[SCOPE_PRINCIPAL].id
    return principal_id


def _texts_of(mount: str) -> Texts:
    last = mount.rsplit("/", 1)[-1]
    return load_texts(next((language for language in LANGUAGES if language == last), "en"))


def _single(scope: Scope, name: str, *, default: str | None = None) -> str:
    """Return a value of the query that is given once."""
    try:
        values: list[str] = parse_qs(scope["query_string"].decode("ascii"), max_num_fields=50).get(name, [])
    except ValueError as exc:
        raise _RefusedError(400, "door.refused") from exc
    if not values and default is not None:
        return default
    if len(values) != 1:
        raise _RefusedError(400, "door.refused")
    return values[0]


async def _read_object(receive: Receive) -> dict[str, Any]:
    data = bytearray()
    is_more = True
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _RefusedError(400, "door.refused")
        data += message.get("body", b"")
        is_more = message.get("more_body", False)
        if len(data) > MAX_EVENT_BYTES:
            raise _RefusedError(413, "door.too_large")
    try:
        body = json.loads(bytes(data))
    except (ValueError, RecursionError) as exc:
        raise _RefusedError(400, "door.refused") from exc
    if not isinstance(body, dict):
        raise _RefusedError(400, "door.refused")
    return body


def _without_packing(scope: Scope) -> Scope:
    """Ask for an answer that can be read here."""
    return {**scope, "headers": [h for h in scope["headers"] if h[0] != b"accept-encoding"]}


def _watch(send: Send, note: Callable[[Any], None]) -> Send:
    """Read a JSON answer before it is sent: what it names is the principal's when the page can name it."""
    start: Message = {}
    body = bytearray()

    async def send_noted(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                if start["status"] == 200:
                    note(json.loads(bytes(body)))
                await send(start)
                await send({"type": "http.response.body", "body": bytes(body)})
        else:
            await send(message)

    return send_noted

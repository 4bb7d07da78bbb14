"""Which action each route is, and the gate that asks whether somebody may do it.

A route that stands not in the table is refused to everybody, so that none is forgotten. Whatever happens on a page of
Gradio's, each event of it too, is below the page's path, and so is the page's action.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.people.permissions import Action, may
from web.languages import choose_language
from web.plain_page import render_refusal
from web.request_guard import SAFE_METHODS, principal_of
from web.texts import LANGUAGES, load_texts

ADMIN_PATH = "/admin"
SIGN_IN_PATH = "/account/sign-in"
POLICY_VIOLATION = 1008

ROUTE_ACTIONS: dict[str, Action] = {
    "/": Action.VISIT,
    "/admin": Action.VISIT,  # leads to the page in the visitor's language
    "/healthz": Action.VISIT,
    "/readyz": Action.VISIT,
    "/favicon.ico": Action.VISIT,
    "/manifest.json": Action.VISIT,
    "/static": Action.VISIT,
    SIGN_IN_PATH: Action.VISIT,
    "/account/sign-up": Action.VISIT,
    "/account/link/{token}": Action.VISIT,
    "/account/provider": Action.VISIT,
    "/account/provider/back": Action.VISIT,
    "/account/language": Action.VISIT,
    "/api/me": Action.READ_SELF,
    "/attachments/{attachment_id}": Action.ASK,
    "/attachments/{attachment_id}/products/{picture_id}": Action.ASK,
    "/citations/{citation_id}": Action.ASK,
    "/citations/{citation_id}/page.webp": Action.ASK,
    "/citations/{citation_id}/product": Action.ASK,
    "/conversations/{conversation_id}.md": Action.ASK,
    "/figures/{figure_id}": Action.ASK,
    "/drafts": Action.ASK,
    "/drafts/{draft_id}": Action.ASK,
    "/speech/{conversation_id}/{message_id}/{number}": Action.ASK,
    "/my-data": Action.ASK,
    "/my-data/copy": Action.ASK,
    "/my-data/delete": Action.ASK,
    "/account": Action.KEEP_ACCOUNT,
    "/account/conversations": Action.KEEP_ACCOUNT,
    "/account/name": Action.KEEP_ACCOUNT,
    "/account/password": Action.KEEP_ACCOUNT,
    "/account/sign-out": Action.KEEP_ACCOUNT,
    "/account/sign-out-everywhere": Action.KEEP_ACCOUNT,
    "/account/sessions/end": Action.KEEP_ACCOUNT,
    "/account/keys": Action.KEEP_ACCOUNT,
    "/account/keys/revoke": Action.KEEP_ACCOUNT,
    "/people": Action.MANAGE_PEOPLE,
    "/people/changes": Action.MANAGE_PEOPLE,
    "/people/invite": Action.MANAGE_PEOPLE,
    "/people/role": Action.MANAGE_PEOPLE,
    "/people/close": Action.MANAGE_PEOPLE,
    "/people/reopen": Action.MANAGE_PEOPLE,
    "/people/link": Action.MANAGE_PEOPLE,
    "/admin/documents/{document_id}/passages": Action.MANAGE_KNOWLEDGE,
    "/admin/pictures/{picture_id}": Action.MANAGE_KNOWLEDGE,
    **{f"/{language}": Action.ASK for language in LANGUAGES},
    **{f"{ADMIN_PATH}/{language}": Action.MANAGE_KNOWLEDGE for language in LANGUAGES},
}


class AccessGate:
    """Middleware around everything but the guard that finds out who asks."""

    def __init__(self, app: ASGIApp, *, routes: Sequence[BaseRoute], site: str) -> None:
        """Wrap an application.

        Args:
            app: The application.
            routes: Its routes; those that are added later count, too.
            site: Whom the pages are by.
        """
        self._app = app
        self._routes = routes
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "websocket":  # no page needs one
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        action = self._action_of(scope)
        if action is not None and may(principal_of(request), action):
            await self._app(scope, receive, send)
            return
        await refuse(request, self._site)(scope, receive, send)

    def _action_of(self, scope: Scope) -> Action | None:
        """Return what somebody wants to do; None where it is not known."""
        for route in self._routes:
            match, _ = route.matches(scope)
            if match is not Match.NONE:
                return ROUTE_ACTIONS.get(path_of(route))
        return Action.VISIT  # there is nothing, and that may be said


def path_of(route: BaseRoute) -> str:
    """Return a route's path as it stands in the table."""
    return str(route.path) if isinstance(route, Route | Mount) else ""


def refuse(request: Request, site: str) -> Response:
    """Answer who may not: a guest who opens a page signs in, everybody else is told."""
    principal = principal_of(request)
    is_page = request.method in SAFE_METHODS and "text/html" in request.headers.get("accept", "")
    is_known = principal.kind != "guest"
    if is_page and not is_known:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{SIGN_IN_PATH}?next={quote(request.url.path + query)}", status_code=303)
    if is_page:
        texts = load_texts(choose_language(request))
        return render_refusal(texts, texts("account.not_allowed"), site=site, status=403)
    code, status = ("not_allowed", 403) if is_known else ("sign_in_needed", 401)
    return JSONResponse({"error": code}, status_code=status)

"""The route that says who asks and what they may do; for scripts of the pages and for services."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from assistant.people.permissions import Action, allowed_actions
from web.request_guard import principal_of


def add_me_route(app: FastAPI) -> None:
    """Add the route."""

    @app.get("/api/me")
    def read_me(request: Request) -> JSONResponse:
        """Who asks, and what they may do."""
        principal = principal_of(request)
        allowed = allowed_actions(principal)
        content = {
            "kind": principal.kind,
            "name": principal.name,
            "roles": sorted(principal.roles),
            "may": [action for action in Action if action in allowed],
        }
        return JSONResponse(content, headers={"Cache-Control": "no-store"})

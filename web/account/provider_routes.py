"""The way to the identity provider and back. What must be kept meanwhile is in a signed cookie of this browser."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import Headers

from assistant.people.errors import PeopleError, ProviderError
from assistant.people.identity_provider import Journey
from assistant.people.signing import Signer
from web.account.cookies import JOURNEY, JOURNEY_SECONDS, cookie_name, make_cookie, read_cookie
from web.account.desk import AccountDesk
from web.account.forms import safe_next
from web.request_guard import asker_of

BACK_PATH = "/account/provider/back"
JOURNEY_PURPOSE = "journey"


def add_provider_routes(app: FastAPI, desk: AccountDesk) -> None:
    """Add the routes."""
    people = desk.people
    redirect_uri = f"{people.public_url}{BACK_PATH}"

    @app.get("/account/provider")
    def leave(request: Request) -> Response:
        """Send somebody to the provider."""
        if people.provider is None:
            return desk.refuse(request, ProviderError("there is no identity provider", reason="none"))
        try:
            url, journey = people.provider.begin(redirect_uri)
        except ProviderError as problem:
            return desk.refuse(request, problem)
        kept = {
            **asdict(journey),
            "next": safe_next(request.query_params.get("next", "/")),
            "invitation": request.query_params.get("invitation", "")[:200],
            "until": time.time() + JOURNEY_SECONDS,
        }
        response = RedirectResponse(url, status_code=303)
        _set_journey(response, request, pack(kept, people.signer), JOURNEY_SECONDS)
        return response

    @app.get(BACK_PATH)
    def come_back(request: Request) -> Response:
        """Take somebody who comes from the provider."""
        is_secure = asker_of(request).is_secure
        kept = unpack(
            read_cookie(Headers(scope=request.scope), cookie_name(JOURNEY, is_secure=is_secure)),
            people.signer,
        )
        try:
            if people.provider is None or kept is None:
                raise ProviderError("nobody left from here for the identity provider", reason="state")
            journey = Journey(state=kept["state"], nonce=kept["nonce"], verifier=kept["verifier"])
            identity = people.provider.finish(redirect_uri, journey, dict(request.query_params))
            account = people.sign_up.by_provider(identity, kept["invitation"] or None)
            response = desk.let_in(request, account, kept["next"])
        except PeopleError as problem:
            response = desk.refuse(request, problem)
        _set_journey(response, request, "", 0)  # it is made once
        return response


def pack(kept: dict[str, str | float], signer: Signer) -> str:
    """Return a cookie's value that this browser can't change."""
    text = urlsafe_b64encode(json.dumps(kept).encode()).decode().rstrip("=")
    return f"{text}.{signer.sign(JOURNEY_PURPOSE, text)}"


def unpack(value: str, signer: Signer) -> dict[str, str] | None:
    """Read such a value; None where it is none, was changed, or is too old."""
    text, _, signature = value.partition(".")
    if not text or not signer.is_right(JOURNEY_PURPOSE, text, signature):
        return None
    kept = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return kept if kept["until"] > time.time() else None


def _set_journey(response: Response, request: Request, value: str, seconds: int) -> None:
    cookie = make_cookie(JOURNEY, value, is_secure=asker_of(request).is_secure, seconds=seconds)
    response.headers.append("set-cookie", cookie)

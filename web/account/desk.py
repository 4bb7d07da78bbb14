"""What the routes of accounts work with, and what they have in common."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.people.account_values import Account
from assistant.people.errors import (
    NotAllowedError,
    PeopleError,
    SignInLockedError,
    SignInRefusedError,
    SignUpClosedError,
)
from assistant.people.people import People
from assistant.people.permissions import Action, allowed_actions, may
from assistant.people.principal import Principal, PrincipalId
from web.account.cookies import SESSION, make_cookie
from web.account.forms import Filled, FormRefusedError, form_token, read_form, safe_next
from web.client_address import client_address, network_of
from web.languages import choose_language
from web.plain_page import render_plain_page, render_refusal
from web.request_guard import asker_of, principal_of
from web.texts import Texts, load_texts

logger = logging.getLogger(__name__)
KEEP_PATH = "/account/conversations"
STATUSES: dict[type[PeopleError], int] = {
    SignInRefusedError: 401,
    SignInLockedError: 429,
    SignUpClosedError: 403,
    FormRefusedError: 403,
    NotAllowedError: 403,
}


class Conversations(Protocol):
    """Whose conversations there are."""

    def count_conversations(self, owner: Principal) -> int:
        """Count somebody's conversations."""

    def take_over(self, guest: Principal, member: Principal) -> int:
        """Make a guest's conversations a member's; returns how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDesk:
    """What the routes work with.

    Attributes:
        session_seconds: How long a browser keeps the cookie of a session.
        site: Whom the pages are by.
    """

    people: People
    conversations: Conversations
    trusted_proxies: Collection[str]
    session_seconds: int
    site: str

    def render(
        self, template: str, request: Request, problem: PeopleError | None = None, **values: Any
    ) -> Response:
        """Render a page, with the reason where something was refused."""
        texts = load_texts(choose_language(request))
        headers = {}
        if isinstance(problem, SignInLockedError):
            headers["Retry-After"] = str(problem.params["seconds"])
        return render_plain_page(
            template,
            texts,
            site=self.site,
            status=status_of(problem),
            headers=headers,
            problem=explain(problem, texts) if problem else "",
            token=form_token(self.people, request),
            principal=principal_of(request),
            may=allowed_actions(principal_of(request)),
            **values,
        )

    async def fill(
        self,
        request: Request,
        act: Callable[[Filled], Response],
        again: Callable[[PeopleError, Filled], Response] | None = None,
    ) -> Response:
        """Take a form and act; where something is refused, say why.

        Args:
            request: The request.
            act: Does what the form wants; runs in a thread of its own.
            again: Renders the page once more with the reason; None shows a page that says it.
        """
        try:
            filled = await read_form(self.people, request)
        except FormRefusedError as problem:
            return self.refuse(request, problem)
        try:
            answer = await run_in_threadpool(act, filled)
        except PeopleError as problem:
            logger.info("refused at %s: %s", request.scope["route"].path, problem.code)
            if again is not None:
                return await run_in_threadpool(again, problem, filled)
            return self.refuse(request, problem)
        await run_in_threadpool(self._note, request, filled)
        return answer

    def _note(self, request: Request, filled: Filled) -> None:
        """Write down what an admin did to others or to their own account."""
        principal = principal_of(request)
        if may(principal, Action.MANAGE_PEOPLE):
            subject = " ".join(filter(None, (filled("account"), filled("role"), filled("label"))))
            self.people.audit.note(principal, request.scope["route"].path, subject)

    def refuse(self, request: Request, problem: PeopleError) -> Response:
        """Render a page that says why something is refused."""
        texts = load_texts(choose_language(request))
        return render_refusal(texts, explain(problem, texts), site=self.site, status=status_of(problem))

    def network(self, request: Request) -> str:
        """Return what guesses from a visitor are counted by."""
        return network_of(client_address(request.scope, self.trusted_proxies))

    def let_in(self, request: Request, account: Account, next_path: str) -> Response:
        """Sign somebody in: in a new session, and the browser's earlier one ends.

        Who wrote as a guest is asked what shall become of those conversations.
        """
        asker = asker_of(request)
        if asker.session_id is not None:
            self.people.sessions.end_by_id(asker.session_id)
        token = self.people.sessions.begin(account.id, browser=describe_browser(request))
        next_path = safe_next(next_path)
        if self.conversations.count_conversations(asker.guest):
            next_path = f"{KEEP_PATH}?next={quote(next_path)}"
        response = RedirectResponse(next_path, status_code=303)
        cookie = make_cookie(SESSION, token, is_secure=asker.is_secure, seconds=self.session_seconds)
        response.headers.append("set-cookie", cookie)
        logger.info("signed in: %s", account.id)
        return response


def id_of(request: Request) -> PrincipalId:
    """Return the account of who asks; the gate lets only accounts come so far."""
    return principal_of(request).id


def describe_browser(request: Request) -> str:
    """Name a browser and its system, so that its session is recognised in a list."""
    agent = request.headers.get("user-agent", "")
    browsers = {
        "Edg/": "Edge",
        "OPR/": "Opera",
        "Firefox/": "Firefox",
        "Chrome/": "Chrome",
        "Safari/": "Safari",
    }
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS": "macOS",
        "Linux": "Linux",
    }
    browser = next((name for mark, name in browsers.items() if mark in agent), "")
    system = next((name for mark, name in systems.items() if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)


def explain(problem: PeopleError, texts: Texts) -> str:
    """Say why something is refused."""
    reason = problem.params.get("reason", "")
    specific = f"error.{problem.code}.{reason}"
    if specific in texts.words:
        return texts(specific, **problem.params)
    return texts.error(problem.code, problem.params)


def status_of(problem: PeopleError | None) -> int:
    """Return the status of an answer."""
    return 200 if problem is None else STATUSES.get(type(problem), 400)

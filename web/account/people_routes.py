"""The page on which admins look after people."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from assistant.people.errors import InvalidRoleError, PeopleError
from assistant.people.principal import PrincipalId, Role
from web.account.changes_view import describe_change
from web.account.desk import AccountDesk
from web.account.forms import Filled
from web.languages import choose_language
from web.texts import load_texts

PEOPLE_PATH = "/people"
GIVEN_ROLES = (Role.MEMBER, Role.AGENT, Role.TEACHER, Role.ADMIN)


class PeoplePages:
    """Shows the page and does what its forms want."""

    def __init__(self, desk: AccountDesk) -> None:
        self._desk = desk
        self._people = desk.people

    def show(
        self, request: Request, *, problem: PeopleError | None = None, link: str = "", link_of: str = ""
    ) -> Response:
        """Show all accounts, and a link that was made."""
        return self._desk.render(
            "people.html",
            request,
            problem,
            accounts=self._people.accounts.list_all(),
            roles=GIVEN_ROLES,
            new_link=link,
            link_of=link_of,
        )

    def show_changes(self, request: Request) -> Response:
        """Show who changed what."""
        texts = load_texts(choose_language(request))
        names = {str(account.id): account.name for account in self._people.accounts.list_all()}
        changes = [describe_change(entry, texts, names) for entry in self._people.audit.list_newest()]
        return self._desk.render("audit.html", request, changes=changes)

    def invite(self, request: Request, filled: Filled) -> Response:
        """Make a link for somebody new."""
        return self.show(request, link=self._people.link_url(self._people.links.invite(_role(filled))))

    def set_role(self, _request: Request, filled: Filled) -> Response:
        """Give somebody another role."""
        self._people.accounts.set_role(_account(filled), _role(filled))
        return RedirectResponse(PEOPLE_PATH, status_code=303)

    def close(self, _request: Request, filled: Filled) -> Response:
        """Close an account."""
        self._people.accounts.close(_account(filled))
        return RedirectResponse(PEOPLE_PATH, status_code=303)

    def reopen(self, _request: Request, filled: Filled) -> Response:
        """Open a closed account again."""
        self._people.accounts.reopen(_account(filled))
        return RedirectResponse(PEOPLE_PATH, status_code=303)

    def make_link(self, request: Request, filled: Filled) -> Response:
        """Make a link for somebody who has an account."""
        account = self._people.accounts.load(_account(filled))
        link = self._people.link_url(self._people.links.make_for(account.id))
        return self.show(request, link=link, link_of=account.name)


def add_people_routes(app: FastAPI, desk: AccountDesk) -> None:
    """Add the page and its forms."""
    pages = PeoplePages(desk)
    acts: dict[str, Callable[[Request, Filled], Response]] = {
        "invite": pages.invite,
        "role": pages.set_role,
        "close": pages.close,
        "reopen": pages.reopen,
        "link": pages.make_link,
    }
    for name, act in acts.items():
        _add_form(app, desk, f"{PEOPLE_PATH}/{name}", act, pages)

    @app.get(PEOPLE_PATH)
    def show_people(request: Request) -> Response:
        return pages.show(request)

    @app.get(f"{PEOPLE_PATH}/changes")
    def show_changes(request: Request) -> Response:
        return pages.show_changes(request)


def _add_form(
    app: FastAPI,
    desk: AccountDesk,
    path: str,
    act: Callable[[Request, Filled], Response],
    pages: PeoplePages,
) -> None:
    @app.post(path)
    async def take(request: Request) -> Response:
        return await desk.fill(
            request,
            lambda filled: act(request, filled),
            lambda problem, _filled: pages.show(request, problem=problem),
        )


def _account(filled: Filled) -> PrincipalId:
    return PrincipalId(filled("account"))


def _role(filled: Filled) -> Role:
    role = next((role for role in GIVEN_ROLES if role == filled("role")), None)
    if role is None:
        msg = "there is no such role"
        raise InvalidRoleError(msg)
    return role

"""The routes by which somebody comes in: with a password, by a link, or by making an account."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import Response

from assistant.people.errors import LinkRefusedError, PeopleError, SignUpClosedError
from assistant.people.principal import Role
from web.access import ADMIN_PATH, SIGN_IN_PATH
from web.account.desk import AccountDesk
from web.account.forms import Filled, safe_next


def add_sign_in_routes(app: FastAPI, desk: AccountDesk) -> None:
    """Add the routes; everybody may ask for them."""
    _add_sign_in(app, desk)
    _add_sign_up(app, desk)
    _add_links(app, desk)


def _add_sign_in(app: FastAPI, desk: AccountDesk) -> None:
    def show(
        request: Request, next_path: str, name: str = "", problem: PeopleError | None = None
    ) -> Response:
        return desk.render(
            "sign_in.html",
            request,
            problem,
            next=safe_next(next_path),
            name=name,
            has_sign_up=desk.people.sign_up.kind == "open",
            has_provider=desk.people.provider is not None,
            has_guests=desk.people.has_guests,
        )

    @app.get(SIGN_IN_PATH)
    def show_sign_in(request: Request) -> Response:
        return show(request, request.query_params.get("next", "/"))

    @app.post(SIGN_IN_PATH)
    async def sign_in(request: Request) -> Response:
        def act(filled: Filled) -> Response:
            account = desk.people.accounts.check_password(
                filled("name"), filled("password"), address=desk.network(request)
            )
            return desk.let_in(request, account, filled("next"))

        return await desk.fill(
            request, act, lambda problem, filled: show(request, filled("next"), filled("name"), problem)
        )


def _add_sign_up(app: FastAPI, desk: AccountDesk) -> None:
    def show(request: Request, name: str = "", problem: PeopleError | None = None) -> Response:
        return desk.render("sign_up.html", request, problem, name=name)

    @app.get("/account/sign-up")
    def show_sign_up(request: Request) -> Response:
        if desk.people.sign_up.kind != "open":
            return desk.refuse(request, SignUpClosedError("an account is made by invitation"))
        return show(request)

    @app.post("/account/sign-up")
    async def sign_up(request: Request) -> Response:
        def act(filled: Filled) -> Response:
            account = desk.people.sign_up.by_oneself(
                filled("name"), filled("password"), address=desk.network(request)
            )
            return desk.let_in(request, account, "/")

        def again(problem: PeopleError, filled: Filled) -> Response:
            if isinstance(problem, SignUpClosedError):
                return desk.refuse(request, problem)
            return show(request, filled("name"), problem)

        return await desk.fill(request, act, again)


def _add_links(app: FastAPI, desk: AccountDesk) -> None:
    def show(request: Request, token: str, name: str = "", problem: PeopleError | None = None) -> Response:
        try:
            link = desk.people.links.look_at(token)
        except LinkRefusedError as refused:
            return desk.refuse(request, refused)
        return desk.render(
            "link.html",
            request,
            problem,
            link=link,
            link_token=token,
            name=name,
            has_provider=desk.people.provider is not None,
        )

    @app.get("/account/link/{token}")
    def show_link(token: str, request: Request) -> Response:
        """What a link is for. It is used when its form is sent: programs that preview messages open links, too."""
        return show(request, token)

    @app.post("/account/link/{token}")
    async def use_link(token: str, request: Request) -> Response:
        def act(filled: Filled) -> Response:
            if desk.people.links.look_at(token).account is not None:
                account = desk.people.use_link(token, filled("password"))
            else:
                account = desk.people.sign_up.by_invitation(token, filled("name"), filled("password"))
            # an empty chat would say nothing of what a new admin has to do: documents come first
            return desk.let_in(request, account, ADMIN_PATH if account.role is Role.ADMIN else "/")

        return await desk.fill(
            request, act, lambda problem, filled: show(request, token, filled("name"), problem)
        )

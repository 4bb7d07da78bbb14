"""The page of one's own account: name, password, sessions, keys."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from assistant.people.account_values import Account, ApiKeyId, SessionId
from assistant.people.errors import PeopleError, SignInRefusedError
from assistant.people.permissions import grantable_scopes
from assistant.people.tokens import make_token
from web.account.cookies import SESSION, make_cookie
from web.account.desk import AccountDesk, id_of
from web.account.forms import Filled, safe_next
from web.account.who_asks import guest_cookie
from web.languages import LANGUAGE_COOKIE
from web.request_guard import asker_of, principal_of
from web.texts import LANGUAGES

ACCOUNT_PATH = "/account"
LANGUAGE_SECONDS = 365 * 24 * 3600
Act = Callable[[Request, Filled], Response]


def add_account_routes(app: FastAPI, desk: AccountDesk) -> None:
    """Add the page and its forms."""
    pages = AccountPages(desk)
    acts: dict[str, Act] = {
        "/account/name": pages.rename,
        "/account/password": pages.change_password,
        "/account/sign-out": pages.sign_out,
        "/account/sign-out-everywhere": pages.sign_out_everywhere,
        "/account/sessions/end": pages.end_session,
        "/account/keys": pages.make_key,
        "/account/keys/revoke": pages.revoke_key,
        "/account/conversations": pages.keep_conversations,
        "/account/language": pages.choose_language,
    }
    for path, act in acts.items():
        _add_form(app, desk, path, act, pages)

    @app.get(ACCOUNT_PATH)
    def show_account(request: Request) -> Response:
        return pages.show(request, done=request.query_params.get("done", ""))

    @app.get("/account/conversations")
    def ask_about_conversations(request: Request) -> Response:
        return pages.ask_about_conversations(request)


def _add_form(app: FastAPI, desk: AccountDesk, path: str, act: Act, pages: AccountPages) -> None:
    @app.post(path)
    async def take(request: Request) -> Response:
        return await desk.fill(
            request,
            lambda filled: act(request, filled),
            lambda problem, _filled: pages.show(request, problem=problem),
        )


class AccountPages:
    """Shows the page and does what its forms want."""

    def __init__(self, desk: AccountDesk) -> None:
        self._desk = desk
        self._people = desk.people

    def show(
        self, request: Request, *, problem: PeopleError | None = None, done: str = "", new_key: str = ""
    ) -> Response:
        """Show the account."""
        principal = principal_of(request)
        return self._desk.render(
            "account.html",
            request,
            problem,
            account=self._people.accounts.load(principal.id),
            sessions=self._people.sessions.list_of(principal.id),
            here=asker_of(request).session_id,
            keys=self._people.keys.list_of(principal.id),
            scopes=grantable_scopes(principal),
            done=done if done in {"name", "password", "ended", "revoked"} else "",
            new_key=new_key,
        )

    def rename(self, request: Request, filled: Filled) -> Response:
        """Give the account another name."""
        self._people.accounts.rename(id_of(request), filled("name"))
        return _back("name")

    def change_password(self, request: Request, filled: Filled) -> Response:
        """Set a password; all sessions end, and here a new one begins."""
        account = self._people.accounts.load(id_of(request))
        if account.has_password:
            self._check_old_password(account, filled("old"), address=self._desk.network(request))
        self._people.accounts.set_password(account.id, filled("password"))
        return self._desk.let_in(request, account, f"{ACCOUNT_PATH}?done=password")

    def _check_old_password(self, account: Account, password: str, *, address: str) -> None:
        try:
            checked = self._people.accounts.check_password(account.name, password, address=address)
            is_right = checked.id == account.id
        except SignInRefusedError:
            is_right = False
        if not is_right:  # the name was not asked for, and is not spoken of
            msg = "the old password is not right"
            raise SignInRefusedError(msg, reason="old_password")

    def sign_out(self, request: Request, _filled: Filled) -> Response:
        """End this session."""
        session_id = asker_of(request).session_id
        if session_id is not None:
            self._people.sessions.end(id_of(request), SessionId(session_id))
        return self._leave(request)

    def sign_out_everywhere(self, request: Request, _filled: Filled) -> Response:
        """End all sessions."""
        self._people.sessions.end_all(id_of(request))
        return self._leave(request)

    def end_session(self, request: Request, filled: Filled) -> Response:
        """End one of the sessions."""
        self._people.sessions.end(id_of(request), SessionId(filled("session")))
        return _back("ended")

    def make_key(self, request: Request, filled: Filled) -> Response:
        """Make a key and show it, once."""
        key = self._people.keys.make(id_of(request), filled("label"), filled.all("scope"))
        return self.show(request, new_key=key)

    def revoke_key(self, request: Request, filled: Filled) -> Response:
        """End a key."""
        self._people.keys.revoke(id_of(request), ApiKeyId(filled("key")))
        return _back("revoked")

    def ask_about_conversations(self, request: Request) -> Response:
        """Ask what shall become of what was written before signing in."""
        next_path = safe_next(request.query_params.get("next", "/"))
        count = self._desk.conversations.count_conversations(asker_of(request).guest)
        if not count:
            return RedirectResponse(next_path, status_code=303)
        return self._desk.render("conversations.html", request, count=count, next=next_path)

    def keep_conversations(self, request: Request, filled: Filled) -> Response:
        """Take a guest's conversations over, or leave them; a browser whose guest's were taken is a new guest."""
        response = RedirectResponse(safe_next(filled("next")), status_code=303)
        asker = asker_of(request)
        if filled("keep") == "yes":
            self._desk.conversations.take_over(asker.guest, asker.principal)
            cookie = guest_cookie(self._people, make_token(), is_secure=asker.is_secure)
            response.headers.append("set-cookie", cookie)
        return response

    def choose_language(self, _request: Request, filled: Filled) -> Response:
        """Keep the language that somebody wants."""
        response = RedirectResponse(safe_next(filled("next")), status_code=303)
        if filled("language") in LANGUAGES:
            # not HttpOnly: the switch of the chat's page is a script
            response.set_cookie(
                LANGUAGE_COOKIE, filled("language"), max_age=LANGUAGE_SECONDS, samesite="lax", httponly=False
            )
        return response

    @staticmethod
    def _leave(request: Request) -> Response:
        response = RedirectResponse("/", status_code=303)
        is_secure = asker_of(request).is_secure
        response.headers.append("set-cookie", make_cookie(SESSION, "", is_secure=is_secure, seconds=0))
        response.headers["Clear-Site-Data"] = '"cache"'  # what was shown is not shown to the next one
        return response


def _back(done: str) -> Response:
    return RedirectResponse(f"{ACCOUNT_PATH}?done={done}", status_code=303)

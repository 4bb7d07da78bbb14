"""Every route of the application and every event of every page, asked for by every role, beside the permissions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from gradio.routes import App
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from app import build_app
from assistant.bootstrap import Docent, build_docent
from assistant.people.permissions import PERMISSIONS, Action
from assistant.people.principal import Role
from assistant.settings import Settings
from tests.web.account.conftest import LOCAL
from web.access import ROUTE_ACTIONS, AccessGate, path_of
from web.account.cookies import SESSION
from web.account.who_asks import WhoAsks
from web.request_guard import RequestGuard
from web.texts import LANGUAGES

PAGES = {
    **{f"/{language}": Action.ASK for language in LANGUAGES},
    **{f"/admin/{language}": Action.MANAGE_KNOWLEDGE for language in LANGUAGES},
}
REFUSED = {401, 403}
NOBODY = None
EVERY_ROLE = (NOBODY, *Role)


@pytest.fixture(scope="module")
def real_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, Docent]]:
    """The whole application; not started: no engine is needed to be refused."""
    settings = Settings(data_folder=tmp_path_factory.mktemp("whole"), load_samples=False)
    docent = build_docent(settings)
    yield build_app(settings, docent), docent
    docent.close()


@pytest.fixture(scope="module")
def app(real_app: tuple[FastAPI, Docent]) -> FastAPI:
    return real_app[0]


@pytest.fixture(scope="module")
def visitors(real_app: tuple[FastAPI, Docent]) -> dict[Role | None, TestClient]:
    """One for each role; nobody is a visitor where guests are not wanted."""
    app, docent = real_app
    guarded = AccessGate(
        ExceptionMiddleware(AsyncExitStackMiddleware(app.router)), routes=app.router.routes, site="Lumen Shop"
    )
    who = WhoAsks(
        people=replace(docent.people, has_guests=False), trusted_proxies=(), knows_guest=lambda _guest: False
    )
    nobodys = RequestGuard(guarded, hosts=None, who_asks=who)
    clients: dict[Role | None, TestClient] = {NOBODY: TestClient(nobodys, base_url=LOCAL)}
    for role in Role:
        clients[role] = TestClient(app, base_url=LOCAL, client=("127.0.0.1", 50000))
        if role is not Role.GUEST:
            account = docent.people.accounts.make(role, role)
            clients[role].cookies.set(SESSION, docent.people.sessions.begin(account.id, browser=""))
    for client in clients.values():
        client.follow_redirects = False
    return clients


def routes_of(app: FastAPI) -> list[Route | Mount]:
    return [route for route in app.router.routes if isinstance(route, Route | Mount)]


def requests_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Name each method and path pattern of the application."""
    for route in routes_of(app):
        methods = route.methods if isinstance(route, Route) and route.methods else {"GET"}
        yield from ((method, path_of(route)) for method in sorted(methods - {"HEAD"}))


def may(role: Role | None, action: Action) -> bool:
    return action in ({Action.VISIT, Action.READ_SELF} if role is None else PERMISSIONS[role])


def fill(path: str) -> str:
    """Put something into each place of a path pattern."""
    return path.replace("{picture_id}", "1").replace("{number}", "0").replace("{", "").replace("}", "")


def test_every_route_stands_in_the_table_and_no_other(app: FastAPI) -> None:
    assert {path_of(route) for route in app.router.routes} == set(ROUTE_ACTIONS)


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_route_is_open_to_whom_the_table_says(
    app: FastAPI, visitors: dict[Role | None, TestClient], role: Role | None
) -> None:
    client, wrong = visitors[role], []
    for method, path in requests_of(app):
        if path == "/account/sign-out" or path == "/account/sign-out-everywhere":
            continue  # would end the session; a form without a token is refused by the next test
        address = f"{path}/" if path in PAGES else fill(path)
        answer = client.request(method, address, headers={"accept": "application/json"})
        is_refused = answer.headers.get("content-type", "").startswith("application/json") and (
            answer.json().get("error") in {"not_allowed", "sign_in_needed"} if answer.content else False
        )
        if is_refused is may(role, ROUTE_ACTIONS[path]):
            wrong.append((method, path, answer.status_code))
    assert wrong == []


def count_events(app: FastAPI, page: str) -> int:
    """Count a page's events as the installed Gradio names them."""
    (mounted,) = (route for route in routes_of(app) if route.path == page)
    return len(cast(App, mounted.app).get_blocks().config["dependencies"])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_event_of_a_page_is_open_to_whom_the_page_is(
    app: FastAPI, visitors: dict[Role | None, TestClient], role: Role | None, page: str
) -> None:
    events = count_events(app, page)
    assert events > 5
    client, expected = visitors[role], may(role, PAGES[page])
    assert (client.get(f"{page}/").status_code == 200) is expected
    if expected:  # what is open would be done
        return
    for event in range(events):
        asked = {"fn_index": event, "data": [], "session_hash": "table"}
        for path in ("queue/join", f"run/{event}"):
            assert client.post(f"{page}/gradio_api/{path}", json=asked).status_code in REFUSED


def test_every_page_of_gradios_is_walked(app: FastAPI) -> None:
    mounted = {route.path for route in routes_of(app) if isinstance(route, Mount)} - {"/static"}
    assert mounted == PAGES.keys()

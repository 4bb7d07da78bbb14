"""Every route of the application and every event of every page, asked for by every role, beside the permissions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from assistant.people.permissions import PERMISSIONS, Action
from assistant.people.principal import Role
from tests.web.account.conftest import Site
from web.access import ROUTE_ACTIONS, path_of
from web.texts import LANGUAGES

PAGES = {
    **{f"/{language}": Action.ASK for language in LANGUAGES},
    **{f"/admin/{language}": Action.MANAGE_KNOWLEDGE for language in LANGUAGES},
}
REFUSED = {401, 403}
NOBODY = None
EVERY_ROLE = (NOBODY, *Role)


@pytest.fixture(scope="module")
def visitors(site: Site, other_site: Site) -> dict[Role | None, TestClient]:
    """One for each role; nobody is a visitor where guests are not wanted."""
    clients: dict[Role | None, TestClient] = {NOBODY: other_site.visit(), Role.GUEST: site.visit()}
    return clients | {role: site.enter(role) for role in Role if role is not Role.GUEST}


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


def test_every_route_stands_in_the_table_and_no_other(site: Site) -> None:
    assert {path_of(route) for route in site.app.router.routes} == set(ROUTE_ACTIONS)


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_route_is_open_to_whom_the_table_says(
    site: Site, visitors: dict[Role | None, TestClient], role: Role | None
) -> None:
    client, wrong = visitors[role], []
    for method, path in requests_of(site.app):
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


@cache
def count_events(client: TestClient, page: str) -> int:
    """Count a page's events as the installed Gradio names them."""
    config = client.get(f"{page}/config")
    assert config.status_code == 200, config.text
    return len(config.json()["dependencies"])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_event_of_a_page_is_open_to_whom_the_page_is(
    visitors: dict[Role | None, TestClient], role: Role | None, page: str
) -> None:
    events = count_events(visitors[Role.ADMIN], page)
    assert events > 5
    client, expected = visitors[role], may(role, PAGES[page])
    assert (client.get(f"{page}/config").status_code == 200) is expected
    tried = range(events) if not expected else (10**6,)  # what is open would be done; this event is none
    statuses = {
        client.post(
            f"{page}/gradio_api/{path}", json={"fn_index": event, "data": [], "session_hash": "table"}
        )
        for event in tried
        for path in ("queue/join", f"run/{event}")
    }
    assert {answer.status_code in REFUSED for answer in statuses} == {not expected}


def test_every_page_of_gradios_is_walked(site: Site) -> None:
    mounted = {route.path for route in routes_of(site.app) if isinstance(route, Mount)} - {"/static"}
    assert mounted == PAGES.keys()


def test_a_route_that_was_forgotten_in_the_table_is_refused_to_everybody(site: Site) -> None:
    forgotten = APIRoute("/forgotten", lambda: "open")
    site.app.router.routes.append(forgotten)
    for client in (site.visit(), site.enter(Role.ADMIN)):
        assert client.get("/forgotten").status_code in REFUSED
    site.app.router.routes.remove(forgotten)


def test_nobody_opens_a_socket(site: Site) -> None:
    with pytest.raises(Exception, match="1008"), site.visit().websocket_connect("/en/queue/join"):
        pass


def test_a_guest_who_opens_the_admin_page_signs_in_and_a_member_is_told(site: Site) -> None:
    page = {"accept": "text/html"}
    answer = site.visit().get("/admin/en/?tab=2", headers=page)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/account/sign-in?next=/admin/en/%3Ftab%3D2"
    refused = site.enter(Role.MEMBER).get("/admin/en/", headers={**page, "accept-language": "zh"})
    assert refused.status_code == 403
    assert "您的账号不能打开此页面" in refused.text


def test_where_guests_are_not_wanted_the_chat_asks_to_sign_in(other_site: Site) -> None:
    client = other_site.visit()
    answer = client.get("/en/", headers={"accept": "text/html"})
    assert answer.headers["location"] == "/account/sign-in?next=/en/"
    assert client.get("/en/config").json() == {"error": "sign_in_needed"}
    assert client.get("/api/me").json()["may"] == ["visit", "read_self"]

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute
from starlette.websockets import WebSocketDisconnect

from assistant.people.principal import Role
from tests.web.account.conftest import Site
from web.access import POLICY_VIOLATION

REFUSED = {401, 403}


def test_a_route_that_was_forgotten_in_the_table_is_refused_to_everybody(site: Site) -> None:
    forgotten = APIRoute("/forgotten", lambda: "open")
    site.app.router.routes.append(forgotten)
    for client in (site.visit(), site.enter(Role.ADMIN)):
        assert client.get("/forgotten").status_code in REFUSED
    site.app.router.routes.remove(forgotten)


def test_nobody_opens_a_socket(site: Site) -> None:
    with pytest.raises(WebSocketDisconnect) as closed, site.visit().websocket_connect("/en/queue/join"):
        pass
    assert closed.value.code == POLICY_VIOLATION


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
    assert client.get("/en/x").json() == {"error": "sign_in_needed"}
    assert client.get("/api/me").json()["may"] == ["visit", "read_self"]

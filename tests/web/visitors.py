"""Visitors of the real application: guests with a signed cookie, and people who sign in by the page's own form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.testclient import TestClient
from starlette.types import Scope

from assistant.people.people import People
from assistant.people.principal import Principal
from web.account.cookies import GUEST
from web.account.who_asks import GUEST_PURPOSE
from web.request_guard import Asker

if TYPE_CHECKING:
    from httpx2 import Response

PASSWORD = "violet lamp on the stairs"
PAGE = {"accept": "text/html"}
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


async def find_one_guest(_scope: Scope) -> Asker:
    """Find the same guest behind every request; for parts of the application without accounts."""
    guest = Principal.guest("one")
    return Asker(principal=guest, guest=guest, seed="", is_secure=False)


def become_guest(client: TestClient, people: People, token: str) -> None:
    """Let a client be the guest of a token."""
    client.cookies.set(GUEST, f"{token}.{people.signer.sign(GUEST_PURPOSE, token)}")


def read_token(page: Response) -> str:
    """Return what the forms of a page hold."""
    found = _TOKEN.search(page.text)
    assert found, page.text
    return found.group(1)


def send_form(client: TestClient, page: str, action: str, **fields: str | list[str]) -> Response:
    """Open a page, fill in one of its forms and send it."""
    token = read_token(client.get(page, headers=PAGE))
    return client.post(action, data={"token": token, **fields}, headers=PAGE, follow_redirects=False)


def sign_in(client: TestClient, name: str = "admin", password: str = PASSWORD) -> Response:
    """Sign in as a person does."""
    answer = send_form(client, "/account/sign-in", "/account/sign-in", name=name, password=password)
    assert answer.status_code == 303, answer.text
    return answer

"""What a request says about others, and whose word about them reaches the pages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response
from starlette.testclient import TestClient
from starlette.types import Scope

import web
from tests.web.visitors import find_one_guest
from web.request_guard import Asker, RequestGuard, allow_scripts, strip_port

_INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.IGNORECASE)
PROXY, STRANGER = "10.0.0.1", "203.0.113.9"
SAID = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-port": "1",
    "forwarded": "host=evil.example",
    "x-real-ip": "127.0.0.1",
}


def seen_from(address: str, said: dict[str, str], hosts: frozenset[str] | None = None) -> dict[str, str]:
    """Return the headers that arrive inside."""
    app = FastAPI()

    @app.get("/")
    def look(request: Request) -> dict[str, str]:
        return dict(request.headers)

    app.add_middleware(RequestGuard, hosts=hosts, who_asks=find_one_guest, trusted_proxies=frozenset({PROXY}))
    client = TestClient(app, base_url="http://help.example", client=(address, 50000))
    seen: dict[str, str] = client.get("/", headers=said).json()
    return seen


def test_a_strangers_word_about_others_stays_outside() -> None:
    assert not SAID.keys() & seen_from(STRANGER, SAID).keys()


def test_a_trusted_proxys_word_is_taken() -> None:
    assert seen_from(PROXY, SAID).items() >= SAID.items()


@pytest.mark.parametrize("name", ["help.example", "help.example:443"])
def test_a_proxy_hands_on_only_names_that_are_allowed(name: str) -> None:
    hosts = frozenset({"help.example"})
    assert "x-forwarded-host" not in seen_from(PROXY, SAID, hosts)
    assert seen_from(PROXY, {"x-forwarded-host": name}, hosts)["x-forwarded-host"] == name


def test_no_page_runs_scripts_that_stand_in_it_unless_it_says_so_itself() -> None:
    app = FastAPI()
    app.get("/account")(lambda: "")
    app.get("/en/")(lambda: Response(headers={"Content-Security-Policy": allow_scripts("n")}))
    app.add_middleware(RequestGuard, hosts=None, who_asks=find_one_guest)
    client = TestClient(app)
    policies = {path: client.get(path).headers["content-security-policy"] for path in ("/account", "/en/")}
    assert "script-src 'self';" in policies["/account"]
    assert "script-src 'self' 'nonce-n' 'unsafe-eval';" in policies["/en/"]
    assert "unsafe-inline" not in policies["/account"]
    assert "style-src 'self' 'unsafe-inline';" in policies["/en/"]


def test_the_plain_pages_hold_no_scripts_and_styles_of_their_own() -> None:
    """Under their policy a browser would not run them."""
    templates = list((Path(web.__file__).parent / "templates").glob("*.html"))
    assert templates
    assert [path.name for path in templates if _INLINE.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("is_secure", [True, False])
def test_who_came_by_https_stays_with_it(is_secure: bool) -> None:
    async def ask(scope: Scope) -> Asker:
        return replace(await find_one_guest(scope), is_secure=is_secure)

    app = FastAPI()
    app.get("/")(lambda: "")
    app.add_middleware(RequestGuard, hosts=None, who_asks=ask)
    answered = TestClient(app).get("/").headers.get("strict-transport-security")
    assert answered == ("max-age=31536000" if is_secure else None)


def test_trace_is_no_method() -> None:
    app = FastAPI()
    app.get("/")(lambda: "")
    app.add_middleware(RequestGuard, hosts=None, who_asks=find_one_guest)
    assert TestClient(app).request("TRACE", "/").status_code in {403, 405}


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("Help.example:8080", "help.example"),
        ("help.example", "help.example"),
        ("[::1]:7860", "::1"),
        ("help.example:80@evil.example", ""),  # the address of another site, for whoever builds one of it
        ("help.example:evil", ""),
        ("help.example/evil", ""),
        ("[::1]evil.example", ""),
        ("", ""),
    ],
)
def test_a_host_is_a_name_and_a_port_and_nothing_else(host: str, name: str) -> None:
    assert strip_port(host) == name

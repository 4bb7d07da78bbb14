from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from assistant.people.principal import Role
from tests.web.account.conftest import LOCAL, Site
from tests.web.account.local_provider import CLIENT_ID, CLIENT_SECRET, LocalProvider, run_provider
from tests.web.visitors import PAGE
from web.account.cookies import JOURNEY, SESSION

if TYPE_CHECKING:
    from httpx2 import Response

ANNA = {
    "sub": "anna-1",
    "name": "Anna Weber",
    "email": "anna@school.example",
    "email_verified": True,
    "groups": ["staff"],
}


@pytest.fixture(scope="module")
def running() -> Iterator[LocalProvider]:
    with run_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: LocalProvider) -> LocalProvider:
    running.claims, running.wrong, running.signs = dict(ANNA), {}, "right"
    return running


@pytest.fixture(scope="module")
def site(make_site: Callable[..., Site], running: LocalProvider) -> Site:
    return make_site(
        sign_up="domain",
        sign_up_domains=("school.example",),
        oidc_issuer=running.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=SecretStr(CLIENT_SECRET),
        oidc_roles={"staff": "teacher", "heads": "admin"},
    )


def leave(client: TestClient, query: str = "") -> str:
    """Go to the provider and sign in there; returns the address that it sends the browser back to."""
    there = client.get(f"/account/provider{query}")
    assert there.status_code == 303, there.text
    back = httpx.get(there.headers["location"], verify=False)  # noqa: S501  # no certificate on loopback
    assert back.status_code == 303, back.text
    return back.headers["location"].removeprefix(LOCAL)


def come(client: TestClient, query: str = "") -> Response:
    return client.get(leave(client, query), headers=PAGE)


def test_one_signs_in_by_the_provider_and_stays_the_same(site: Site, provider: LocalProvider) -> None:
    client = site.visit()
    assert "/account/provider" in client.get("/account/sign-in", headers=PAGE).text
    assert come(client, "?next=/en/").headers["location"] == "/en/"
    me = client.get("/api/me").json()
    assert (me["name"], me["roles"]) == ("Anna Weber", ["teacher"])
    assert JOURNEY not in client.cookies
    provider.claims |= {"name": "Anna Schmidt", "groups": ["heads", "staff"]}
    again = site.visit()
    come(again)
    me = again.get("/api/me").json()
    assert (me["name"], me["roles"]) == ("Anna Weber", ["admin"])  # groups are followed; a name is one's own
    assert len([a for a in site.people.accounts.list_all() if a.name.startswith("Anna")]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another client"},
        {"aud": [CLIENT_ID, "another client"]},  # without `azp`
        {"aud": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"sub": None},
    ],
)
def test_a_token_that_says_something_wrong_lets_nobody_in(
    site: Site, provider: LocalProvider, wrong: dict[str, object]
) -> None:
    provider.wrong = wrong
    client = site.visit()
    refused = come(client)
    assert refused.status_code == 400
    assert "did not work" in refused.text
    assert SESSION not in client.cookies


@pytest.mark.parametrize("signs", ["other", "secret", "none"])
def test_a_token_of_another_signature_lets_nobody_in(site: Site, provider: LocalProvider, signs: str) -> None:
    provider.signs = signs
    client = site.visit()
    assert come(client).status_code == 400
    assert SESSION not in client.cookies


def test_the_way_back_belongs_to_the_browser_that_left(site: Site, provider: LocalProvider) -> None:
    assert provider.claims
    mine, other = site.visit(), site.visit()
    back = leave(mine)
    assert other.get(back, headers=PAGE).status_code == 400  # somebody else's way back
    leave(other)
    assert other.get(back, headers=PAGE).status_code == 400  # another state
    leave(mine)
    forged = mine.cookies[JOURNEY][:-2] + "xx"
    mine.cookies.clear()
    mine.cookies.set(JOURNEY, forged)
    assert mine.get(back, headers=PAGE).status_code == 400
    assert SESSION not in mine.cookies


def test_a_code_is_worth_nothing_without_its_verifier_and_twice(site: Site, provider: LocalProvider) -> None:
    client = site.visit()
    back = leave(client)
    for asked in provider.given.values():
        asked["code_challenge"] = "of another browser"
    assert client.get(back, headers=PAGE).status_code == 400
    back = leave(client)
    assert client.get(back, headers=PAGE).status_code == 303
    assert site.visit().get(back, headers=PAGE).status_code == 400


def test_the_provider_says_no(site: Site, provider: LocalProvider) -> None:
    assert provider.issuer
    client = site.visit()
    state = leave(client).partition("state=")[2]
    refused = client.get(f"/account/provider/back?error=access_denied&state={state}", headers=PAGE)
    assert (refused.status_code, "did not let you sign in" in refused.text) == (400, True)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "eve-1", "email": "eve@evil.example"},
        {"sub": "eve-2", "email": "eve@school.example.evil.example"},
        {"sub": "eve-3", "email_verified": False},
        {"sub": "eve-4", "email_verified": "true"},
        {"sub": "eve-5", "email": None},
    ],
)
def test_who_is_not_of_the_domain_needs_an_invitation(
    site: Site, provider: LocalProvider, claims: dict[str, object]
) -> None:
    provider.claims |= {"name": "Eve", **claims}
    client = site.visit()
    assert come(client).status_code == 403
    assert SESSION not in client.cookies
    token = site.people.links.invite(Role.MEMBER)
    assert come(client, f"?invitation={token}").status_code == 303
    assert client.get("/api/me").json()["name"].startswith("Eve")
    assert (
        come(site.visit(), f"?invitation={token}").status_code == 303
    )  # known by now; the link is not needed


def test_a_provider_that_cant_be_reached_is_said(make_site: Callable[..., Site]) -> None:
    site = make_site(oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT_ID)
    answer = site.visit().get("/account/provider", headers=PAGE)
    assert (answer.status_code, "can&#39;t be reached" in answer.text) == (400, True)
    plain = make_site(oidc_issuer="http://provider.example", oidc_client_id=CLIENT_ID)
    assert plain.visit().get("/account/provider", headers=PAGE).status_code == 400  # not encrypted

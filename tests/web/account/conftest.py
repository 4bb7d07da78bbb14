"""The real application with its real pages, built once; every test makes the people that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app import build_app
from assistant.bootstrap import Docent, build_docent
from assistant.people.account_values import Account
from assistant.people.principal import Role
from assistant.settings import Settings
from tests.web.visitors import PASSWORD, sign_in

LOCAL = "http://127.0.0.1:7860"
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    docent: Docent
    app: FastAPI
    settings: Settings

    def visit(self, *, address: str = "", url: str = LOCAL) -> TestClient:
        """Open a new browser; each has an address of its own, so that wrong passwords of tests don't add up."""
        number = next(_numbers)
        client = (address or f"10.{number // 250}.{number % 250}.7", 50000)
        return TestClient(self.app, base_url=url, client=client, follow_redirects=False)

    def make(self, role: Role, name: str = "") -> Account:
        return self.docent.people.accounts.make(name or f"{role} {next(_numbers)}", role, password=PASSWORD)

    def enter(self, role: Role) -> TestClient:
        """Open a browser in which somebody with a role is signed in."""
        client = self.visit()
        sign_in(client, self.make(role).name)
        return client


@pytest.fixture(scope="session")
def make_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    built: list[Docent] = []

    def make(**settings: object) -> Site:
        folder = tmp_path_factory.mktemp("site")
        values = Settings(data_folder=folder, load_samples=False, **settings)  # type: ignore[arg-type]
        docent = build_docent(values)
        built.append(docent)
        docent.people.prepare_first_admin(PASSWORD)
        return Site(docent=docent, app=build_app(values, docent), settings=values)

    yield make
    for docent in built:
        docent.close()


@pytest.fixture(scope="session")
def site(make_site: Callable[..., Site]) -> Site:
    """Docent with the usual settings."""
    return make_site()


@pytest.fixture(scope="session")
def other_site(make_site: Callable[..., Site]) -> Site:
    """Docent behind proxies, without guests, and open for whoever makes an account; it has one admin."""
    return make_site(guests=False, sign_up="open", trusted_proxies=("10.9.0.1", "10.9.0.2"))

"""The routes of accounts behind the real guards, without the pages of Gradio, which take long to build."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from assistant.history.history import SqlHistory
from assistant.history.ownership import ConversationOwnership
from assistant.people.account_values import Account
from assistant.people.people import People, build_people
from assistant.people.principal import Role
from assistant.settings import Settings
from knowledge_base.store.database import create_database_engine, upgrade_database
from tests.assistant.conftest import MIGRATIONS
from tests.assistant.people.conftest import QUICK
from tests.web.visitors import PASSWORD, sign_in
from web.access import AccessGate
from web.account.desk import AccountDesk
from web.account.routes import add_routes_of_accounts
from web.account.who_asks import WhoAsks
from web.request_guard import RequestGuard

LOCAL = "http://127.0.0.1:7860"
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    people: People
    history: SqlHistory
    engine: Engine
    ownership: ConversationOwnership
    app: FastAPI

    def visit(self, *, address: str = "", url: str = LOCAL) -> TestClient:
        """Open a new browser; each has an address of its own, so that wrong passwords of tests don't add up."""
        number = next(_numbers)
        client = (address or f"10.{number // 250}.{number % 250}.7", 50000)
        return TestClient(self.app, base_url=url, client=client, follow_redirects=False)

    def make(self, role: Role, name: str = "") -> Account:
        return self.people.accounts.make(name or f"{role} {next(_numbers)}", role, password=PASSWORD)

    def enter(self, role: Role) -> TestClient:
        """Open a browser in which somebody with a role is signed in."""
        client = self.visit()
        sign_in(client, self.make(role).name)
        return client


def build_site(settings: Settings, engine: Engine) -> Site:
    upgrade_database(engine, MIGRATIONS)
    people, ownership = build_people(settings, engine, hasher=QUICK), ConversationOwnership(engine)
    people.prepare_first_admin(PASSWORD)
    app = FastAPI()
    desk = AccountDesk(
        people=people,
        conversations=ownership,
        trusted_proxies=settings.trusted_proxies,
        session_seconds=3600,
        site="Lumen Shop",
    )
    add_routes_of_accounts(app, desk)
    for path in ("/en", "/admin/en"):
        app.mount(path, PlainTextResponse("a page"))
    app.get("/attachments/{attachment_id}")(lambda: "a photo")
    app.add_middleware(AccessGate, routes=app.router.routes, site="Lumen Shop")
    app.add_middleware(
        RequestGuard,
        hosts=None,
        trusted_proxies=settings.trusted_proxies,
        who_asks=WhoAsks(
            people=people,
            trusted_proxies=settings.trusted_proxies,
            knows_guest=lambda guest: bool(ownership.count_conversations(guest)),
        ),
    )
    return Site(people=people, engine=engine, history=SqlHistory(engine), ownership=ownership, app=app)


@pytest.fixture(scope="session")
def make_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    engines: list[Engine] = []

    def make(**values: object) -> Site:
        folder = tmp_path_factory.mktemp("site")
        engines.append(create_database_engine(f"sqlite:///{folder / 'history.sqlite3'}"))
        return build_site(Settings(data_folder=folder, **values), engines[-1])  # type: ignore[arg-type]

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture(scope="session")
def site(make_site: Callable[..., Site]) -> Site:
    """The usual settings."""
    return make_site()


@pytest.fixture(scope="session")
def other_site(make_site: Callable[..., Site]) -> Site:
    """Behind proxies, without guests, and open for whoever makes an account; it has one admin."""
    return make_site(guests=False, sign_up="open", trusted_proxies=("10.9.0.1", "10.9.0.2"))

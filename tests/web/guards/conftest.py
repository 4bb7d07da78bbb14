"""The real pages, built once for all tests of the doors in front of them; no engine is started."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import build_app
from assistant.bootstrap import build_docent
from assistant.settings import Settings
from tests.web.visitors import PASSWORD, sign_in

LOCAL = "http://127.0.0.1:7860"
PAGE = {"accept": "text/html"}


@pytest.fixture(scope="package")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="package")
def pages(data_folder: Path) -> Iterator[FastAPI]:
    settings = Settings(data_folder=data_folder)
    docent = build_docent(settings)
    docent.people.prepare_first_admin(PASSWORD)
    yield build_app(settings, docent)
    docent.close()


def visit(app: FastAPI) -> TestClient:
    """Open the chat as somebody new."""
    visitor = TestClient(app, base_url=LOCAL, client=("127.0.0.1", 50000), follow_redirects=False)
    visitor.get("/en/", headers=PAGE)
    return visitor


def visit_as_admin(app: FastAPI) -> TestClient:
    """Open the chat as the admin."""
    visitor = visit(app)
    sign_in(visitor)
    return visitor

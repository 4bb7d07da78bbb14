"""The routes and guards, over HTTP, with the real pages and a real history."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import build_app
from assistant.bootstrap import build_docent
from assistant.settings import Settings
from web.account.cookies import GUEST
from web.request_guard import allowed_hosts

PAGE = {"accept": "text/html"}
LOCAL = "http://127.0.0.1:7860"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(data_folder=tmp_path)
    docent = build_docent(settings)
    # not started: no engine is needed for what is tested here
    yield TestClient(
        build_app(settings, docent), base_url=LOCAL, client=("127.0.0.1", 50000), follow_redirects=False
    )
    docent.close()


def test_the_entrance_leads_to_the_page_in_the_visitors_language(client: TestClient) -> None:
    answer = client.get("/?c=abc", headers={**PAGE, "accept-language": "zh-CN"})
    assert (answer.status_code, answer.headers["location"]) == (307, "/zh/?c=abc")
    client.cookies.set("docent_language", "en")
    assert client.get("/", headers={"accept-language": "zh-CN"}).headers["location"] == "/en/"


def test_a_page_brings_its_headers_and_makes_a_guest(client: TestClient) -> None:
    page = client.get("/en/", headers=PAGE)
    assert page.status_code == 200
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    cookie = page.headers["set-cookie"]
    assert cookie.startswith(GUEST)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "set-cookie" not in client.get("/en/", headers=PAGE).headers  # it is kept


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json() == {"status": "starting", "model": "loading", "knowledge": "loading"}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_other_sites_may_not_post(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/en/gradio_api/queue/join", json={}, headers=headers).status_code == 403
    assert client.post("/account/sign-in", data={"password": "x"}, headers=headers).status_code == 403


def test_other_names_of_a_local_server_are_refused(client: TestClient) -> None:
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 403
    assert client.get("/healthz", headers={"host": "localhost:7860"}).status_code == 200


def test_which_hosts_are_allowed() -> None:
    assert allowed_hosts("0.0.0.0", ()) is None  # noqa: S104  # all
    assert "help.example.org" in (allowed_hosts("0.0.0.0", ["help.example.org"]) or ())  # noqa: S104
    assert "evil.example" not in (allowed_hosts("127.0.0.1", ()) or ())


@pytest.mark.parametrize(
    "path",
    ["/attachments/00", "/citations/00", "/conversations/00.md", "/attachments/..%2f..%2fhistory.sqlite3"],
)
def test_what_is_not_ones_own_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["history.sqlite3", "knowledge.sqlite3", "attachments/ab/abc"])
def test_gradio_never_serves_the_data(client: TestClient, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    assert client.get(f"/en/gradio_api/file={path}").status_code == 403

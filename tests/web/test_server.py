"""The routes and guards, over HTTP, with the real pages and a real history."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app import build_app
from assistant.bootstrap import build_docent
from assistant.settings import Settings
from web.admin import admin_gate
from web.admin.admin_gate import AdminSessions
from web.request_guard import OWNER_COOKIE, allowed_hosts

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


def test_a_page_brings_its_headers_and_an_owner(client: TestClient) -> None:
    page = client.get("/en/", headers=PAGE)
    assert page.status_code == 200
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    cookie = page.headers["set-cookie"]
    assert cookie.startswith(OWNER_COOKIE)
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
    assert client.post("/admin-login", data={"password": "x"}, headers=headers).status_code == 403


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


def test_without_a_password_only_this_machine_manages_the_knowledge(client: TestClient) -> None:
    assert client.get("/admin/en/", headers=PAGE).status_code == 200
    assert client.get("/admin/en/", headers={**PAGE, "x-forwarded-for": "8.8.8.8"}).status_code == 403
    remote = TestClient(client.app, base_url=LOCAL, client=("10.0.0.7", 50000))
    page = remote.get("/admin/en/", headers={**PAGE, "accept-language": "zh"})
    assert page.status_code == 403
    assert "DOCENT_ADMIN_PASSWORD" in page.text
    assert "知识库" in page.text
    assert remote.post("/admin/en/gradio_api/queue/join", json={}).status_code == 403
    assert remote.get("/admin/en/config").status_code == 403
    assert remote.get("/admin/documents/none/passages").status_code == 403
    assert client.get("/admin/documents/none/passages").status_code == 404


def test_with_a_password_one_signs_in(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path, admin_password=SecretStr("correct horse"))
    docent = build_docent(settings)
    client = TestClient(build_app(settings, docent), base_url=LOCAL, follow_redirects=False)
    assert client.get("/admin/en/", headers=PAGE).headers["location"] == "/admin-login"
    assert client.get("/admin/en/config").status_code == 401
    assert "password" in client.get("/admin-login").text
    assert client.post("/admin-login", data={"password": "wrong"}).status_code == 401
    signed_in = client.post("/admin-login", data={"password": "correct horse"})
    assert signed_in.headers["location"] == "/admin"
    assert "HttpOnly" in signed_in.headers["set-cookie"]
    assert client.get("/admin/en/", headers=PAGE).status_code == 200
    docent.close()


def test_guessing_passwords_is_stopped_for_a_while() -> None:
    now = 0.0
    sessions = AdminSessions(password=SecretStr("right"), clock=lambda: now)
    for _ in range(5):
        assert sessions.sign_in("wrong", "8.8.8.8") is None
    assert sessions.is_locked("8.8.8.8")
    assert sessions.sign_in("right", "8.8.8.8") is None
    now = 61.0
    token = sessions.sign_in("right", "8.8.8.8")
    assert token is not None
    assert sessions.admits("8.8.8.8", {}, {"docent_admin": token})
    now += 13 * 3600
    assert not sessions.admits("8.8.8.8", {}, {"docent_admin": token})


def test_who_guesses_locks_out_no_one_else() -> None:
    sessions = AdminSessions(password=SecretStr("right"), clock=lambda: 0.0)
    for guess in range(5):
        sessions.sign_in("wrong", "8.8.8.8")
        sessions.sign_in("wrong", f"2001:db8::{guess}")  # one network: one who guesses
    assert sessions.sign_in("right", "10.0.0.7") is not None
    assert sessions.sign_in("right", "2001:db8:0:1::1") is not None
    assert sessions.sign_in("right", "8.8.8.8") is None
    assert sessions.sign_in("right", "2001:db8::77") is None


def test_the_clients_that_are_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin_gate, "REMEMBERED_CLIENTS", 3)
    sessions = AdminSessions(password=SecretStr("right"), clock=lambda: 0.0)
    for _ in range(5):
        sessions.sign_in("wrong", "8.8.8.8")
    for number in range(2):
        sessions.sign_in("wrong", f"10.0.0.{number}")
    assert sessions.is_locked("8.8.8.8")
    sessions.sign_in("wrong", "10.0.0.2")
    assert not sessions.is_locked("8.8.8.8")
    assert len(sessions._guesses) == 3


def test_behind_a_trusted_proxy_guesses_are_counted_by_the_address_that_it_names(tmp_path: Path) -> None:
    settings = Settings(
        data_folder=tmp_path,
        admin_password=SecretStr("correct horse"),
        trusted_proxies=("10.0.0.1", "10.0.0.2"),
    )
    docent = build_docent(settings)
    app = build_app(settings, docent)

    def guess(proxy: str, forwarded: str, password: str = "wrong") -> int:  # noqa: S107
        client = TestClient(app, base_url=LOCAL, client=(proxy, 50000), follow_redirects=False)
        headers = {"x-forwarded-for": forwarded}
        return client.post("/admin-login", data={"password": password}, headers=headers).status_code

    for number in range(5):  # what stands before the last address was written by the visitor
        guess("10.0.0.1", f"1.2.3.{number}, 8.8.8.8, 10.0.0.2")
    assert guess("10.0.0.1", "8.8.8.8", "correct horse") == 429
    assert guess("10.0.0.1", "9.9.9.9", "correct horse") == 303
    for number in range(5):  # whose word is not taken is counted itself
        guess("10.0.0.7", f"1.2.3.{number}")
    assert guess("10.0.0.7", "1.2.3.9", "correct horse") == 429
    docent.close()

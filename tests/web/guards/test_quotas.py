"""What one visitor and one network may use, by a clock that the test turns."""

from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import DiskFullError, QuotaError
from assistant.people.principal import Principal, PrincipalId
from web.guards.quota_door import QuotaDoor
from web.guards.quotas import DAY_SECONDS, Kind, Limit, Quotas, Visitor
from web.request_guard import SCOPE_PRINCIPAL


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quotas(tmp_path: Path, clock: Clock) -> Quotas:
    limits = {
        Kind.QUESTION: Limit(a_day=4),
        Kind.SPEECH: Limit(a_day=100, at_once=1),
        Kind.DRAFT: Limit(a_day=2),
        Kind.UPLOAD_BYTES: Limit(a_day=1000),
    }
    return Quotas(limits=limits, network_share=2, folder=tmp_path, min_free_bytes=0, clock=clock)


def visitor(name: str, network: str = "8.8.8.8") -> Visitor:
    return Visitor(principal=PrincipalId(name), network=network)


def test_what_is_used_up_comes_back_evenly(quotas: Quotas, clock: Clock) -> None:
    for _ in range(4):
        quotas.take(Kind.QUESTION, visitor("a"))
    with pytest.raises(QuotaError) as refused:
        quotas.take(Kind.QUESTION, visitor("a"))
    assert refused.value.params == {"wait_seconds": DAY_SECONDS / 4, "wait_minutes": 360}
    clock.now += DAY_SECONDS / 4
    quotas.take(Kind.QUESTION, visitor("a"))
    with pytest.raises(QuotaError):
        quotas.take(Kind.QUESTION, visitor("a"))


def test_a_new_cookie_is_no_new_network(quotas: Quotas) -> None:
    for number in range(8):
        quotas.take(Kind.QUESTION, visitor(f"thrown away {number}"))
    with pytest.raises(QuotaError):
        quotas.take(Kind.QUESTION, visitor("new"))
    quotas.take(Kind.QUESTION, visitor("new", "9.9.9.9"))


def test_a_network_that_is_refused_costs_the_visitor_nothing(quotas: Quotas) -> None:
    for number in range(8):
        quotas.take(Kind.QUESTION, visitor(f"{number}"))
    with pytest.raises(QuotaError):
        quotas.take(Kind.QUESTION, visitor("a"))
    for _ in range(4):
        quotas.take(Kind.QUESTION, visitor("a", "9.9.9.9"))


def test_at_the_same_time_is_bounded_too(quotas: Quotas) -> None:
    with quotas.hold(Kind.SPEECH, visitor("a")):
        with pytest.raises(QuotaError), quotas.hold(Kind.SPEECH, visitor("a")):
            pass
        with (
            quotas.hold(Kind.SPEECH, visitor("b")),
            pytest.raises(QuotaError),
            quotas.hold(Kind.SPEECH, visitor("c")),
        ):
            pass
    with quotas.hold(Kind.SPEECH, visitor("a")):
        pass


def test_a_disk_that_is_nearly_full_takes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DiskFullError):
        Quotas(limits={}, network_share=1, folder=tmp_path, min_free_bytes=10**18).need_disk()
    with pytest.raises(DiskFullError):
        Quotas(limits={}, network_share=1, folder=tmp_path, min_free_bytes=0).need_disk(10**18)


class Known:
    """Stands for what finds out who asks: by a header, and without one somebody new each time."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            name = dict(scope["headers"]).get(b"x-name", uuid4().bytes).hex()
            scope[SCOPE_PRINCIPAL] = Principal.guest(name)
        await self.app(scope, receive, send)


def served(quotas: Quotas, address: str, proxies: tuple[str, ...] = ()) -> TestClient:
    app = FastAPI()
    app.post("/drafts")(lambda: "read")
    app.post("/admin/en/gradio_api/upload")(lambda: "taken")
    app.add_middleware(QuotaDoor, quotas=quotas, trusted_proxies=proxies)
    app.add_middleware(Known)
    return TestClient(app, client=(address, 5000))


def test_too_many_requests_are_told_what_to_do(quotas: Quotas) -> None:
    answers = [
        served(quotas, f"2001:db8::{number}").post(
            "/drafts", content=b"x" * 10, headers={"accept-language": "zh"}
        )
        for number in range(5)  # each without a cookie, from one /64
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert answers[4].headers["retry-after"] == str(int(DAY_SECONDS / 4))
    assert answers[4].json()["message"] == "您在短时间内的请求太多，请在 360 分钟后再试。"
    assert served(quotas, "2001:db8:0:1::1").post("/drafts", content=b"x").status_code == 200


def test_the_word_of_a_proxy_counts_where_it_is_trusted(quotas: Quotas) -> None:
    def ask(told: str, proxies: tuple[str, ...]) -> int:
        headers = {"x-forwarded-for": told}
        return served(quotas, "10.0.0.1", proxies).post("/drafts", content=b"x", headers=headers).status_code

    assert {ask(f"1.2.3.{number}", ("10.0.0.1",)) for number in range(9)} == {200}
    assert [ask(f"1.2.4.{number}", ()) for number in range(5)] == [200, 200, 200, 200, 429]


def test_bytes_are_counted_before_they_are_there(quotas: Quotas) -> None:
    client = served(quotas, "8.8.8.8")
    client.headers["x-name"] = "one"
    assert client.post("/drafts", content=b"x" * 900).status_code == 200
    assert client.post("/drafts", content=b"x" * 200).status_code == 429
    assert client.post("/drafts", content=iter([b"x"])).status_code == 411


def test_an_admins_upload_is_not_counted_but_needs_room(quotas: Quotas, tmp_path: Path) -> None:
    client = served(quotas, "8.8.8.8")
    assert client.post("/admin/en/gradio_api/upload", content=b"x" * 5000).status_code == 200
    full = Quotas(limits={}, network_share=1, folder=tmp_path, min_free_bytes=10**18)
    answer = served(full, "8.8.8.8").post("/admin/en/gradio_api/upload", content=b"x")
    assert answer.status_code == 507
    assert "operator" in answer.json()["message"]

"""Attacks on the pages through Gradio, each with a visitor who does the same and may."""

import asyncio
import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from gradio.routes import App
from starlette.routing import Mount
from starlette.types import Message, Receive, Scope, Send

from assistant.people.principal import Principal
from tests.web.guards.conftest import LOCAL, PAGE, visit
from tests.web.visitors import find_one_guest
from web.guards.gradio_door import GradioDoor
from web.guards.uploads import Uploads
from web.request_guard import SCOPE_PRINCIPAL, RequestGuard

META = {"_type": "gradio.FileData"}
Wrap = Callable[[Any], Any]
WRAPS: tuple[Wrap, ...] = (
    lambda reference: reference,
    lambda reference: [reference],
    lambda reference: {"text": "", "files": [reference]},
    lambda reference: {"value": [[{"deep": json.dumps(reference)}]]},
)


def upload(visitor: TestClient, content: bytes = b"mine", name: str = "a.txt", page: str = "/en") -> str:
    answer = visitor.post(f"{page}/gradio_api/upload", files={"files": (name, content)})
    (path,) = answer.json()
    return str(path)


def blocks_of(app: FastAPI) -> dict[str, gr.Blocks]:
    return {
        route.path: route.app.get_blocks()
        for route in app.routes
        if isinstance(route, Mount) and isinstance(route.app, App)
    }


@pytest.mark.parametrize("wrap", WRAPS)
def test_an_upload_of_ones_own_passes(pages: FastAPI, wrap: Wrap) -> None:
    visitor = visit(pages)
    path = upload(visitor)
    address = f"{LOCAL}/en/gradio_api/file={path}"
    body = {
        "fn_index": 0,
        "session_hash": "own",
        "data": [wrap({"path": path, "url": address, "meta": META})],
    }
    answer = visitor.post("/en/gradio_api/queue/join", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["event_id"]


def test_a_file_of_the_server_and_of_another_are_refused(pages: FastAPI) -> None:
    visitor = visit(pages)
    for path in ("/etc/passwd", upload(visit(pages), b"theirs", "b.txt")):
        body = {"fn_index": 0, "session_hash": "s", "data": [{"path": path, "meta": META}]}
        answer = visitor.post("/en/gradio_api/queue/join", json=body)
        assert (answer.status_code, answer.json()["error"]) == (403, "error.upload_missing")


def test_every_page_has_the_second_wall(pages: FastAPI) -> None:
    assert set(blocks_of(pages)) >= {"/en", "/zh", "/admin/en", "/admin/zh"}
    assert all(blocks.has_launched for blocks in blocks_of(pages).values())


def test_an_upload_is_served_to_its_owner_alone_and_locked_up(pages: FastAPI) -> None:
    visitor, other = visit(pages), visit(pages)
    path = upload(visitor, b"<script>alert(1)</script>", "x.svg")
    shown = visitor.get(f"/en/gradio_api/file={path}")
    assert (shown.status_code, shown.text) == (200, "<script>alert(1)</script>")
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert other.get(f"/en/gradio_api/file={path}").status_code == 403
    nobody = TestClient(pages, base_url=LOCAL)
    assert nobody.get(f"/en/gradio_api/file={path}").status_code == 403


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"not JSON", 400),
        (b"[]", 400),
        (b'{"data": []}', 400),
        (b'{"data": [], "session_hash": 5}', 400),
        (b"[" * 100_000, 400),
        (b'{"data": ["' + b"x" * 8_000_001 + b'"]}', 413),
    ],
)
def test_what_is_no_event_is_refused(pages: FastAPI, content: bytes, status: int) -> None:
    answer = visit(pages).post("/zh/gradio_api/queue/join", content=content)
    assert answer.status_code == status
    assert answer.json()["detail"] in {"无法处理这个请求，请重新加载页面。", "请求内容过大。"}


class Inside:
    """Stands for Gradio: keeps what came through the door and answers like its queue."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.bodies: list[Any] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        message = await receive()
        self.bodies.append(json.loads(message["body"]) if message.get("body") else None)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        body = json.dumps({"event_id": f"event-{len(self.scopes)}"}).encode()
        await send({"type": "http.response.body", "body": body})


class Visitor:
    """Sends requests through a door as a principal."""

    def __init__(self, door: GradioDoor, name: str) -> None:
        self.door, self.principal = door, Principal.guest(name)

    def send(self, method: str, path: str, query: str = "", body: Any = None) -> int:
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [],
            SCOPE_PRINCIPAL: self.principal,
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": json.dumps(body).encode() if body is not None else b""}

        async def send(message: Message) -> None:
            sent.append(message)

        asyncio.run(self.door(scope, receive, send))
        return int(sent[0]["status"])


def events_of(app: FastAPI) -> Iterator[tuple[str, Any]]:
    for page, blocks in blocks_of(app).items():
        for event in blocks.config["dependencies"]:
            yield page, event


def test_no_event_of_any_page_takes_a_file_that_was_not_uploaded(pages: FastAPI, tmp_path: Path) -> None:
    """Walks every input of every event, and the data that an event brings with it."""
    inside, uploads = Inside(), Uploads(tmp_path)
    visitor = Visitor(GradioDoor(inside, mounts=list(blocks_of(pages)), uploads=uploads), "a")
    uploads.add(Principal.guest("b").id, [theirs := str(tmp_path / "theirs.png")])
    references: list[dict[str, Any]] = [
        {"path": "/etc/passwd", "meta": META},
        {"path": "file:///etc/passwd", "meta": META},
        {"path": "http://127.0.0.1:1/x.png", "meta": META},
        {"path": "x.png", "url": "http://127.0.0.1:1/x.png", "meta": META},
        {"path": theirs, "meta": META},
        {"path": theirs},
    ]
    passed, tried = [], 0
    for page, event in events_of(pages):
        inputs = len(event["inputs"])
        for place, (number, reference) in product(range(inputs + 1), enumerate(references)):
            # a text of JSON without the mark is what somebody writes
            wraps = WRAPS if "meta" in reference else WRAPS[:-1]
            wrapped = wraps[(number + place) % len(wraps)](reference)
            data: list[Any] = [None] * inputs
            data[place : place + 1] = [wrapped]
            body = {
                "fn_index": event["id"],
                "session_hash": "s",
                "data": data[:inputs],
                "event_data": data[inputs:],
            }
            tried += 1
            if visitor.send("POST", f"{page}/gradio_api/queue/join", body=body) != 403:
                passed.append((page, event["id"], place, reference))
    assert passed == []
    assert inside.bodies == []
    assert tried > 1000


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
def visitors(inside: Inside, tmp_path: Path) -> tuple[Visitor, Visitor]:
    door = GradioDoor(inside, mounts=["/en"], uploads=Uploads(tmp_path))
    return Visitor(door, "a"), Visitor(door, "b")


def test_an_event_that_comes_after_its_file_was_sent_passes_without_the_file(
    inside: Inside, tmp_path: Path
) -> None:
    uploads = Uploads(tmp_path)
    door = GradioDoor(inside, mounts=["/en"], uploads=uploads)
    ours, theirs = Visitor(door, "a"), Visitor(door, "b")
    path = str(tmp_path / "label.png")
    uploads.add(ours.principal.id, [path])
    uploads.drop(ours.principal.id, [path])
    file = {"path": path, "meta": META}
    body = {"session_hash": "s", "data": [file, {"text": "words", "files": [file]}, 3]}
    address = "/en/gradio_api/queue/join"
    assert theirs.send("POST", address, body=body) == 403
    assert ours.send("POST", address, body={**body, "data": [json.dumps(file)]}) == 403
    assert inside.bodies == []
    ours.send("POST", address, body=body)
    assert inside.bodies[0]["data"] == [None, {"text": "words", "files": []}, 3]


def test_the_same_name_of_two_visitors_is_two_sessions(
    inside: Inside, visitors: tuple[Visitor, Visitor]
) -> None:
    for visitor in visitors:
        visitor.send("POST", "/en/gradio_api/queue/join", body={"session_hash": "same", "data": []})
        visitor.send("GET", "/en/gradio_api/queue/data", "session_hash=same")
        visitor.send("GET", "/en/gradio_api/heartbeat/same")
        visitor.send("GET", "/en/gradio_api/upload_progress", "upload_id=same")
    ours, theirs = inside.scopes[:4], inside.scopes[4:]
    name, other = inside.bodies[0]["session_hash"], inside.bodies[4]["session_hash"]
    assert name != other
    for scopes, session in ((ours, name), (theirs, other)):
        assert scopes[1]["query_string"].decode() == f"session_hash={session}"
        assert scopes[2]["path"] == f"/en/gradio_api/heartbeat/{session}"
        assert scopes[2]["raw_path"].decode() == scopes[2]["path"]
    assert ours[3]["query_string"] != theirs[3]["query_string"]


@pytest.mark.parametrize(
    "query", ["", "session_hash=a&session_hash=b", "session_hash=", "session_hash=" + "a" * 200]
)
def test_a_stream_has_one_name(visitors: tuple[Visitor, Visitor], query: str) -> None:
    assert visitors[0].send("GET", "/en/gradio_api/queue/data", query) == 400


@pytest.mark.parametrize("path", ["/en/gradio_api/cancel", "/en/gradio_api/reset"])
def test_an_event_is_stopped_by_who_began_it(visitors: tuple[Visitor, Visitor], path: str) -> None:
    ours, theirs = visitors
    ours.send("POST", "/en/gradio_api/queue/join", body={"session_hash": "s", "data": []})
    body = {"session_hash": "s", "fn_index": 1, "event_id": "event-1"}
    assert theirs.send("POST", path, body=body) == 403
    assert ours.send("POST", path, body={**body, "event_id": "event-9"}) == 403
    assert ours.send("POST", path, body={**body, "event_id": None}) == 403
    assert ours.send("POST", path, body=body) == 200


def test_what_comes_of_the_browser_alone_is_taken_out(
    inside: Inside, visitors: tuple[Visitor, Visitor]
) -> None:
    body = {"session_hash": "s", "data": ["x"], "event_id": "1", "oauth_token": "t", "batched": True}
    assert visitors[0].send("POST", "/en/gradio_api/queue/join", "x=1", body) == 200
    assert inside.bodies[0].keys() == {"session_hash", "data"}
    assert inside.scopes[0]["query_string"] == b""


# --- the attack itself, on a page of Gradio's with and without the door ------------------------------------------


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[bool, TestClient]]:
    """A page that answers with what is in a file: guarded, and open."""
    clients = {}
    environment = pytest.MonkeyPatch()
    for is_guarded in (False, True):
        folder = tmp_path_factory.mktemp("uploads")
        environment.setenv("GRADIO_TEMP_DIR", str(folder))
        blocks = gr.Blocks()
        with blocks:
            file, answer = gr.File(), gr.Textbox()
            file.upload(lambda path: Path(path).read_text(), file, answer)
        app = FastAPI()
        gr.mount_gradio_app(app, blocks, path="/en", ssr_mode=False)
        if is_guarded:
            app.add_middleware(GradioDoor, mounts=["/en"], uploads=Uploads(folder))
            app.add_middleware(RequestGuard, hosts=None, who_asks=find_one_guest)
        clients[is_guarded] = TestClient(app, base_url=LOCAL)
    with clients[False], clients[True]:
        for client in clients.values():
            client.get("/en/", headers=PAGE)
        yield clients
    environment.undo()


def read_by(client: TestClient, path: str) -> str:
    body = {"fn_index": 0, "session_hash": "s", "data": [{"path": path, "meta": META}]}
    joined = client.post("/en/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return f"refused with {joined.status_code}"
    return client.get("/en/gradio_api/queue/data", params={"session_hash": "s"}).text


@pytest.mark.parametrize(("is_guarded", "is_read"), [(False, True), (True, False)])
def test_a_file_of_the_server_is_not_read(
    echo: dict[bool, TestClient], tmp_path: Path, is_guarded: bool, is_read: bool
) -> None:
    (secret := tmp_path / "secret.txt").write_text("canary")
    assert ("canary" in read_by(echo[is_guarded], str(secret))) is is_read


@pytest.mark.parametrize("is_guarded", [False, True])
def test_an_upload_is_read(echo: dict[bool, TestClient], is_guarded: bool) -> None:
    assert "my words" in read_by(echo[is_guarded], upload(echo[is_guarded], b"my words"))

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from model.errors import GenerationError
from model.image_server import ImageServer
from tests.media import make_png


@contextmanager
def serving(status: int, body: bytes) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append({"path": self.path, "key": self.headers["Authorization"], **json.loads(content)})
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_picture_comes_from_the_server_with_its_key() -> None:
    photo = make_png(8, 8)
    answer = json.dumps({"data": [{"b64_json": base64.b64encode(photo).decode()}]}).encode()

    with serving(200, answer) as (url, asked):
        made = ImageServer(url=url, model="tiny", key="secret").generate("a red bicycle")

    assert made == photo
    assert asked[0]["path"] == "/v1/images/generations"
    assert asked[0]["key"] == "Bearer secret"
    assert (asked[0]["prompt"], asked[0]["model"]) == ("a red bicycle", "tiny")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"data": []}'),
        (200, b'{"data": [{"url": "http://elsewhere.example/x.png"}]}'),
        (200, b'{"data": [{"b64_json": "***"}]}'),
        (200, b'{"data": [{"b64_json": 5}]}'),
    ],
)
def test_an_answer_without_a_picture_is_an_error(status: int, body: bytes) -> None:
    with serving(status, body) as (url, _), pytest.raises(GenerationError):
        ImageServer(url=url, model="", key="").generate("a red bicycle")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "nonsense", "http://"])
def test_a_server_that_is_not_there_is_an_error(url: str) -> None:
    with pytest.raises(GenerationError):
        ImageServer(url=url, model="", key="").generate("a red bicycle")


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(ImageServer(url="http://x", model="", key="secret"))

"""An engine that is there and says nothing is ended, and the next question finds another one. No weights are needed."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from model.chat import llama_chat_model
from model.chat.llama_chat_model import LlamaChatModel
from model.chat.llama_process import LlamaConfig
from model.chat.messages import ChatMessage, GenerationSettings, Role
from model.errors import GenerationError

ASKED = [ChatMessage.of_text(Role.USER, "How long?")]


class Engine:
    """In the place of the engine's process: the first one says nothing."""

    made: list["Engine"]

    def __init__(self, _config: LlamaConfig, _key: str) -> None:
        Engine.made.append(self)
        self.silence = threading.Event()
        if len(Engine.made) > 1:
            self.silence.set()
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                engine.silence.wait()
                body = json.dumps({"prompt": "x", "tokens": [1, 2, 3]}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self.is_running = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def has_ended_within(self, seconds: float) -> bool:
        del seconds
        return not self.is_running

    def stop(self) -> None:
        self.is_running = False
        self.silence.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[LlamaChatModel]:
    Engine.made = []
    monkeypatch.setattr(llama_chat_model, "LlamaProcess", Engine)
    monkeypatch.setattr(llama_chat_model, "STREAM_TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(LlamaChatModel._ask, "__defaults__", (0.2,))
    made = LlamaChatModel(LlamaConfig(weights_path=Path("none.gguf")))
    yield made
    made.close()


def test_a_count_that_is_not_answered_ends_the_engine(model: LlamaChatModel) -> None:
    with pytest.raises(GenerationError):
        model.count_tokens(ASKED)
    assert not Engine.made[0].is_running
    assert model.count_tokens(ASKED) == 3  # by another one
    assert len(Engine.made) == 2


def test_a_reply_that_stops_in_the_middle_ends_the_engine(model: LlamaChatModel) -> None:
    with pytest.raises(GenerationError, match="ReadTimeout"):
        list(model.stream(ASKED, GenerationSettings(), conversation_key="c"))
    assert not Engine.made[0].is_running
    assert model.count_tokens(ASKED) == 3

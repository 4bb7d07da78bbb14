"""The embedded engine: llama.cpp in this process, through xllamacpp.

llama.cpp keeps the prompt of each conversation: the slot that holds the longest common prefix goes on from it, and
what a slot must give up for another conversation waits in memory (`prompt_cache_mib`). Only exact prefixes are
used again, so nothing passes from one conversation to another.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from model.errors import ContextLengthError, EngineLoadError, GenerationError, ModelError
from model.messages import ChatMessage, Delta, GenerationFinished, GenerationSettings, TextDelta, Usage
from model.plain_text import render_plain_text

logger = logging.getLogger(__name__)

# llama.cpp looks for a cancelled request between batches; 128 tokens cost 3 % of the reading speed of one big batch
# and are read in under two seconds on two cores.
BATCH_TOKENS = 128
HTTP_TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LlamaConfig:
    """How the engine runs."""

    weights_path: Path
    context_tokens: int = 4096  # of one conversation, prompt and reply
    parallel_conversations: int = 4  # 1 or more; further ones wait in turn
    threads: int | None = None  # None: as many as there are cores
    prompt_cache_mib: int = 512  # memory for the prompts of conversations that are not being answered


class LlamaChatModel:
    """A chat model on a GGUF file; safe to use from several threads."""

    def __init__(self, config: LlamaConfig) -> None:
        """Load the weights.

        Raises:
            EngineLoadError: llama.cpp can't load them.
        """
        self.context_tokens = config.context_tokens
        self.name = config.weights_path.stem
        self._key = secrets.token_urlsafe(32)
        self._server = _start_server(config, self._key)
        self._address = urlsplit(self._server.listening_address)

    def count_tokens(self, messages: Sequence[ChatMessage]) -> int:
        """Return how many tokens a prompt of these messages takes, chat template included.

        Raises:
            GenerationError: The engine does not answer.
        """
        prompt = self._post("/apply-template", {"messages": _to_dicts(messages)})["prompt"]
        return len(self._post("/tokenize", {"content": prompt, "parse_special": True})["tokens"])

    def stream(
        self, messages: Sequence[ChatMessage], settings: GenerationSettings, *, conversation_key: str
    ) -> Iterator[Delta]:
        """Answer in pieces; closing the iterator cancels within one token, or one batch of the prompt.

        Args:
            messages: The prompt.
            settings: How to sample.
            conversation_key: Not needed here: the kept prefix is found by its tokens.

        Raises:
            ContextLengthError: The prompt does not fit the context.
            GenerationError: llama.cpp failed.
        """
        del conversation_key
        request = {
            "messages": _to_dicts(messages),
            "stream": True,
            "return_progress": True,  # a call per batch of the prompt, in which it can be cancelled
            "cache_prompt": True,
            "max_tokens": settings.max_new_tokens,
            "temperature": settings.temperature,
            "top_p": settings.top_p,
            "repeat_penalty": settings.repeat_penalty,
        }
        if settings.seed is not None:
            request["seed"] = settings.seed
        return self._stream(request)

    def warm(self, messages: Sequence[ChatMessage]) -> None:
        """Read a prompt ahead, so that a later prompt that begins with it is answered sooner."""
        for _ in self.stream(messages, GenerationSettings(max_new_tokens=1), conversation_key=""):
            pass

    def _stream(self, request: dict[str, Any]) -> Iterator[Delta]:
        chunks: queue.SimpleQueue[dict[str, Any] | BaseException | None] = queue.SimpleQueue()
        is_cancelled = threading.Event()

        def receive(chunk: dict[str, Any]) -> bool:
            chunks.put(chunk)
            return is_cancelled.is_set()

        def run() -> None:
            try:
                self._server.handle_chat_completions(request, receive)
                chunks.put(None)
            except BaseException as exc:  # noqa: BLE001  # it belongs to whoever reads the stream
                chunks.put(exc)

        threading.Thread(target=run, name="llama-stream", daemon=True).start()
        try:
            while (chunk := chunks.get()) is not None:
                if isinstance(chunk, BaseException):
                    msg = f"the engine failed: {type(chunk).__name__}"
                    raise GenerationError(msg) from chunk
                yield from _to_deltas(chunk)
        finally:
            is_cancelled.set()

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        connection = HTTPConnection(
            str(self._address.hostname), self._address.port, timeout=HTTP_TIMEOUT_SECONDS
        )
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"}
        try:
            connection.request("POST", path, json.dumps(body), headers)
            response = connection.getresponse()
            content = response.read()
            if response.status != 200:
                msg = f"the engine refused {path}: {response.status}"
                raise GenerationError(msg)
            return json.loads(content)
        except (OSError, HTTPException, ValueError) as exc:
            msg = f"the engine does not answer {path}"
            raise GenerationError(msg) from exc
        finally:
            connection.close()


def _start_server(config: LlamaConfig, key: str) -> Any:
    try:
        import xllamacpp  # 100 MB of native code: only when it is used
    except ImportError as exc:
        msg = "the package xllamacpp is not installed or does not fit this machine"
        raise EngineLoadError(msg) from exc
    threads = config.threads or os.cpu_count() or 1
    params = xllamacpp.CommonParams()
    params.model.path = str(config.weights_path)
    params.n_ctx = config.context_tokens * config.parallel_conversations
    params.n_parallel = config.parallel_conversations
    params.n_batch = params.n_ubatch = BATCH_TOKENS
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.cache_ram_mib = config.prompt_cache_mib
    params.verbosity = -1
    # llama.cpp opens a port on the loopback address; tokens are counted through it, others are kept out
    params.api_keys = [key]
    params.ui = params.endpoint_slots = params.endpoint_props = False
    params.cors_origins = "null"
    try:
        return xllamacpp.Server(params)
    except (RuntimeError, ValueError) as exc:
        msg = f"llama.cpp can't load {config.weights_path.name}: {exc}"
        raise EngineLoadError(msg) from exc


def _to_dicts(messages: Sequence[ChatMessage]) -> list[dict[str, str]]:
    return [{"role": str(message.role), "content": render_plain_text(message)} for message in messages]


def _to_deltas(chunk: dict[str, Any]) -> Iterator[Delta]:
    if "error" in chunk:
        raise _to_error(chunk["error"])
    for choice in chunk.get("choices", ()):
        text = choice["delta"].get("content")
        if text:
            yield TextDelta(text=text)
        if choice["finish_reason"]:
            yield GenerationFinished(
                finish_reason="length" if choice["finish_reason"] == "length" else "stop",
                usage=_to_usage(chunk.get("timings", {})),
            )


def _to_error(error: dict[str, Any]) -> ModelError:
    if error.get("type") == "exceed_context_size_error":
        msg = f"the prompt has {error['n_prompt_tokens']} tokens, the context {error['n_ctx']}"
        return ContextLengthError(msg, tokens=error["n_prompt_tokens"], limit=error["n_ctx"])
    return GenerationError(f"the engine failed: {error.get('message', 'no reason given')}")


def _to_usage(timings: dict[str, float]) -> Usage:
    cached, new = int(timings.get("cache_n", 0)), int(timings.get("prompt_n", 0))
    return Usage(
        prompt_tokens=cached + new,
        cached_prompt_tokens=cached,
        completion_tokens=int(timings.get("predicted_n", 0)),
        prompt_seconds=timings.get("prompt_ms", 0) / 1000,
        completion_seconds=timings.get("predicted_ms", 0) / 1000,
    )

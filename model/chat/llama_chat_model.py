"""The embedded engine: a chat model on a GGUF file, run by llama.cpp in a process of its own.

llama.cpp keeps the prompt of each conversation: the slot that holds the longest common prefix goes on from it, and
what a slot must give up for another conversation waits in memory (`prompt_cache_mib`). Only exact prefixes are
used again, so nothing passes from one conversation to another.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx

from model.chat.capabilities import Capability
from model.chat.llama_process import LlamaConfig, LlamaProcess
from model.chat.messages import (
    ChatMessage,
    Delta,
    GenerationFinished,
    GenerationSettings,
    Role,
    TextDelta,
    Usage,
)
from model.chat.model_profile import SMALL_MODEL, ModelProfile
from model.chat.option_choice import Tokens, check_options, choose_by_tokens
from model.chat.plain_text import render_plain_text
from model.errors import ContextLengthError, GenerationError, ModelError

logger = logging.getLogger(__name__)
COUNT_TIMEOUT_SECONDS = 30.0
OPTION_BIAS = 100.0  # put on the tokens that may follow alike: they come first, and stay in proportion
ENDING_SECONDS = 5.0
STREAM_TIMEOUT_SECONDS = 600.0  # between two pieces: a reply may have to wait for others


class LlamaChatModel:
    """A chat model on a GGUF file; safe to use from several threads."""

    capabilities = frozenset({Capability.CHOICE, Capability.EXACT_TOKENS, Capability.GRAMMAR})

    def __init__(self, config: LlamaConfig, profile: ModelProfile = SMALL_MODEL) -> None:
        """Load the weights.

        Args:
            config: How the engine runs.
            profile: How this model is best used.

        Raises:
            EngineLoadError: llama.cpp can't load them.
        """
        self.profile = profile
        self.context_tokens = config.context_tokens
        self.name = config.weights_path.stem
        self._config = config
        self._key = secrets.token_urlsafe(32)  # the port is open on this machine; others are kept out
        self._restarting = threading.Lock()
        # no proxy of the environment, and no connection that is kept: a restarted engine listens elsewhere
        self._client = httpx.Client(
            trust_env=False, limits=httpx.Limits(max_connections=None, max_keepalive_connections=0)
        )
        self._process = LlamaProcess(config, self._key)

    def count_tokens(self, messages: Sequence[ChatMessage]) -> int:
        """Return how many tokens a prompt of these messages takes, chat template included.

        Raises:
            GenerationError: The engine does not answer.
        """
        return len(self._tokenize(self._render(messages), has_control_tokens=True))

    def stream(
        self, messages: Sequence[ChatMessage], settings: GenerationSettings, *, conversation_key: str
    ) -> Iterator[Delta]:
        """Answer in pieces; closing the iterator cancels within one token, or one batch of the prompt.

        An empty piece comes while the prompt is read, so that a caller can close the iterator then, too.

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
            "return_progress": True,  # a piece per batch of the prompt
            "cache_prompt": True,
            "max_tokens": settings.max_new_tokens,
            "temperature": settings.temperature,
            "top_p": settings.top_p,
            "repeat_penalty": settings.repeat_penalty,
        }
        if self.profile.stop:
            request["stop"] = list(self.profile.stop)
        if settings.seed is not None:
            request["seed"] = settings.seed
        if settings.json_schema is not None:
            schema = json.loads(settings.json_schema)
            request["response_format"] = {"type": "json_schema", "json_schema": {"schema": schema}}
        return self._stream(request)

    def choose(self, messages: Sequence[ChatMessage], options: Sequence[str]) -> tuple[float, ...]:
        """Return how likely the model is to answer with each option, by the probabilities of their tokens.

        Args:
            messages: The prompt; it should name the options, so that the model expects one of them.
            options: One or more different texts; short ones are quick.

        Raises:
            ContextLengthError: The prompt does not fit the context.
            GenerationError: llama.cpp failed.
            ValueError: The options are not one or more different texts.
        """
        check_options(options)
        prompt = self._render(messages)
        tokens = [tuple(self._tokenize(option, has_control_tokens=False)) for option in options]
        return choose_by_tokens(
            tokens, self._end_token(), lambda prefix, nexts: self._ask_next(prompt, prefix, nexts)
        )

    def warm(self, messages: Sequence[ChatMessage]) -> None:
        """Read a prompt ahead, so that a later prompt that begins with it is answered sooner."""
        for _ in self.stream(messages, GenerationSettings(max_new_tokens=1), conversation_key=""):
            pass

    def close(self) -> None:
        """End the engine's process."""
        self._process.stop()

    def _render(self, messages: Sequence[ChatMessage]) -> str:
        prompt: str = self._ask("/apply-template", {"messages": _to_dicts(messages)})["prompt"]
        return prompt

    def _tokenize(self, text: str, *, has_control_tokens: bool) -> list[int]:
        body = {"content": text, "parse_special": has_control_tokens, "add_special": False}
        tokens: list[int] = self._ask("/tokenize", body)["tokens"]
        return tokens

    def _end_token(self) -> int:
        """Return the token that ends a reply: the first behind one in a template."""
        turns = [ChatMessage.of_text(role, "x") for role in (Role.USER, Role.ASSISTANT, Role.USER)]
        whole, before = self._render(turns), self._render(turns[:1])
        return self._tokenize(whole.removeprefix(before + "x"), has_control_tokens=True)[0]

    def _ask_next(self, prompt: str, prefix: Tokens, nexts: Sequence[int]) -> list[float]:
        request = {
            "prompt": [prompt, *prefix],
            "n_predict": 1,
            "cache_prompt": True,
            "samplers": ["temperature"],
            "temperature": 1.0,
            "logit_bias": [[token, OPTION_BIAS] for token in nexts],
            "n_probs": len(nexts),
            "post_sampling_probs": True,
        }
        answer = self._ask("/completion", request, STREAM_TIMEOUT_SECONDS)
        (chosen,) = answer["completion_probabilities"]
        shares = {one["id"]: float(one["prob"]) for one in chosen["top_probs"]}
        return [shares.get(token, 0.0) for token in nexts]

    def _stream(self, request: dict[str, Any]) -> Iterator[Delta]:
        delta: Delta | None = None
        try:
            with self._post("/v1/chat/completions", request, STREAM_TIMEOUT_SECONDS) as response:
                for line in split_lines(response.iter_bytes()):
                    if line.startswith(b"data: {"):
                        for delta in _to_deltas(json.loads(line[6:])):
                            yield delta
            if not isinstance(delta, GenerationFinished):
                msg = "the engine broke off in the middle of a reply"
                raise GenerationError(msg)
        except (httpx.HTTPError, ValueError) as exc:
            self._end_stalled(exc)
            msg = f"the engine broke off: {type(exc).__name__}"
            raise GenerationError(msg) from exc

    def _ask(self, path: str, body: dict[str, Any], timeout_seconds: float = COUNT_TIMEOUT_SECONDS) -> Any:
        try:
            with self._post(path, body, timeout_seconds) as response:
                return json.loads(response.read())
        except (httpx.HTTPError, ValueError) as exc:
            self._end_stalled(exc)
            msg = f"the engine does not answer {path}"
            raise GenerationError(msg) from exc

    @contextmanager
    def _post(self, path: str, body: dict[str, Any], timeout_seconds: float) -> Iterator[httpx.Response]:
        """Ask the engine; its connection is open inside the `with` alone: llama.cpp stops working for a closed one."""
        response = self._send(path, body, timeout_seconds)
        try:
            if response.status_code != 200:
                response.read()
                raise _to_error(response.json().get("error", {}))
            yield response
        finally:
            response.close()

    def _send(self, path: str, body: dict[str, Any], timeout_seconds: float) -> httpx.Response:
        """Send a request; where the engine ended before it answered, once more to the one in its place."""
        try:
            return self._send_once(path, body, timeout_seconds)
        except (httpx.NetworkError, httpx.RemoteProtocolError):
            if not self._process.has_ended_within(ENDING_SECONDS):
                raise
            return self._send_once(path, body, timeout_seconds)

    def _send_once(self, path: str, body: dict[str, Any], timeout_seconds: float) -> httpx.Response:
        request = self._client.build_request(
            "POST",
            self._find_address() + path,
            json=body,
            headers={"Authorization": f"Bearer {self._key}"},
            timeout=timeout_seconds,
        )
        return self._client.send(request, stream=True)

    def _end_stalled(self, error: Exception) -> None:
        """End an engine that is there and says nothing; the next request starts another."""
        if isinstance(error, httpx.ReadTimeout):
            with self._restarting:
                logger.error("the engine says nothing any more; it is ended")
                self._process.stop()

    def _find_address(self) -> str:
        with self._restarting:
            if not self._process.is_running:
                logger.error("the engine's process is gone; it is started again")
                self._process.stop()  # its pipes are still open
                self._process = LlamaProcess(self._config, self._key)
            return self._process.address


def split_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a stream as soon as they are whole.

    Only a line feed ends one: a reply may hold the other characters that `str.splitlines` and httpx's own
    `iter_lines` cut at, such as U+2028, and the engine writes them as they are.
    """
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
    if rest:
        yield rest


def _to_dicts(messages: Sequence[ChatMessage]) -> list[dict[str, str]]:
    return [{"role": _to_role(message.role), "content": render_plain_text(message)} for message in messages]


def _to_role(role: Role) -> str:
    return str(Role.USER if role is Role.TOOL else role)  # many chat templates know no other


def _to_deltas(chunk: dict[str, Any]) -> Iterator[Delta]:
    if "error" in chunk:
        raise _to_error(chunk["error"])
    for choice in chunk.get("choices", ()):
        yield TextDelta(text=choice["delta"].get("content") or "")
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

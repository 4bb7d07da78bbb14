"""The embedded engine's own process: llama.cpp through xllamacpp, listening on the loopback address.

llama.cpp holds Python's lock for seconds while it loads; in a process of its own the web page stays awake meanwhile,
and a crash of native code ends a reply, not Docent. Its only request is the configuration, its answer the address where
it listens. The end of standard input ends the process, so it never outlives the one that started it, however that one
ended.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from model.errors import EngineLoadError
from sandbox.errors import SandboxError, WorkFailedError
from sandbox.kinds import Answer, Request, Work, WorkerKind
from sandbox.limits import Guard, Limits
from sandbox.process import Process

STOP_SECONDS = 5.0
# llama.cpp looks for a cancelled request between batches; 128 tokens cost 3 % of the reading speed of one big batch
# and are read in under two seconds on two cores.
BATCH_TOKENS = 128
LOAD_SECONDS = 900.0  # of large weights, from a slow disk
# Memory by the settings: the weights, which llama.cpp may lay out once more for the processor, and for each token of
# context what a large model keeps; the rest is for threads and batches.
BYTES_PER_CONTEXT_TOKEN = 512 * 1024
SPARE_BYTES = 8 * 2**30
KIND = WorkerKind(
    name="the language model",
    module="model.chat.llama_process",
    limits=Limits(
        seconds=LOAD_SECONDS,
        open_files=1024,
        off={
            Guard.CPU: "it writes for as long as Docent runs; a reply is bounded by its tokens",
            Guard.FILES: "llama.cpp reads weights, devices and the processor's description, wherever they are",
            Guard.NETWORK: "it answers on the loopback address",
        },
    ),
    shares_process=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LlamaConfig:
    """How the engine runs."""

    weights_path: Path
    context_tokens: int = 4096  # of one conversation, prompt and reply
    parallel_conversations: int = 4  # 1 or more; further ones wait in turn
    threads: int | None = None  # None: as many as there are cores
    prompt_cache_mib: int = 512  # memory for the prompts of conversations that are not being answered
    chat_template: str = ""  # Jinja; empty for the one in the weights


class LlamaProcess:
    """A running engine: its address, and its end."""

    def __init__(self, config: LlamaConfig, api_key: str) -> None:
        """Start the process and wait until the weights are loaded.

        Raises:
            EngineLoadError: xllamacpp is missing, or llama.cpp can't load the weights.
        """
        kind = replace(KIND, limits=replace(KIND.limits, memory_bytes=_memory_bytes(config)))
        request = {**asdict(config), "weights_path": str(config.weights_path), "api_key": api_key}
        try:
            self._process = Process(kind)
        except SandboxError as exc:
            raise EngineLoadError(str(exc)) from exc
        try:
            [(answer, _)] = self._process.ask(request, b"", seconds=LOAD_SECONDS)
        except WorkFailedError as exc:
            self.stop()
            raise EngineLoadError(str(exc)) from exc
        except (SandboxError, ValueError) as exc:
            self.stop()
            msg = f"llama.cpp broke down while it loaded {config.weights_path.name}: {exc}"
            raise EngineLoadError(msg) from exc
        self.address: str = answer["address"]

    @property
    def is_running(self) -> bool:
        """Whether the process is there."""
        return self._process.is_running

    def has_ended_within(self, seconds: float) -> bool:
        """Tell whether the process ends in this time: its sockets are gone a moment before it is."""
        return self._process.has_ended_within(seconds)

    def stop(self) -> None:
        """End the process."""
        self._process.close(STOP_SECONDS)


def _memory_bytes(config: LlamaConfig) -> int:
    try:
        weights = config.weights_path.stat().st_size
    except OSError:
        weights = 0  # the engine says that they are missing
    context = config.context_tokens * config.parallel_conversations * BYTES_PER_CONTEXT_TOKEN
    return 3 * weights + context + config.prompt_cache_mib * 2**20 + SPARE_BYTES


def start(_arguments: Mapping[str, Any]) -> Work:
    """Be ready for the configuration."""
    running: list[Any] = []  # kept, or the server would end

    def answer(request: Request, _data: bytes) -> Iterator[Answer]:
        server = _start_server(request)
        running.append(server)
        yield {"address": server.listening_address}, b""

    return answer


def _start_server(request: Request) -> Any:
    try:
        import xllamacpp
    except ImportError as exc:
        msg = "the package xllamacpp is not installed or does not fit this machine"
        raise EngineLoadError(msg) from exc
    threads = request["threads"] or os.cpu_count() or 1
    params = xllamacpp.CommonParams()
    params.model.path = request["weights_path"]
    params.n_ctx = request["context_tokens"] * request["parallel_conversations"]
    params.n_parallel = request["parallel_conversations"]
    params.n_batch = params.n_ubatch = BATCH_TOKENS
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.cache_ram_mib = request["prompt_cache_mib"]
    params.chat_template = request["chat_template"]
    params.verbosity = -1
    params.api_keys = [request["api_key"]]
    params.ui = params.endpoint_slots = params.endpoint_props = False
    params.cors_origins = "null"
    try:
        return xllamacpp.Server(params)
    except (RuntimeError, ValueError) as exc:
        msg = f"llama.cpp can't load {Path(request['weights_path']).name}: {exc}"
        raise EngineLoadError(msg) from exc

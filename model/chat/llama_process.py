"""The embedded engine's own process: llama.cpp through xllamacpp, listening on the loopback address.

llama.cpp holds Python's lock for seconds while it loads; in a process of its own the web page stays awake meanwhile,
and a crash of native code ends a reply, not Docent. Run as `python -m model.chat.llama_process`: the
configuration is one JSON line on standard input, the answer one JSON line on standard output. The end of standard
input ends the process, so it never outlives the one that started it, however that one ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from model.child_process import end_child
from model.errors import EngineLoadError

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
STOP_SECONDS = 5.0
# llama.cpp looks for a cancelled request between batches; 128 tokens cost 3 % of the reading speed of one big batch
# and are read in under two seconds on two cores.
BATCH_TOKENS = 128


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
        command = [sys.executable, "-m", "model.chat.llama_process"]
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter, our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT_FOLDER,
            text=True,
        )
        request = {**asdict(config), "weights_path": str(config.weights_path), "api_key": api_key}
        try:
            answer = json.loads(self._exchange(json.dumps(request)))
        except (OSError, ValueError) as exc:
            self.stop()
            msg = f"llama.cpp broke down while it loaded {config.weights_path.name}"
            raise EngineLoadError(msg) from exc
        if "error" in answer:
            self.stop()
            raise EngineLoadError(answer["error"])
        self.address: str = answer["address"]

    @property
    def is_running(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def has_ended_within(self, seconds: float) -> bool:
        """Tell whether the process ends in this time: its sockets are gone a moment before it is."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> None:
        """End the process."""
        end_child(self._process, seconds=STOP_SECONDS)

    def _exchange(self, line: str) -> str:
        if self._process.stdin is None or self._process.stdout is None:
            return ""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()


def _start_server(request: dict[str, Any]) -> Any:
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


def _main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever llama.cpp prints must not mix with the answer
    try:
        server = _start_server(json.loads(sys.stdin.readline()))
        answer = {"address": server.listening_address}
    except EngineLoadError as exc:
        answer = {"error": str(exc)}
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
    if "address" in answer:
        sys.stdin.read()  # until whoever started this process is gone
    os._exit(0)  # not through llama.cpp's own shutdown, which waits for replies


if __name__ == "__main__":
    _main()

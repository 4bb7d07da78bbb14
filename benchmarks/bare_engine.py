"""The bare engine, for comparison: xllamacpp alone, in a process of its own, without Docent.

Reads a line of JSON per prompt from standard input and answers with a line of timings.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from benchmarks.timing import Timing, to_timing


def main() -> None:
    import xllamacpp

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    params = xllamacpp.CommonParams()
    params.model.path = sys.argv[1]
    params.n_ctx = 4096
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = os.cpu_count() or 1
    params.verbosity = -1
    server = xllamacpp.Server(params)
    for line in sys.stdin:
        timing = stream(server, json.loads(line))
        answers.write(json.dumps(timing) + "\n")
        answers.flush()


def stream(server: Any, request: dict[str, Any]) -> Timing:
    moments: list[float] = []
    started = time.perf_counter()

    def receive(chunk: dict[str, Any]) -> bool:
        for choice in chunk.get("choices", ()):
            if choice["delta"].get("content"):
                moments.append(time.perf_counter())
        return False

    server.handle_chat_completions({**request, "stream": True}, receive)
    return to_timing(started, moments)


if __name__ == "__main__":
    main()

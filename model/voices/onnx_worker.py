"""The process of a neural voice: ONNX Runtime on verified weights.

In a process of its own a voice that hangs can be ended, and the memory of one that is not used is given back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from model.errors import VoiceError
from sandbox.kinds import Answer, Request, Work, WorkerKind
from sandbox.limits import Guard, Limits

DTYPES = {"tensor(int64)": np.int64, "tensor(float)": np.float32}
KIND = WorkerKind(
    name="a neural voice",
    module="model.voices.onnx_worker",
    limits=Limits(
        memory_bytes=6_000_000_000,  # address space, most of it for the stacks of threads
        open_files=256,
        off={Guard.CPU: "a sentence's time is bounded by the clock, and counts once for every core"},
    ),
    arguments={"path": "", "threads": 1},
    shares_process=True,
)


def kind_of(path: Path, threads: int, *, seconds: float) -> WorkerKind:
    """Return the process of one network.

    Args:
        path: The network's file; its folder may be read.
        threads: Of the network; 0 is as many as there are cores.
        seconds: Longest time for a sentence.
    """
    limits = replace(KIND.limits, seconds=seconds, readable=(str(path.parent.resolve()),))
    return replace(KIND, limits=limits, arguments={"path": str(path.resolve()), "threads": threads})


def start(arguments: Mapping[str, Any]) -> Work:
    """Load the network.

    Raises:
        VoiceError: The file is none.
    """
    import onnxruntime

    path = Path(arguments["path"])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(arguments["threads"])
    # waiting threads must not burn the cores that the language model writes with
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as exc:  # onnxruntime's own errors have no common base
        msg = f"{path.name} can't be loaded: {exc}"
        raise VoiceError(msg) from exc
    dtypes = {entry.name: DTYPES[entry.type] for entry in session.get_inputs()}

    def answer(request: Request, _data: bytes) -> Iterator[Answer]:
        if not request.get("inputs"):  # only to be ready
            yield {}, b""
            return
        feeds = {name: np.asarray(value, dtypes[name]) for name, value in request["inputs"].items()}
        try:
            samples = session.run(None, feeds)[0]
        except Exception as exc:  # as above
            msg = f"the voice failed: {exc}"
            raise VoiceError(msg) from exc
        yield {}, np.asarray(samples, np.float32).ravel().tobytes()

    return answer

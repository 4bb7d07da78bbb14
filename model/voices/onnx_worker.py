"""The process of a neural voice: ONNX Runtime on verified weights.

In a process of its own a voice that hangs can be ended, and the memory of one that is not used is given back.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from model.errors import VoiceError
from model.voices.worker_process import Answer, Request, serve

DTYPES = {"tensor(int64)": np.int64, "tensor(float)": np.float32}


class OnnxVoice:
    """The loaded network."""

    def __init__(self, path: Path, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # waiting threads must not burn the cores that the language model writes with
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as exc:  # onnxruntime's own errors have no common base
            msg = f"{path.name} can't be loaded: {exc}"
            raise VoiceError(msg) from exc
        self._dtypes = {entry.name: DTYPES[entry.type] for entry in self._session.get_inputs()}

    def answer(self, request: Request) -> Answer:
        """Run the network on the named inputs; the answer is its samples, float32 from -1 to 1."""
        feeds = {name: np.asarray(value, self._dtypes[name]) for name, value in request["inputs"].items()}
        try:
            samples = self._session.run(None, feeds)[0]
        except Exception as exc:  # as above
            msg = f"the voice failed: {exc}"
            raise VoiceError(msg) from exc
        return {}, np.asarray(samples, np.float32).ravel().tobytes()


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("threads", type=int)
    arguments = parser.parse_args()
    loaded: list[OnnxVoice] = []

    def answer(request: Request) -> Answer:
        if not loaded:
            loaded.append(OnnxVoice(arguments.path, arguments.threads))
        if not request.get("inputs"):  # only to be ready
            return {}, b""
        return loaded[0].answer(request)

    serve(answer)


if __name__ == "__main__":
    _main()

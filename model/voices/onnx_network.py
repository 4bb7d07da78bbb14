"""A voice's network in a process of its own, on weights that are put together when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from model.voices.worker_process import WorkerProcess


class OnnxNetwork:
    """Runs an ONNX file; nothing is loaded before it is asked."""

    def __init__(
        self, load_weights: Callable[[], Path], file_name: str, *, threads: int, timeout_seconds: float
    ) -> None:
        """Say where the weights come from.

        Args:
            load_weights: Returns the folder of the verified weights.
            file_name: The network's file in it.
            threads: Of the network; 0 is as many as there are cores.
            timeout_seconds: A sentence that takes longer ends the process; loading counts.
        """
        self._load_weights = load_weights
        self._file_name = file_name
        self._threads = threads
        self._timeout_seconds = timeout_seconds
        self._folder: Path | None = None
        self._worker: WorkerProcess | None = None

    @property
    def folder(self) -> Path:
        """The folder of the weights.

        Raises:
            WeightsError: They can't be put together.
        """
        if self._folder is None:
            self._folder = self._load_weights()
        return self._folder

    def prepare(self) -> None:
        """Load the network; see `run` for the errors."""
        self._started().ask({})

    def run(self, inputs: Mapping[str, Any]) -> npt.NDArray[np.float32]:
        """Return the samples that the network makes, from -1 to 1, shape `(samples,)`.

        Raises:
            WeightsError: The weights can't be put together.
            VoiceError: The network can't be loaded, failed, or took too long.
        """
        _, data = self._started().ask({"inputs": inputs})
        return np.frombuffer(data, np.float32)

    def close(self) -> None:
        """End its process."""
        if self._worker is not None:
            self._worker.stop()

    def _started(self) -> WorkerProcess:
        if self._worker is None:
            arguments = (str(self.folder / self._file_name), str(self._threads))
            self._worker = WorkerProcess(
                "model.voices.onnx_worker", arguments, timeout_seconds=self._timeout_seconds
            )
        return self._worker

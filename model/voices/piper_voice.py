"""The Piper voice `en_US-joe-medium`: English by a small VITS network, many times faster than real time.

The network is run here on ONNX Runtime, on phonemes of espeak-ng; the GPL program piper is not used. Upstream:
https://huggingface.co/rhasspy/piper-voices/tree/v1.0.0/en/en_US/joe/medium (CC0).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np

from model.errors import VoiceError
from model.voices.english import EnglishPhonemes
from model.voices.speech import Speech, SpokenLanguage, level
from model.voices.worker_process import WorkerProcess

MODEL = "en_US-joe-medium.onnx"
TIMEOUT_SECONDS = 30.0
MAX_SYMBOLS = 1000
_PAD, _START, _END = "_", "^", "$"  # as the voice was trained: a pad behind each symbol


class PiperVoice:
    """Speaks English."""

    name = "piper"

    def __init__(self, load_weights: Callable[[], Path], phonemes: EnglishPhonemes, *, threads: int) -> None:
        """Say where the weights come from; nothing is loaded.

        Args:
            load_weights: Returns the folder of the verified weights.
            phonemes: Reads English.
            threads: Of the network; 0 is as many as there are cores.
        """
        self._load_weights = load_weights
        self._phonemes = phonemes
        self._threads = threads
        self._worker: WorkerProcess | None = None
        self._ids: dict[str, list[int]] = {}
        self._scales: list[float] = []
        self._sample_rate_hz = 0

    def prepare(self) -> None:
        """Load the network.

        Raises:
            WeightsError: The weights can't be put together.
            VoiceError: The network can't be loaded.
        """
        self._loaded().ask({})

    def speak(self, sentence: str, language: SpokenLanguage) -> Speech:
        """Speak an English sentence of plain words.

        Raises:
            WeightsError: The weights can't be put together.
            VoiceError: The sentence is not English, or the network can't be loaded, failed, or took too long.
        """
        if language != "en":
            msg = f"the Piper voice does not speak {language!r}"
            raise VoiceError(msg)
        spoken = unicodedata.normalize("NFD", self._phonemes.phonemize(sentence).replace("^", ""))
        worker = self._loaded()
        symbols = [symbol for symbol in spoken if symbol in self._ids][:MAX_SYMBOLS]
        ids = [*self._ids[_START], *self._ids[_PAD]]
        for symbol in symbols:
            ids += [*self._ids[symbol], *self._ids[_PAD]]
        ids += self._ids[_END]
        inputs = {"input": [ids], "input_lengths": [len(ids)], "scales": self._scales}
        _, data = worker.ask({"inputs": inputs})
        samples = np.frombuffer(data, np.float32)
        return level(Speech(samples=samples, sample_rate_hz=self._sample_rate_hz))

    def close(self) -> None:
        """End its process."""
        if self._worker is not None:
            self._worker.stop()

    def _loaded(self) -> WorkerProcess:
        if self._worker is None:
            folder = self._load_weights()
            config = json.loads((folder / f"{MODEL}.json").read_text(encoding="utf-8"))
            self._ids = config["phoneme_id_map"]
            inference = config["inference"]
            self._scales = [inference["noise_scale"], inference["length_scale"], inference["noise_w"]]
            self._sample_rate_hz = config["audio"]["sample_rate"]
            arguments = (str(folder / MODEL), str(self._threads))
            self._worker = WorkerProcess(
                "model.voices.onnx_worker", arguments, timeout_seconds=TIMEOUT_SECONDS
            )
        return self._worker

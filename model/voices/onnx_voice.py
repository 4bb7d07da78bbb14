"""What every neural voice does: a sentence becomes the inputs of a network, which runs in a process of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from model.voices.english import EnglishPhonemes
from model.voices.onnx_worker import kind_of
from model.voices.speech import Speech, SpokenLanguage, level
from model.voices.voice_worker import VoiceWorker

Inputs = Mapping[str, Any]  # name of a network's input → its values, as nested lists


class OnnxVoice(ABC):
    """Speaks by a network on ONNX Runtime; nothing is loaded before it is asked.

    Attributes:
        name: What the log calls it.
        model_file: The network's file in the folder of the weights.
        timeout_seconds: A sentence that takes longer ends the process.
    """

    name: ClassVar[str]
    model_file: ClassVar[str]
    timeout_seconds: ClassVar[float]

    def __init__(self, load_weights: Callable[[], Path], phonemes: EnglishPhonemes, *, threads: int) -> None:
        """Say where the weights come from.

        Args:
            load_weights: Returns the folder of the verified weights.
            phonemes: Reads English.
            threads: Of the network; 0 is as many as there are cores.
        """
        self._load_weights = load_weights
        self._phonemes = phonemes
        self._threads = threads
        self._started: VoiceWorker | None = None

    @abstractmethod
    def to_inputs(self, sentence: str, language: SpokenLanguage) -> Inputs:
        """Return what the network is given for a sentence.

        Raises:
            VoiceError: It can't be spoken by this voice.
        """

    @property
    @abstractmethod
    def sample_rate_hz(self) -> int:
        """Rate of what the network makes."""

    @cached_property
    def folder(self) -> Path:
        """The folder of the weights.

        Raises:
            WeightsError: They can't be put together.
        """
        return self._load_weights()

    def prepare(self) -> None:
        """Load the network; see `speak` for the errors."""
        self._worker().ask({})

    def speak(self, sentence: str, language: SpokenLanguage) -> Speech:
        """Speak a sentence of plain words.

        Raises:
            WeightsError: The weights can't be put together.
            VoiceError: The voice can't speak this, or the network can't be loaded, failed, or took too long.
        """
        _, data = self._worker().ask({"inputs": self.to_inputs(sentence, language)})
        return level(Speech(samples=np.frombuffer(data, np.float32), sample_rate_hz=self.sample_rate_hz))

    def close(self) -> None:
        """End its process."""
        if self._started is not None:
            self._started.stop()

    def _worker(self) -> VoiceWorker:
        if self._started is None:
            path = self.folder / self.model_file
            self._started = VoiceWorker(kind_of(path, self._threads, seconds=self.timeout_seconds))
        return self._started

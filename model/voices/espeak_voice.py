"""The voice of espeak-ng: a machine's, but there on every machine, in both languages, at once."""

from __future__ import annotations

import numpy as np

from model.voices.speech import Speech, SpokenLanguage, level
from model.voices.voice_worker import VoiceWorker


class EspeakVoice:
    """Speaks both languages through the process of espeak-ng."""

    name = "espeak-ng"

    def __init__(self, worker: VoiceWorker) -> None:
        self._worker = worker

    def prepare(self) -> None:
        """Nothing is slow to load."""

    def speak(self, sentence: str, language: SpokenLanguage) -> Speech:
        """Speak a sentence of plain words.

        Raises:
            VoiceError: espeak-ng can't be run, or took too long.
        """
        header, data = self._worker.ask({"language": language, "text": sentence})
        samples = np.frombuffer(data, np.int16).astype(np.float32) / np.float32(32768)
        return level(Speech(samples=samples, sample_rate_hz=header["sample_rate_hz"]))

    def close(self) -> None:
        """End its process."""
        self._worker.stop()

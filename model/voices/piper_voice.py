"""The Piper voice `en_US-joe-medium`: English by a small VITS network, many times faster than real time.

The network is run here on ONNX Runtime, on phonemes of espeak-ng; the GPL program piper is not used. Upstream:
https://huggingface.co/rhasspy/piper-voices/tree/v1.0.0/en/en_US/joe/medium (CC0).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from model.errors import VoiceError
from model.voices.english import EnglishPhonemes
from model.voices.onnx_network import OnnxNetwork
from model.voices.speech import Speech, SpokenLanguage, level

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
        self._network = OnnxNetwork(load_weights, MODEL, threads=threads, timeout_seconds=TIMEOUT_SECONDS)
        self._phonemes = phonemes

    def prepare(self) -> None:
        """Load the network.

        Raises:
            WeightsError: The weights can't be put together.
            VoiceError: The network can't be loaded.
        """
        self._network.prepare()

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
        known: dict[str, list[int]] = self._config["phoneme_id_map"]
        symbols = [symbol for symbol in spoken if symbol in known][:MAX_SYMBOLS]
        ids = [*known[_START], *known[_PAD]]
        for symbol in symbols:
            ids += [*known[symbol], *known[_PAD]]
        ids += known[_END]
        inference = self._config["inference"]
        scales = [inference["noise_scale"], inference["length_scale"], inference["noise_w"]]
        samples = self._network.run({"input": [ids], "input_lengths": [len(ids)], "scales": scales})
        return level(Speech(samples=samples, sample_rate_hz=self._config["audio"]["sample_rate"]))

    def close(self) -> None:
        """End its process."""
        self._network.close()

    @cached_property
    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = json.loads(
            (self._network.folder / f"{MODEL}.json").read_text(encoding="utf-8")
        )
        return config

"""The Piper voice `en_US-joe-medium`: English by a small VITS network, many times faster than real time.

The network is run here on ONNX Runtime, on phonemes of espeak-ng; the GPL program piper is not used. Upstream:
https://huggingface.co/rhasspy/piper-voices/tree/v1.0.0/en/en_US/joe/medium (CC0).
"""

from __future__ import annotations

import json
import unicodedata
from functools import cached_property
from typing import Any

from model.errors import VoiceError
from model.voices.onnx_voice import Inputs, OnnxVoice
from model.voices.speech import SpokenLanguage

MODEL = "en_US-joe-medium.onnx"
TIMEOUT_SECONDS = 30.0
MAX_SYMBOLS = 1000
_PAD, _START, _END = "_", "^", "$"  # as the voice was trained: a pad behind each symbol


class PiperVoice(OnnxVoice):
    """Speaks English."""

    name = "piper"
    model_file = MODEL
    timeout_seconds = TIMEOUT_SECONDS

    @property
    def sample_rate_hz(self) -> int:
        """Rate of what the network makes."""
        return int(self._config["audio"]["sample_rate"])

    def to_inputs(self, sentence: str, language: SpokenLanguage) -> Inputs:
        """Return the ids of an English sentence's phonemes.

        Raises:
            VoiceError: The sentence is not English, or espeak-ng can't be run.
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
        return {"input": [ids], "input_lengths": [len(ids)], "scales": scales}

    @cached_property
    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = json.loads((self.folder / f"{MODEL}.json").read_text(encoding="utf-8"))
        return config

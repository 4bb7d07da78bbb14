"""The Kokoro voice: English and Chinese by one network of 82 million weights.

https://huggingface.co/hexgrad/Kokoro-82M (Apache-2.0), exported to ONNX with 8-bit weights by
https://github.com/thewh1teagle/kokoro-onnx (MIT).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from model.errors import VoiceError
from model.voices.mandarin import is_han, phonemize_chinese, split_scripts
from model.voices.onnx_voice import Inputs, OnnxVoice
from model.voices.speech import SpokenLanguage

MODEL = "kokoro-v1.0.int8.onnx"
SAMPLE_RATE_HZ = 24_000
MAX_TOKENS = 508  # the style file has a row for each length up to 510, two of which frame the sentence
STYLE_SIZE = 256
STYLES: dict[SpokenLanguage, str] = {"en": "af_heart.bin", "zh": "zf_xiaoxiao.bin"}
TIMEOUT_SECONDS = 60.0  # loading and the longest sentence take 15 on one busy core
# The symbols that the network knows, in the order of their ids (config.json of Kokoro-82M).
_SYMBOLS = (
    (1, ";:,.!?"),
    (9, '—…"()“” \u0303ʣʥʦʨᵝꭧAI'),
    (31, "O"),
    (33, "Q"),
    (35, "ST"),
    (39, "W"),
    (41, "Yᵊabcdef"),
    (50, "hijklmnopqrstuvwxyzɑɐɒæ"),
    (75, "βɔɕç"),
    (80, "ɖðʤə"),
    (85, "ɚɛɜ"),
    (90, "ɟ"),
    (92, "ɡ"),
    (99, "ɥ"),
    (101, "ɨɪʝ"),
    (110, "ɯɰŋɳɲɴø"),
    (118, "ɸθœ"),
    (123, "ɹ"),
    (125, "ɾɻ"),
    (128, "ʁɽʂʃʈʧ"),
    (135, "ʊʋ"),
    (138, "ʌɣɤ"),
    (142, "χʎ"),
    (147, "ʒʔ"),
    (156, "ˈˌː"),
    (162, "ʰ"),
    (164, "ʲ"),
    (169, "↓"),
    (171, "→↗↘"),
    (177, "ᵻ"),
)
IDS = {symbol: start + i for start, symbols in _SYMBOLS for i, symbol in enumerate(symbols)}
_MARKS = str.maketrans("，、。！？：；（）", ",,.!?:;()")


class KokoroVoice(OnnxVoice):
    """Speaks both languages, also within one sentence."""

    name = "kokoro"
    model_file = MODEL
    timeout_seconds = TIMEOUT_SECONDS
    sample_rate_hz = SAMPLE_RATE_HZ

    def to_inputs(self, sentence: str, language: SpokenLanguage) -> Inputs:
        """Return the ids of its phonemes, and the style of the language for a sentence of this length.

        Raises:
            VoiceError: Nothing in it can be spoken, or espeak-ng can't be run.
        """
        tokens = [IDS[symbol] for symbol in self.phonemize(sentence) if symbol in IDS][:MAX_TOKENS]
        if not tokens:
            msg = "nothing in the sentence can be spoken"
            raise VoiceError(msg)
        style = self._styles[language][len(tokens)]
        return {"tokens": [[0, *tokens, 0]], "style": [style.tolist()], "speed": [1.0]}

    def phonemize(self, sentence: str) -> str:
        """Return what the network is given: Chinese by its pinyin, everything else as English.

        Raises:
            VoiceError: espeak-ng can't be run.
        """
        runs = split_scripts(sentence.translate(_MARKS))
        spoken = [
            phonemize_chinese(run) if is_han(run) else self._phonemes.phonemize_for_kokoro(run)
            for run in runs
        ]
        joined = ""
        for sound in spoken:
            glue = "" if not joined or sound[:1] in {",", ".", "!", "?", ":", ";", ")"} else " "
            joined += glue + sound if sound else ""
        return joined

    @cached_property
    def _styles(self) -> dict[SpokenLanguage, npt.NDArray[np.float32]]:
        return {
            language: np.fromfile(self.folder / name, np.float32).reshape(-1, STYLE_SIZE)
            for language, name in STYLES.items()
        }

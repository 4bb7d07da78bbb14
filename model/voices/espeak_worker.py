"""The process of espeak-ng: phonemes and speech, through the library that `espeakng-loader` brings.

espeak-ng is GPL-3: it is loaded in this process alone, which is started on demand and talks over its standard streams.
The functions are those of https://github.com/espeak-ng/espeak-ng/blob/master/src/include/espeak-ng/speak_lib.h.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from ctypes import POINTER, byref, c_char_p, c_int, c_short, c_uint, c_void_p
from typing import Any

from model.errors import VoiceError
from sandbox.kinds import Answer, Request, Work, WorkerKind
from sandbox.limits import Limits

KIND = WorkerKind(
    name="espeak-ng",
    module="model.voices.espeak_worker",
    limits=Limits(seconds=20, cpu_seconds=20, memory_bytes=1_000_000_000),
    shares_process=True,  # the library holds one state for all
)
VOICES = {"en": b"en-us", "zh": b"cmn"}
AUDIO_SYNCHRONOUS = 2  # samples are handed to a callback
CHARS_UTF8 = 1
IPA_WITH_TIES = 0x02 | 0x80 | ord("^") << 8  # a diphthong is one sound: a^ɪ
PARAMETER_RATE = 1
WORDS_PER_MINUTE = 160
_Callback = ctypes.CFUNCTYPE(c_int, POINTER(c_short), c_int, c_void_p)


class Espeak:
    """The loaded library."""

    def __init__(self) -> None:
        try:
            import espeakng_loader

            library: Any = ctypes.CDLL(espeakng_loader.get_library_path())
            data_path = espeakng_loader.get_data_path()
        except (ImportError, OSError, RuntimeError) as exc:
            msg = f"espeak-ng can't be loaded: {exc}"
            raise VoiceError(msg) from exc
        library.espeak_TextToPhonemes.restype = c_char_p
        library.espeak_TextToPhonemes.argtypes = [POINTER(c_char_p), c_int, c_int]
        rate = library.espeak_Initialize(AUDIO_SYNCHRONOUS, 0, data_path.encode(), 0)
        if rate <= 0:
            msg = "espeak-ng finds no data"
            raise VoiceError(msg)
        self._library = library
        self._rate_hz = rate
        self._samples = bytearray()
        self._callback = _Callback(self._take)  # kept, or the library would call into nothing
        library.espeak_SetSynthCallback(self._callback)
        library.espeak_SetParameter(PARAMETER_RATE, WORDS_PER_MINUTE, 0)

    def answer(self, request: Request, _data: bytes) -> Iterator[Answer]:
        """Return the phonemes of some texts, or the speech of one as 16-bit samples."""
        self._library.espeak_SetVoiceByName(VOICES[request["language"]])
        if "texts" in request:
            yield {"phonemes": [self._phonemize(text) for text in request["texts"]]}, b""
            return
        self._samples.clear()
        text = request["text"].encode() + b"\0"
        unique = c_uint(0)
        self._library.espeak_Synth(text, len(text), 0, 1, 0, CHARS_UTF8, byref(unique), None)
        self._library.espeak_Synchronize()
        yield {"sample_rate_hz": self._rate_hz}, bytes(self._samples)

    def _phonemize(self, text: str) -> str:
        rest = c_char_p(text.encode())
        clauses = []
        while rest.value:
            found = self._library.espeak_TextToPhonemes(byref(rest), CHARS_UTF8, IPA_WITH_TIES)
            clauses.append((found or b"").decode())
        return " ".join(clauses)

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if count > 0 and samples:
            self._samples += ctypes.string_at(samples, count * 2)
        return 0


def start(_arguments: Mapping[str, Any]) -> Work:
    """Load the library."""
    return Espeak().answer

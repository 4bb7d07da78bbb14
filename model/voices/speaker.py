"""Speaks a sentence with the best voice that can: where one fails, the next of its language takes over."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from model.errors import ModelError, VoiceError
from model.voices.english import EnglishPhonemes
from model.voices.espeak_voice import EspeakVoice
from model.voices.kokoro_voice import KokoroVoice
from model.voices.piper_voice import PiperVoice
from model.voices.speech import Speech, SpokenLanguage, Voice
from model.voices.worker_process import WorkerProcess
from model.weights import ensure_weights
from model.weights_manifest import KOKORO, PIPER_JOE

logger = logging.getLogger(__name__)
RETRY_SECONDS = 300.0  # a voice that failed is left alone, so that not every sentence waits for it
MAX_CHARACTERS = 400  # of a sentence; a caller cuts earlier
ESPEAK_TIMEOUT_SECONDS = 20.0

VoiceName = Literal["kokoro", "piper", "espeak"]


class Speaker:
    """The voices of each language, best first."""

    def __init__(
        self,
        voices: Mapping[SpokenLanguage, Sequence[Voice]],
        *,
        retry_seconds: float = RETRY_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the voices.

        Args:
            voices: Of each language, best first.
            retry_seconds: How long a voice that failed is left alone.
            clock: Tells the time in seconds.
        """
        self._voices = voices
        self._retry_seconds = retry_seconds
        self._clock = clock
        self._resting: dict[str, float] = {}  # name of a voice → until when
        self._lock = threading.Lock()

    def speak(self, sentence: str, language: SpokenLanguage) -> Speech:
        """Speak a sentence of plain words, in a loudness that is always the same.

        Raises:
            VoiceError: It is too long, nothing in it can be spoken, or every voice failed.
        """
        if len(sentence) > MAX_CHARACTERS:
            msg = f"a sentence of {len(sentence)} characters is too long to be spoken"
            raise VoiceError(msg)
        for voice in self._awake(language):
            started = self._clock()
            try:
                speech = voice.speak(sentence, language)
            except ModelError as exc:
                self._rest(voice, exc)
                continue
            if speech.samples.size:
                took = self._clock() - started
                logger.info("spoke %.1f s with %s in %.1f s", speech.seconds, voice.name, took)
                return speech
        msg = "no voice could speak the sentence"
        raise VoiceError(msg)

    def prepare(self, language: SpokenLanguage) -> None:
        """Load the voice of a language; where it fails, `speak` takes the next."""
        for voice in self._awake(language):
            try:
                voice.prepare()
            except ModelError as exc:
                self._rest(voice, exc)
                continue
            return

    def close(self) -> None:
        """End the processes of all voices."""
        for voice in {id(voice): voice for voices in self._voices.values() for voice in voices}.values():
            voice.close()

    def _awake(self, language: SpokenLanguage) -> list[Voice]:
        """Return the voices that may be tried; where all of them rest, the last one always may."""
        voices = self._voices[language]
        with self._lock:
            now = self._clock()
            awake = [voice for voice in voices if self._resting.get(voice.name, now) <= now]
        return awake or list(voices[-1:])

    def _rest(self, voice: Voice, error: ModelError) -> None:
        logger.warning("the voice %s failed and is left alone for a while: %s", voice.name, error)
        with self._lock:
            self._resting[voice.name] = self._clock() + self._retry_seconds


def build_speaker(weights_folder: Path, *, english_voice: VoiceName, threads: int) -> Speaker:
    """Build the voices; nothing is loaded before the first sentence.

    Args:
        weights_folder: Folder of all weights.
        english_voice: The first voice of English; those that are plainer follow it.
        threads: Of a neural voice; 0 is as many as there are cores.
    """
    espeak = WorkerProcess("model.voices.espeak_worker", timeout_seconds=ESPEAK_TIMEOUT_SECONDS)
    phonemes = EnglishPhonemes(espeak)
    kokoro = KokoroVoice(lambda: ensure_weights(KOKORO, weights_folder), phonemes, threads=threads)
    piper = PiperVoice(lambda: ensure_weights(PIPER_JOE, weights_folder), phonemes, threads=threads)
    plain = EspeakVoice(espeak)
    english: dict[VoiceName, Voice] = {"kokoro": kokoro, "piper": piper, "espeak": plain}
    names = list(english)
    following = names[names.index(english_voice) :]
    return Speaker({"en": [english[name] for name in following], "zh": [kokoro, plain]})

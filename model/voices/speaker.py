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
from model.voices.espeak_worker import KIND as ESPEAK
from model.voices.kokoro_voice import KokoroVoice
from model.voices.piper_voice import PiperVoice
from model.voices.speech import Speech, SpokenLanguage, Voice
from model.voices.voice_worker import VoiceWorker
from model.weights import ensure_weights
from model.weights_manifest import KOKORO, PIPER_JOE

logger = logging.getLogger(__name__)
RETRY_SECONDS = 300.0  # a voice that failed is left alone, so that not every sentence waits for it
REAL_TIME = 1.0  # seconds that a second of speech may take
PROBES: dict[SpokenLanguage, str] = {"en": "Here is the answer.", "zh": "回答如下。"}
MAX_CHARACTERS = 400  # of a sentence; a caller cuts earlier

VoiceName = Literal["kokoro", "piper", "espeak"]


class Speaker:
    """The voices of each language, best first.

    A voice that can't keep up with its listener on this machine is left alone, too, where the one behind it is no
    emergency: the last voice of a language is a machine's.
    """

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
        self._resting: dict[tuple[SpokenLanguage, str], float] = {}  # a voice → until when
        self._fit: dict[tuple[SpokenLanguage, str], float] = {}  # a voice that was fast enough → until when
        self._slow: dict[str, int] = {}  # name of a voice → sentences in a row that it was too slow for
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
            try:
                speech, took = self._time(voice, sentence, language)
            except ModelError as exc:
                self._rest(voice, language, f"failed: {exc}")
                continue
            if speech.samples.size:
                logger.info("spoke %.1f s with %s in %.1f s", speech.seconds, voice.name, took)
                self._note_speed(voice, language, took / speech.seconds)
                return speech
        msg = "no voice could speak the sentence"
        raise VoiceError(msg)

    def prepare(self, language: SpokenLanguage) -> None:
        """Load the voice of a language and try it; where it fails or is too slow, `speak` takes the next."""
        for voice in self._awake(language):
            try:
                voice.prepare()
                if not self._can_rest(voice, language) or self._is_fit(voice, language):
                    return
                speech, took = self._time(voice, PROBES[language], language)
            except ModelError as exc:
                self._rest(voice, language, f"failed: {exc}")
                continue
            if speech.seconds and took <= REAL_TIME * speech.seconds:
                self._note_fit(voice, language)
                return
            self._rest(voice, language, "is slower than its listener")

    def close(self) -> None:
        """End the processes of all voices."""
        for voice in {id(voice): voice for voices in self._voices.values() for voice in voices}.values():
            voice.close()

    def _awake(self, language: SpokenLanguage) -> list[Voice]:
        """Return the voices that may be tried; where all of them rest, the last one always may."""
        voices = self._voices[language]
        with self._lock:
            now = self._clock()
            awake = [voice for voice in voices if self._resting.get((language, voice.name), now) <= now]
        return awake or list(voices[-1:])

    def _time(self, voice: Voice, sentence: str, language: SpokenLanguage) -> tuple[Speech, float]:
        started = self._clock()
        speech = voice.speak(sentence, language)
        return speech, self._clock() - started

    def _note_speed(self, voice: Voice, language: SpokenLanguage, seconds_for_one: float) -> None:
        """Leave a voice alone that was too slow twice: once may be a moment's load."""
        with self._lock:
            count = self._slow.get(voice.name, 0) + 1 if seconds_for_one > REAL_TIME else 0
            self._slow[voice.name] = count % 2
        if not count:
            self._note_fit(voice, language)
        if count == 2 and self._can_rest(voice, language):
            self._rest(voice, language, "is slower than its listener")

    def _note_fit(self, voice: Voice, language: SpokenLanguage) -> None:
        with self._lock:
            self._fit[language, voice.name] = self._clock() + self._retry_seconds

    def _is_fit(self, voice: Voice, language: SpokenLanguage) -> bool:
        with self._lock:
            return self._fit.get((language, voice.name), self._clock()) > self._clock()

    def _can_rest(self, voice: Voice, language: SpokenLanguage) -> bool:
        """Tell whether a good voice follows."""
        return any(voice is good for good in self._voices[language][:-2])

    def _rest(self, voice: Voice, language: SpokenLanguage, reason: str) -> None:
        logger.warning("the voice %s is left alone for a while: it %s", voice.name, reason)
        with self._lock:
            self._resting[language, voice.name] = self._clock() + self._retry_seconds


def build_speaker(weights_folder: Path, *, english_voice: VoiceName, threads: int) -> Speaker:
    """Build the voices; nothing is loaded before the first sentence.

    Args:
        weights_folder: Folder of all weights.
        english_voice: The first voice of English; those that are plainer follow it.
        threads: Of a neural voice; 0 is as many as there are cores.
    """
    espeak = VoiceWorker(ESPEAK)
    phonemes = EnglishPhonemes(espeak)
    kokoro = KokoroVoice(lambda: ensure_weights(KOKORO, weights_folder), phonemes, threads=threads)
    piper = PiperVoice(lambda: ensure_weights(PIPER_JOE, weights_folder), phonemes, threads=threads)
    plain = EspeakVoice(espeak)
    english: dict[VoiceName, Voice] = {"kokoro": kokoro, "piper": piper, "espeak": plain}
    names = list(english)
    following = names[names.index(english_voice) :]
    return Speaker({"en": [english[name] for name in following], "zh": [kokoro, plain]})

"""Speech in a voice clip: Whisper through faster-whisper, on verified weights."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.errors import EngineLoadError
from model.recordings import iterate_windows, measure_seconds
from model.sounds import SAMPLE_RATE_HZ, Samples, decode_sound

MIN_LANGUAGE_PROBABILITY = 0.6
# A segment is dropped where Whisper itself doubts that there is speech, or repeats itself: it invents sentences for
# noise (thresholds of https://github.com/openai/whisper/blob/main/whisper/transcribe.py).
MAX_NO_SPEECH_PROBABILITY = 0.6
MIN_MEAN_LOG_PROBABILITY = -1.0
MAX_COMPRESSION_RATIO = 2.4
SIMPLIFIED_PROMPT = "以下是普通话的句子。"  # Whisper writes on in the script that it is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What was said in a voice clip.

    Attributes:
        text: The words; empty where no speech was heard.
        language: ISO 639-1 code.
        duration_seconds: Length of the clip.
    """

    text: str
    language: str
    duration_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenSegment:
    """Something that was said in a recording, and when it begins."""

    start_seconds: float
    text: str


class SpeechReader:
    """Recognises speech, one clip at a time; loads its network with the first one."""

    def __init__(self, weights_folder: Path, *, max_seconds: float, threads: int = 0) -> None:
        self._weights_folder = weights_folder
        self._max_seconds = max_seconds
        self._threads = threads
        self._lock = threading.Lock()
        self._engine: Any = None

    def transcribe(
        self, data: bytes, *, language_hint: str | None, hotwords: Sequence[str] = ()
    ) -> Transcript:
        """Recognise the speech in a clip.

        Args:
            data: The file.
            language_hint: Decides where the clip's language is unsure.
            hotwords: Names that are likely to be said.

        Raises:
            MediaError: The clip can't be decoded; see `model.sounds.decode_sound`.
            EngineLoadError: The weights can't be loaded.
        """
        samples = decode_sound(data, max_seconds=self._max_seconds)
        with self._lock:
            engine = self._load()
            language, probability, _ = engine.detect_language(samples, vad_filter=True)
            if language_hint is not None and probability < MIN_LANGUAGE_PROBABILITY:
                language = language_hint
            segments = _transcribe(engine, samples, language, hotwords)
            heard = [segment.text.strip() for segment in segments if _is_speech(segment)]
        separator = "" if language == "zh" else " "
        return Transcript(
            text=separator.join(heard).strip(),
            language=language,
            duration_seconds=samples.size / SAMPLE_RATE_HZ,
        )

    def transcribe_recording(self, data: bytes, *, max_seconds: float) -> Iterator[SpokenSegment]:
        """Yield what is said in a recording that may last hours.

        It is heard a minute at a time, and between two minutes a voice clip may be recognised. The language is that
        of the first minute in which it is sure.

        Args:
            data: The file.
            max_seconds: Longest recording taken.

        Raises:
            MediaError: It can't be decoded; see `model.recordings.iterate_windows`.
            EngineLoadError: The weights can't be loaded.
        """
        language: str | None = None
        for window in iterate_windows(data, max_seconds=max_seconds):
            with self._lock:
                engine = self._load()
                heard, probability = language, 1.0
                if heard is None:
                    heard, probability, _ = engine.detect_language(window.samples, vad_filter=True)
                segments = list(_transcribe(engine, window.samples, str(heard), ()))
            if probability >= MIN_LANGUAGE_PROBABILITY and any(map(_is_speech, segments)):
                language = heard
            for segment in filter(_is_speech, segments):
                yield SpokenSegment(
                    start_seconds=window.start_seconds + segment.start, text=segment.text.strip()
                )

    def measure_recording(self, data: bytes) -> float | None:
        """Return how many seconds a recording lasts by its header; None where that does not say."""
        return measure_seconds(data)

    def _load(self) -> Any:
        if self._engine is None:
            from faster_whisper import WhisperModel  # CTranslate2: only when a clip comes

            try:
                self._engine = WhisperModel(
                    str(self._weights_folder),
                    device="auto",
                    compute_type="int8",
                    cpu_threads=self._threads,
                    local_files_only=True,
                )
            except (RuntimeError, ValueError, OSError) as exc:
                msg = f"the speech weights in {self._weights_folder} can't be loaded: {exc}"
                raise EngineLoadError(msg) from exc
        return self._engine


def _transcribe(engine: Any, samples: Samples, language: str, hotwords: Sequence[str]) -> Iterator[Any]:
    segments, _ = engine.transcribe(
        samples,
        language=language,
        vad_filter=True,
        condition_on_previous_text=False,
        initial_prompt=SIMPLIFIED_PROMPT if language == "zh" else None,
        hotwords=" ".join(hotwords) or None,
    )
    yield from segments


def _is_speech(segment: Any) -> bool:
    doubts_speech = (
        segment.no_speech_prob > MAX_NO_SPEECH_PROBABILITY and segment.avg_logprob < MIN_MEAN_LOG_PROBABILITY
    )
    return not doubts_speech and segment.compression_ratio <= MAX_COMPRESSION_RATIO

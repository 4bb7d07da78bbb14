"""Speech in a voice clip → words: cut at pauses, recognised piece by piece, what is no speech left out."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from model.hearing.heard_text import clean_heard, end_sentence, join_heard
from model.hearing.recordings import iterate_windows
from model.hearing.sounds import SAMPLE_RATE_HZ, Samples, decode_sound, measure_seconds
from model.hearing.term_matching import TermMatcher
from model.hearing.transcripts import PartialTranscript, SpokenSegment, Transcript
from model.hearing.voice_activity import Stretch, cut_out, even_out, find_speech, group_stretches
from model.hearing.whisper_engine import (
    MIN_LANGUAGE_PROBABILITY,
    EncodedPiece,
    HeardSegment,
    WhisperEngine,
    mean_confidence,
)

# A segment is dropped where Whisper itself doubts that there is speech: it invents sentences for noise, and words for
# songs. Measured on both (docs/speech.md).
MAX_NO_SPEECH_PROBABILITY = 0.6
DOUBTED_LOG_PROBABILITY = -0.45
MIN_LOG_PROBABILITY = -1.2
TERM_LOSS = (
    0.1  # how much less probable, per token as a logarithm, a text with a name may be than one without
)


class SpeechReader:
    """Recognises speech, one clip at a time; loads its network with the first one."""

    def __init__(self, weights_folder: Path, *, max_seconds: float, threads: int = 0) -> None:
        self._weights_folder = weights_folder
        self._max_seconds = max_seconds
        self._threads = threads
        self._lock = threading.Lock()
        self._engine: WhisperEngine | None = None

    def transcribe(self, data: bytes, *, language_hint: str | None, terms: Sequence[str] = ()) -> Transcript:
        """Recognise the speech in a clip; see `stream_transcript`."""
        *_, transcript = self.stream_transcript(data, language_hint=language_hint, terms=terms)
        if not isinstance(transcript, Transcript):
            msg = "a stream of transcripts ends with the whole one"
            raise TypeError(msg)
        return transcript

    def stream_transcript(
        self, data: bytes, *, language_hint: str | None, terms: Sequence[str] = ()
    ) -> Generator[PartialTranscript | Transcript, None, None]:
        """Recognise the speech in a clip and yield it as it grows, the whole transcript last.

        Args:
            data: The file.
            language_hint: Decides where the clip's language is unsure.
            terms: Names that may be said, the likeliest first.

        Raises:
            MediaError: The clip can't be decoded; see `model.hearing.sounds.decode_sound`.
            EngineLoadError: The weights can't be loaded.
        """
        samples = even_out(decode_sound(data, max_seconds=self._max_seconds))
        stretches = find_speech(samples)
        language: str | None = None
        heard: list[HeardSegment] = []
        texts: list[str] = []
        matcher = TermMatcher(terms)
        for piece in group_stretches(stretches):
            found, segments = self._hear(cut_out(samples, piece), language, language_hint, matcher)
            if segments and found.language_probability >= MIN_LANGUAGE_PROBABILITY:
                language = found.language  # the rest of the clip is in the language of what was heard first
            heard += segments
            texts += [clean_heard(segment.text, found.language) for segment in segments]
            spoken_in = language or found.language
            yield PartialTranscript(text=join_heard(texts, spoken_in), progress=_progress(piece, samples))
        spoken_in = language or language_hint or "en"
        text = end_sentence(join_heard(texts, spoken_in), spoken_in)
        yield Transcript(
            text=text,
            language=spoken_in,
            duration_seconds=samples.size / SAMPLE_RATE_HZ,
            confidence=mean_confidence(heard) if text else 0.0,
        )

    def transcribe_recording(self, data: bytes, *, max_seconds: float) -> Iterator[SpokenSegment]:
        """Yield what is said in a recording that may last hours.

        It is heard a minute at a time, and between two pieces a voice clip may be recognised. The language is that
        of the first piece in which it is sure.

        Args:
            data: The file.
            max_seconds: Longest recording taken.

        Raises:
            MediaError: It can't be decoded; see `model.hearing.recordings.iterate_windows`.
            EngineLoadError: The weights can't be loaded.
        """
        language: str | None = None
        for window in iterate_windows(data, max_seconds=max_seconds):
            samples = even_out(window.samples)
            for piece in group_stretches(find_speech(samples)):
                found, segments = self._hear(cut_out(samples, piece), language, None, TermMatcher(()))
                if segments and found.language_probability >= MIN_LANGUAGE_PROBABILITY:
                    language = found.language
                for segment in segments:
                    text = clean_heard(segment.text, found.language)
                    start = window.start_seconds + _original_seconds(piece, segment.start_seconds)
                    if text:
                        yield SpokenSegment(start_seconds=start, text=text)

    def measure_recording(self, data: bytes) -> float | None:
        """Return how many seconds a recording lasts by its header; None where that does not say."""
        return measure_seconds(data)

    def _hear(
        self, samples: Samples, language: str | None, hint: str | None, matcher: TermMatcher
    ) -> tuple[EncodedPiece, list[HeardSegment]]:
        with self._lock:
            engine = self._load()
            piece = engine.encode(samples, language=language, hint=hint)
            segments = [segment for segment in engine.write(piece) if _is_speech(segment)]
            if segments:
                segments = _with_terms(engine, piece, segments, matcher)
            return piece, segments

    def _load(self) -> WhisperEngine:
        if self._engine is None:
            self._engine = WhisperEngine(self._weights_folder, threads=self._threads)
        return self._engine


def _with_terms(
    engine: WhisperEngine, piece: EncodedPiece, segments: list[HeardSegment], matcher: TermMatcher
) -> list[HeardSegment]:
    """Write a piece again with the names in mind that sound like something in it, then put right what is left."""
    text = " ".join(segment.text for segment in segments)
    likely = matcher.find_similar(text, piece.language)
    if likely:
        again = [segment for segment in engine.write(piece, likely) if _is_speech(segment)]
        if _is_as_good(again, segments) and matcher.is_safe_change(
            text, " ".join(segment.text for segment in again), likely
        ):
            segments = again
    return [
        HeardSegment(
            start_seconds=segment.start_seconds,
            text=matcher.correct(segment.text, piece.language, is_common=engine.is_common),
            mean_log_probability=segment.mean_log_probability,
            no_speech_probability=segment.no_speech_probability,
            compression_ratio=segment.compression_ratio,
            tokens=segment.tokens,
        )
        for segment in segments
    ]


def _is_as_good(again: Sequence[HeardSegment], before: Sequence[HeardSegment]) -> bool:
    def mean(segments: Sequence[HeardSegment]) -> float:
        return sum(segment.mean_log_probability for segment in segments) / len(segments)

    return bool(again) and mean(again) >= mean(before) - TERM_LOSS


def _is_speech(segment: HeardSegment) -> bool:
    doubts_speech = (
        segment.no_speech_probability > MAX_NO_SPEECH_PROBABILITY
        and segment.mean_log_probability < DOUBTED_LOG_PROBABILITY
    )
    return not doubts_speech and segment.mean_log_probability >= MIN_LOG_PROBABILITY


def _progress(piece: Sequence[Stretch], samples: Samples) -> float:
    return min(1.0, piece[-1].end / samples.size)


def _original_seconds(piece: Sequence[Stretch], seconds: float) -> float:
    """Return when something was said in a recording, from when it is said in a piece without its pauses."""
    left = round(seconds * SAMPLE_RATE_HZ)
    for stretch in piece:
        if left < stretch.end - stretch.start:
            return (stretch.start + left) / SAMPLE_RATE_HZ
        left -= stretch.end - stretch.start
    return piece[-1].end / SAMPLE_RATE_HZ

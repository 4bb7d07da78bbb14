"""Where in a recording somebody speaks: Silero VAD, as faster-whisper brings it.

The level is evened out first: Silero hears a whisper from across the room no better than people do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from model.hearing.sounds import SAMPLE_RATE_HZ, Samples

TARGET_LEVEL = 0.5  # of the loud moments
LOUD_MOMENTS = 99.9  # percentile: a click is no voice
MAX_GAIN = 100.0  # 40 dB: what is quieter than that is a microphone's own noise
SPEECH_THRESHOLD = 0.5
# Somewhere in a stretch Silero must be sure. Measured: music, alarms and babble reach 0.89, speech at 10 dB over noise
# has 0.92 at least (docs/speech.md).
SURE_THRESHOLD = 0.9
FRAME_SAMPLES = 512
MIN_SPEECH_SECONDS = 0.2
PAUSE_SECONDS = 0.5
PADDING_SECONDS = 0.2
FIRST_PIECE_SECONDS = 8.0  # so that the first words of a long recording come early
PIECE_SECONDS = 28.0  # Whisper hears 30 seconds at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a recording, in samples from its beginning."""

    start: int
    end: int


def even_out(samples: Samples) -> Samples:
    """Bring a recording, shape `(samples,)`, to a usual level, without a constant offset."""
    centred = samples - samples.mean(dtype=np.float64).astype(np.float32)
    loud = float(np.percentile(np.abs(centred), LOUD_MOMENTS)) if centred.size else 0.0
    gain = min(MAX_GAIN, TARGET_LEVEL / loud) if loud > 0 else 1.0
    louder: Samples = np.clip(centred * np.float32(gain), -1, 1) if gain > 1 else centred
    return louder


def find_speech(samples: Samples) -> tuple[Stretch, ...]:
    """Find the stretches of speech between pauses, in order; none in silence, noise and most music.

    Args:
        samples: Mono at 16 kHz, shape `(samples,)`, evened out.
    """
    from faster_whisper.vad import (
        VadOptions,
        get_speech_timestamps,
        get_vad_model,
    )  # onnxruntime: only when needed

    if samples.size == 0:
        return ()
    found = get_speech_timestamps(
        samples,
        VadOptions(
            threshold=SPEECH_THRESHOLD,
            min_speech_duration_ms=round(1000 * MIN_SPEECH_SECONDS),
            min_silence_duration_ms=round(1000 * PAUSE_SECONDS),
            speech_pad_ms=round(1000 * PADDING_SECONDS),
            max_speech_duration_s=PIECE_SECONDS,
        ),
    )
    if not found:
        return ()
    padded = np.pad(samples, (0, FRAME_SAMPLES - samples.size % FRAME_SAMPLES))
    sureness = np.asarray(get_vad_model()(padded)).reshape(-1)
    stretches = (Stretch(start=stretch["start"], end=stretch["end"]) for stretch in found)
    return tuple(
        stretch
        for stretch in stretches
        if sureness[stretch.start // FRAME_SAMPLES : stretch.end // FRAME_SAMPLES + 1].max() >= SURE_THRESHOLD
    )


def group_stretches(stretches: Sequence[Stretch]) -> Iterator[tuple[Stretch, ...]]:
    """Put stretches together into pieces that are recognised at once, cut in pauses; the first one is short."""
    is_long = sum(map(_length, stretches)) > PIECE_SECONDS * SAMPLE_RATE_HZ
    limit = (FIRST_PIECE_SECONDS if is_long else PIECE_SECONDS) * SAMPLE_RATE_HZ
    piece: list[Stretch] = []
    for stretch in stretches:
        if piece and sum(map(_length, [*piece, stretch])) > limit:
            yield tuple(piece)
            piece, limit = [], PIECE_SECONDS * SAMPLE_RATE_HZ
        piece.append(stretch)
    if piece:
        yield tuple(piece)


def cut_out(samples: Samples, piece: Sequence[Stretch]) -> Samples:
    """Return the samples of the stretches of a piece, one after the other."""
    return np.concatenate([samples[stretch.start : stretch.end] for stretch in piece])


def _length(stretch: Stretch) -> int:
    return stretch.end - stretch.start

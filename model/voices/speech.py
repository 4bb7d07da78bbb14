"""Speech as samples, and what a voice is."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
import soundfile

Samples = npt.NDArray[np.float32]
SpokenLanguage = Literal["en", "zh"]

LOUDNESS = 0.1  # root mean square of what is spoken, of full scale: -20 dBFS
PEAK = 0.89  # -1 dBFS, so that no player clips
KNEE = 0.6  # from here on a peak is bent down, instead of making the whole sentence quieter
SILENCE = 0.01
FRAME_SECONDS = 0.02
LEAD_SECONDS = 0.03  # kept before the first sound and behind the last
FADE_SECONDS = 0.01
PAUSE_SECONDS = 0.22  # behind a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Spoken words: samples from -1 to 1, shape `(samples,)`, float32, mono."""

    samples: Samples
    sample_rate_hz: int

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return self.samples.size / self.sample_rate_hz


class Voice(Protocol):
    """Something that speaks one sentence."""

    @property
    def name(self) -> str:
        """What the log calls it."""

    def prepare(self) -> None:
        """Load what is slow to load.

        Raises:
            ModelError: It can't be loaded.
        """

    def speak(self, sentence: str, language: SpokenLanguage) -> Speech:
        """Speak a sentence of plain words.

        Raises:
            ModelError: The voice can't be loaded, failed, or took too long.
        """

    def close(self) -> None:
        """End its processes."""


def level(speech: Speech) -> Speech:
    """Cut silence at both ends, bring the loudness to one level, and end in a short pause.

    Silence or noise without a voice stays silent: it is not made loud.
    """
    rate = speech.sample_rate_hz
    samples = np.nan_to_num(speech.samples).astype(np.float32)
    frame = int(FRAME_SECONDS * rate)
    frames = samples[: samples.size // frame * frame].reshape(-1, frame)
    power = np.sqrt(np.square(frames).mean(axis=1)) if frames.size else np.zeros(0, np.float32)
    loud = np.flatnonzero(power > max(SILENCE, float(power.max(initial=0)) * 0.02))
    if not loud.size:
        return Speech(samples=np.zeros(0, np.float32), sample_rate_hz=rate)
    lead = int(LEAD_SECONDS * rate)
    start, end = max(0, loud[0] * frame - lead), (loud[-1] + 1) * frame + lead
    spoken = float(np.sqrt(np.square(power[loud]).mean()))
    samples = samples[start:end] * (LOUDNESS / spoken)
    loud_part = np.maximum(np.abs(samples) - KNEE, 0)
    bent = KNEE + (PEAK - KNEE) * np.tanh(loud_part / (PEAK - KNEE))
    samples = np.where(loud_part > 0, np.sign(samples) * bent, samples).astype(np.float32)
    fade = np.linspace(0, 1, min(int(FADE_SECONDS * rate), samples.size // 2), dtype=np.float32)
    samples[: fade.size] *= fade
    samples[samples.size - fade.size :] *= fade[::-1]
    pause = np.zeros(int(PAUSE_SECONDS * rate), np.float32)
    return Speech(samples=np.concatenate([samples, pause]).astype(np.float32), sample_rate_hz=rate)


def encode_wav(speech: Speech) -> bytes:
    """Return speech as a WAV file of 16-bit samples: every browser plays it without a gap."""
    buffer = io.BytesIO()
    soundfile.write(buffer, speech.samples, speech.sample_rate_hz, format="WAV", subtype="PCM_16")
    return buffer.getvalue()

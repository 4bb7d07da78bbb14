"""Voice clip bytes → mono samples at 16 kHz, decoded in a process of its own by `sound_decoding`."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soundfile

from model.errors import MediaError, MediaTooLargeError, MediaTypeError, MediaUnreadableError
from sandbox.errors import SandboxError, WorkFailedError
from sandbox.kinds import WorkerKind
from sandbox.limits import Limits
from sandbox.workers import Workers

SAMPLE_RATE_HZ = 16_000
RECORDING_CPU_SECONDS = 1800  # of hours of sound, which are decoded while they are recognised

IDLE_SECONDS = 900.0  # an idle process takes little memory, and starting one a second

Samples = npt.NDArray[np.float32]

CLIP = WorkerKind(name="decoding a recording", module="model.hearing.sound_decoding", limits=Limits())
RECORDING = WorkerKind(
    name="decoding a long recording",
    module="model.hearing.sound_decoding",
    limits=Limits(cpu_seconds=RECORDING_CPU_SECONDS, niceness=10),
)
_ERRORS: dict[str, type[MediaError]] = {
    kind.code: kind for kind in (MediaTypeError, MediaTooLargeError, MediaUnreadableError)
}
_CLIPS = Workers(CLIP, idle_seconds=IDLE_SECONDS)
_RECORDINGS = Workers(RECORDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanSound:
    """A voice clip written again: WAV, mono, 16 kHz, 16 bit, without tags."""

    data: bytes
    mime_type: str
    duration_seconds: float


def decode_sound(data: bytes, *, max_seconds: float) -> Samples:
    """Decode a voice clip.

    Args:
        data: The file.
        max_seconds: Longest clip taken.

    Returns:
        Samples from -1 to 1, shape `(samples,)`, float32, mono at 16 kHz.

    Raises:
        MediaTypeError: Not a sound of a known format, or with an absurd rate or number of channels.
        MediaTooLargeError: Longer than the limit.
        MediaUnreadableError: Empty, truncated or damaged.
    """
    with closing(_stream(_CLIPS, data, max_seconds)) as stream:
        blocks = list(stream)
    samples = np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)
    if samples.size == 0:
        msg = "the recording holds no sound"
        raise MediaUnreadableError(msg)
    return samples


def clean_sound(data: bytes, *, max_seconds: float) -> CleanSound:
    """Write a voice clip again as plain WAV; see `decode_sound` for the errors."""
    samples = decode_sound(data, max_seconds=max_seconds)
    output = io.BytesIO()
    soundfile.write(output, samples, SAMPLE_RATE_HZ, format="WAV", subtype="PCM_16")
    return CleanSound(
        data=output.getvalue(), mime_type="audio/wav", duration_seconds=samples.size / SAMPLE_RATE_HZ
    )


def sound_blocks(data: bytes, max_seconds: float) -> Generator[Samples, None, None]:
    """Yield a recording of any length, mono at 16 kHz, some seconds at a time; see `decode_sound` for the errors.

    Whoever stops early must close the iterator: its process waits.
    """
    yield from _stream(_RECORDINGS, data, max_seconds)


def measure_seconds(data: bytes) -> float | None:
    """Return how long a recording lasts by its header; None where that does not say, or nothing can be read."""
    try:
        answer, _ = _CLIPS.ask({"do": "measure"}, data)
    except SandboxError:
        return None
    seconds = answer.get("seconds")
    return float(seconds) if isinstance(seconds, int | float) else None


def _stream(workers: Workers, data: bytes, max_seconds: float) -> Generator[Samples, None, None]:
    with _own_errors(), closing(workers.stream({"do": "decode", "max_seconds": max_seconds}, data)) as pieces:
        for _, samples in pieces:
            yield np.clip(np.nan_to_num(np.frombuffer(samples, np.float32)), -1, 1)


@contextmanager
def _own_errors() -> Iterator[None]:
    try:
        yield
    except WorkFailedError as exc:
        raise _ERRORS.get(exc.reason, MediaUnreadableError)(str(exc), **exc.params) from exc
    except (SandboxError, ValueError) as exc:
        msg = f"the recording can't be decoded: {exc}"
        raise MediaUnreadableError(msg) from exc

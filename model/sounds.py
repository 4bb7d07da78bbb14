"""Voice clip bytes → mono samples at 16 kHz.

WAV, FLAC, OGG and MP3 are read by libsndfile; WebM and M4A, which browsers and phones record, by FFmpeg through
PyAV. A clip's length is read from its header first, and the decoder stops at the limit whatever the header says.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soundfile

from model.errors import MediaTooLargeError, MediaTypeError, MediaUnreadableError

SAMPLE_RATE_HZ = 16_000
MIN_RATE_HZ, MAX_RATE_HZ = 4_000, 384_000
MAX_CHANNELS = 8

Samples = npt.NDArray[np.float32]


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
    if not data:
        msg = "the recording is empty"
        raise MediaUnreadableError(msg)
    decode = _decode_container if is_container(data) else _decode_plain
    samples = decode(data, max_seconds)
    if samples.size == 0:
        msg = "the recording holds no sound"
        raise MediaUnreadableError(msg)
    return np.clip(np.nan_to_num(samples), -1, 1).astype(np.float32)


def clean_sound(data: bytes, *, max_seconds: float) -> CleanSound:
    """Write a voice clip again as plain WAV; see `decode_sound` for the errors."""
    samples = decode_sound(data, max_seconds=max_seconds)
    output = io.BytesIO()
    soundfile.write(output, samples, SAMPLE_RATE_HZ, format="WAV", subtype="PCM_16")
    return CleanSound(
        data=output.getvalue(), mime_type="audio/wav", duration_seconds=samples.size / SAMPLE_RATE_HZ
    )


def _decode_plain(data: bytes, max_seconds: float) -> Samples:
    _check_wav_length(data)
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            check_format(file.samplerate, file.channels)
            check_duration(file.frames / file.samplerate, max_seconds)
            limit = int(max_seconds * file.samplerate) + 1
            samples = file.read(limit, dtype="float32", always_2d=True).mean(axis=1)
            return resample(samples, file.samplerate)
    except soundfile.LibsndfileError as exc:
        if _looks_like_sound(data):
            msg = f"the recording is truncated or damaged: {exc.error_string}"
            raise MediaUnreadableError(msg) from exc
        msg = "not a recording of a known format"
        raise MediaTypeError(msg) from exc


def _decode_container(data: bytes, max_seconds: float) -> Samples:
    blocks: list[Samples] = []
    count = 0
    for block in container_blocks(data, max_seconds):
        blocks.append(block)
        count += block.size
        check_duration(count / SAMPLE_RATE_HZ, max_seconds)
    return np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)


def container_blocks(data: bytes, max_seconds: float) -> Iterator[Samples]:
    """Yield the sound of a WebM or M4A file, mono at 16 kHz, block by block; see `decode_sound` for the errors.

    A length that the header names is checked; a caller counts what comes.
    """
    import av  # FFmpeg's libraries: only when a browser's or phone's format needs them

    try:
        with av.open(io.BytesIO(data), mode="r") as container:
            if not container.streams.audio:
                msg = "the file holds no sound"
                raise MediaTypeError(msg)
            stream = container.streams.audio[0]
            check_format(stream.rate or 0, stream.channels)
            if container.duration is not None:
                check_duration(container.duration / 1_000_000, max_seconds)
            resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
            for frame in container.decode(stream):
                for block in resampler.resample(frame):
                    yield block.to_ndarray().reshape(-1).astype(np.float32)
    except (av.FFmpegError, ValueError) as exc:
        msg = f"the recording is truncated or damaged: {exc}"
        raise MediaUnreadableError(msg) from exc


def is_container(data: bytes) -> bool:
    """Tell whether a file is WebM or M4A, which FFmpeg reads."""
    return data[:4] == b"\x1aE\xdf\xa3" or data[4:8] == b"ftyp"


def check_format(rate_hz: int, channels: int) -> None:
    """Refuse an absurd rate or number of channels.

    Raises:
        MediaTypeError: It is one.
    """
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ or not 1 <= channels <= MAX_CHANNELS:
        msg = f"a recording with {channels} channels at {rate_hz} Hz can't be used"
        raise MediaTypeError(msg)


def check_duration(seconds: float, max_seconds: float) -> None:
    """Refuse a recording that is too long.

    Raises:
        MediaTooLargeError: It is.
    """
    if seconds > max_seconds:
        msg = f"the recording lasts {seconds:.0f} seconds, the limit is {max_seconds:.0f}"
        raise MediaTooLargeError(msg, seconds=round(seconds), limit_seconds=round(max_seconds))


def _check_wav_length(data: bytes) -> None:
    """Refuse a WAV file that holds less sound than its header says: libsndfile would read it as shorter."""
    for position, size in _riff_chunks(data):
        if data[position : position + 4] != b"data" or size in {0, 0xFFFFFFFF}:
            continue  # a recorder that streams does not know the length in advance
        available = len(data) - position - 8
        if available < size:
            msg = f"the recording is truncated: {available} of {size} bytes are there"
            raise MediaUnreadableError(msg)


def _riff_chunks(data: bytes) -> Iterator[tuple[int, int]]:
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return
    position = 12
    while position + 8 <= len(data):
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        yield position, size
        position += 8 + size + size % 2


def _looks_like_sound(data: bytes) -> bool:
    return (
        data[:4] in {b"RIFF", b"OggS", b"fLaC"}
        or data[:3] == b"ID3"
        or data[:2] in {b"\xff\xfb", b"\xff\xf3"}
    )


def resample(samples: Samples, rate_hz: int) -> Samples:
    """Resample by FFT of the whole clip: exact for speech, and clips are short."""
    if rate_hz == SAMPLE_RATE_HZ or samples.size == 0:
        return samples
    count = max(1, round(samples.size * SAMPLE_RATE_HZ / rate_hz))
    spectrum = np.fft.rfft(samples)
    kept = spectrum[: count // 2 + 1]
    return (np.fft.irfft(kept, count) * (count / samples.size)).astype(np.float32)

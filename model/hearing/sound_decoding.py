"""Decodes the recordings that people bring. Called in a process of its own alone: `sounds` is its other side.

WAV, AIFF, FLAC, OGG and MP3 are read by libsndfile; WebM, M4A, AAC and AMR, which browsers and phones record, by
FFmpeg through PyAV. A clip is decoded block by block and the decoder stops at the limit, whatever the header says.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import soundfile

from model.errors import MediaTooLargeError, MediaTypeError, MediaUnreadableError
from model.hearing.sound_formats import find_demuxer, is_mp3
from model.hearing.sounds import SAMPLE_RATE_HZ, Samples
from sandbox.kinds import Answer, Request, Work

MIN_RATE_HZ, MAX_RATE_HZ = 4_000, 384_000
MAX_CHANNELS = 8
BLOCK_SECONDS = 5
UNKNOWN_FRAMES = 2**62  # libsndfile's length of a stream whose end it can't see is 2^63 - 1
UNKNOWN_BYTES = (
    0x7FFF_0000  # a recorder that pipes writes 0x7FFFF000 (SoX) or 0xFFFFFFFF (FFmpeg) for a length
)
LOST_LEVEL = 0.1  # of the loudest channel, under which channels have cancelled each other out


def start(_arguments: Mapping[str, Any]) -> Work:
    """Be ready: the decoders are loaded with this module."""
    return _answer


def _answer(request: Request, data: bytes) -> Iterator[Answer]:
    if request["do"] == "measure":
        yield {"seconds": measure_seconds(data)}, b""
        return
    kept: list[Samples] = []
    count = 0
    for block in decode_blocks(data, float(request["max_seconds"])):
        kept.append(block)
        count += block.size
        if count >= BLOCK_SECONDS * SAMPLE_RATE_HZ:  # a phone's format comes in pieces of twenty milliseconds
            yield {}, np.concatenate(kept).tobytes()
            kept, count = [], 0
    if kept:
        yield {}, np.concatenate(kept).tobytes()


# What decoders raise of a file that they can't decode: each knows formats that it opens and does not finish.
_UNDECODABLE = (soundfile.LibsndfileError, ValueError, RuntimeError, TypeError, OSError, EOFError)


def measure_seconds(data: bytes) -> float | None:
    """Return how long a recording lasts by its header; None where that does not say, or nothing can be read."""
    demuxer = find_demuxer(data)
    try:
        if demuxer is None:
            return soundfile.info(io.BytesIO(data)).duration or None
        with av.open(io.BytesIO(data), mode="r", format=demuxer) as container:
            return container.duration / 1_000_000 if container.duration else None
    except (soundfile.LibsndfileError, OSError, ValueError):  # FFmpeg's errors are kinds of these
        return None


def decode_blocks(data: bytes, max_seconds: float) -> Iterator[Samples]:
    """Yield a recording, mono at 16 kHz, a moment at a time; see `model.hearing.sounds` for the errors."""
    if not data:
        msg = "the recording is empty"
        raise MediaUnreadableError(msg)
    demuxer = find_demuxer(data)
    blocks = (
        _plain_blocks(data, max_seconds) if demuxer is None else _ffmpeg_blocks(data, demuxer, max_seconds)
    )
    count = 0
    for block in blocks:
        if block.size:
            count += block.size
            _check_duration(count / SAMPLE_RATE_HZ, max_seconds)
            yield np.clip(block, -1, 1)


def _plain_blocks(data: bytes, max_seconds: float) -> Iterator[Samples]:
    _check_wav_length(data)
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            _check_format(file.samplerate, file.channels)
            if file.frames < UNKNOWN_FRAMES:
                _check_duration(file.frames / file.samplerate, max_seconds)
            resample = _Resampler()
            while (block := _read_block(file)).size:  # its own iterator asks telephone formats for their end
                yield resample(_to_mono(block.T), file.samplerate)
            yield resample.rest()
    except _UNDECODABLE as exc:
        if _looks_like_sound(data):
            msg = f"the recording is truncated or damaged: {exc}"
            raise MediaUnreadableError(msg) from exc
        msg = "not a recording of a known format"
        raise MediaTypeError(msg) from exc


def _ffmpeg_blocks(data: bytes, demuxer: str, max_seconds: float) -> Iterator[Samples]:
    try:
        # the demuxer is named, so that no playlist or other format can be smuggled in behind the first bytes
        with av.open(io.BytesIO(data), mode="r", format=demuxer) as container:
            if not container.streams.audio:
                msg = "the file holds no sound"
                raise MediaTypeError(msg)
            stream = container.streams.audio[0]
            _check_format(stream.rate or 0, stream.channels)
            if container.duration is not None:
                _check_duration(container.duration / 1_000_000, max_seconds)
            to_planes = av.AudioResampler(format="fltp")  # layout and rate stay as they are
            resample = _Resampler()
            for frame in container.decode(stream):
                _check_format(frame.sample_rate, len(frame.layout.channels))
                for planes in to_planes.resample(frame):
                    planes_array = planes.to_ndarray().astype(np.float32)
                    yield resample(_to_mono(planes_array), frame.sample_rate)
            yield resample.rest()
    except (av.FFmpegError, *_UNDECODABLE) as exc:
        msg = f"the recording is truncated or damaged: {exc}"
        raise MediaUnreadableError(msg) from exc


def _read_block(file: soundfile.SoundFile) -> Samples:
    block: Samples = file.read(BLOCK_SECONDS * file.samplerate, dtype="float32", always_2d=True)
    return block


class _Resampler:
    """Resamples a stream to 16 kHz by FFmpeg's filter, without seams between its blocks."""

    def __init__(self) -> None:
        self._make_frame = av.AudioFrame.from_ndarray
        self._filter: Any = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
        self._is_used = False

    def __call__(self, samples: Samples, rate_hz: int) -> Samples:
        """Return what is ready of the samples, shape `(samples,)`, so far."""
        if samples.size == 0 or rate_hz == SAMPLE_RATE_HZ:
            return samples
        frame = self._make_frame(np.ascontiguousarray(samples).reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = rate_hz
        self._is_used = True
        return self._join(self._filter.resample(frame))

    def rest(self) -> Samples:
        """Return what the filter still holds."""
        return self._join(self._filter.resample(None) if self._is_used else [])

    @staticmethod
    def _join(frames: list[Any]) -> Samples:
        empty = np.zeros(0, dtype=np.float32)
        return np.concatenate(
            [empty, *(frame.to_ndarray().reshape(-1).astype(np.float32) for frame in frames)]
        )


def _to_mono(planes: npt.NDArray[np.float32]) -> Samples:
    """Mix channels, shape `(channels, samples)`; numbers that are none become silence.

    Two channels in opposite phase, as some headsets record, would cancel each other out: then the loudest is taken.
    """
    finite = np.clip(np.nan_to_num(planes, nan=0.0, posinf=0.0, neginf=0.0), -1, 1)
    mixed: Samples = finite.mean(axis=0)
    levels = np.sqrt(np.square(finite).mean(axis=1)) if finite.size else np.zeros(1)
    if len(finite) > 1 and np.sqrt(np.square(mixed).mean()) < LOST_LEVEL * levels.max():
        return np.ascontiguousarray(finite[int(levels.argmax())])
    return mixed


def _check_format(rate_hz: int, channels: int) -> None:
    """Refuse an absurd rate or number of channels.

    Raises:
        MediaTypeError: It is one.
    """
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ or not 1 <= channels <= MAX_CHANNELS:
        msg = f"a recording with {channels} channels at {rate_hz} Hz can't be used"
        raise MediaTypeError(msg)


def _check_duration(seconds: float, max_seconds: float) -> None:
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
        if data[position : position + 4] != b"data" or size == 0 or size >= UNKNOWN_BYTES:
            continue
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
    return data[:4] in {b"RIFF", b"OggS", b"fLaC", b"FORM"} or is_mp3(data)

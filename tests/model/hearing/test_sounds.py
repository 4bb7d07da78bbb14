"""Recordings as real programs write them, and files that only pretend to be one."""

import io
import struct
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import av
import numpy as np
import pytest
import soundfile

from model.errors import MediaError, MediaTooLargeError, MediaTypeError, MediaUnreadableError
from model.hearing.sounds import SAMPLE_RATE_HZ, Samples, decode_sound
from model.media import sniff_kind
from tests.conftest import PROJECT_FOLDER
from tests.media import make_wav

SECONDS = 1.2
TONE_HZ = 440


def tone(rate_hz: int, channels: int = 1, seconds: float = SECONDS) -> Samples:
    times = np.arange(int(seconds * rate_hz)) / rate_hz
    wave = (0.4 * np.sin(2 * np.pi * TONE_HZ * times)).astype(np.float32)
    return np.repeat(wave[:, None], channels, axis=1)


def as_file(samples: Samples, rate_hz: int, format_: str, subtype: str | None = None) -> bytes:
    output = io.BytesIO()
    soundfile.write(output, samples, rate_hz, format=format_, subtype=subtype)
    return output.getvalue()


def encode(container: str, codec: str, rate_hz: int, *, channels: int = 1) -> bytes:
    """Encode the tone by FFmpeg."""
    output = io.BytesIO()
    with av.open(output, "w", format=container) as file:
        layout = "stereo" if channels == 2 else "mono"
        stream: Any = file.add_stream(codec, rate=rate_hz, layout=layout)
        samples = np.ascontiguousarray(tone(rate_hz, channels).T)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout=layout)
        frame.sample_rate = rate_hz
        resampler = av.AudioResampler(stream.format, layout, rate_hz, frame_size=stream.frame_size or 1024)
        for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
            file.mux(stream.encode(piece))
    return output.getvalue()


def loudest_hz(samples: Samples) -> float:
    middle = samples[2000:14000]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(middle.size)))
    return float(spectrum.argmax() * SAMPLE_RATE_HZ / middle.size)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_every_rate_and_number_of_channels_sounds_the_same(rate_hz: int, channels: int) -> None:
    samples = decode_sound(as_file(tone(rate_hz, channels), rate_hz, "WAV"), max_seconds=2)
    assert samples.size == pytest.approx(SECONDS * SAMPLE_RATE_HZ, abs=40)
    assert loudest_hz(samples) == pytest.approx(TONE_HZ, abs=3)
    assert np.abs(samples[4000:8000]).max() == pytest.approx(0.4, abs=0.03)


@pytest.mark.parametrize(
    ("format_", "subtype"),
    [
        ("WAV", "PCM_U8"),
        ("WAV", "PCM_24"),
        ("WAV", "FLOAT"),
        ("WAV", "DOUBLE"),
        ("WAV", "ULAW"),
        ("WAV", "ALAW"),
        ("WAV", "IMA_ADPCM"),
        ("WAVEX", "PCM_16"),
        ("AIFF", "PCM_16"),
        ("FLAC", "PCM_24"),
        ("OGG", "VORBIS"),
        ("OGG", "OPUS"),
        ("MP3", None),
    ],
)
def test_every_kind_of_file_that_libsndfile_writes_is_read(format_: str, subtype: str | None) -> None:
    data = as_file(tone(16_000), 16_000, format_, subtype)
    assert sniff_kind(data) == "audio"
    samples = decode_sound(data, max_seconds=2)
    assert samples.size == pytest.approx(SECONDS * SAMPLE_RATE_HZ, rel=0.1)
    assert loudest_hz(samples) == pytest.approx(TONE_HZ, abs=5)


@pytest.mark.parametrize(
    ("container", "codec", "rate_hz", "channels"),
    [
        ("webm", "libopus", 48_000, 2),
        ("matroska", "libopus", 16_000, 1),
        ("mp4", "aac", 44_100, 2),
        ("mov", "alac", 44_100, 1),
        ("3gp", "aac", 16_000, 1),
        ("adts", "aac", 22_050, 1),
        ("mp3", "libmp3lame", 44_100, 2),
        ("ogg", "libopus", 48_000, 1),
    ],
)
def test_every_kind_of_file_that_phones_and_browsers_write_is_read(
    container: str, codec: str, rate_hz: int, channels: int
) -> None:
    data = encode(container, codec, rate_hz, channels=channels)
    assert sniff_kind(data) == "audio"
    samples = decode_sound(data, max_seconds=3)
    assert samples.size == pytest.approx(SECONDS * SAMPLE_RATE_HZ, rel=0.15)
    assert loudest_hz(samples) == pytest.approx(TONE_HZ, abs=5)


def test_a_recording_of_a_browser_that_names_no_length_is_read() -> None:
    class Pipe(io.RawIOBase):
        """Can't be wound back, so that no length is written at the beginning: as MediaRecorder does."""

        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return False

        def write(self, data: Any) -> int:
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with av.open(pipe, "w", format="webm", options={"live": "1"}) as file:
        stream: Any = file.add_stream("libopus", rate=48_000, layout="mono")
        for number in range(60):
            wave = tone(48_000)[number * 960 : (number + 1) * 960].T
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(wave), format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, number * 960
            resampled = av.AudioResampler(stream.format, "mono", 48_000).resample(frame)
            for piece in resampled:
                file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    with av.open(io.BytesIO(bytes(pipe.data)), "r") as written:
        assert written.duration is None
    samples = decode_sound(bytes(pipe.data), max_seconds=5)
    assert samples.size == pytest.approx(SECONDS * SAMPLE_RATE_HZ, rel=0.1)
    cut_off = decode_sound(bytes(pipe.data[: len(pipe.data) * 2 // 3]), max_seconds=5)
    assert 0 < cut_off.size < samples.size  # the connection broke: what came is used


@pytest.mark.parametrize("size", [0, 0x7FFFF000, 0xFFFFFFFF])
def test_a_wav_file_that_was_written_into_a_pipe_is_read(size: int) -> None:
    data = bytearray(as_file(tone(16_000), 16_000, "WAV", "PCM_16"))
    place = data.index(b"data") + 4
    data[place : place + 4] = struct.pack("<I", size)
    if size == 0:
        with pytest.raises(MediaUnreadableError):
            decode_sound(bytes(data), max_seconds=5)
        return
    assert decode_sound(bytes(data), max_seconds=5).size == pytest.approx(SECONDS * SAMPLE_RATE_HZ, rel=0.01)


def test_channels_in_opposite_phase_do_not_cancel_each_other_out() -> None:
    samples = tone(16_000, 2)
    samples[:, 1] *= -1
    heard = decode_sound(as_file(samples, 16_000, "WAV", "FLOAT"), max_seconds=2)
    assert np.abs(heard).max() == pytest.approx(0.4, abs=0.01)


def test_numbers_that_are_none_become_silence_and_the_rest_stays() -> None:
    samples = tone(44_100)
    samples[100:200] = np.nan
    samples[300:310] = np.inf
    samples[400:410] = 1e30
    heard = decode_sound(as_file(samples, 44_100, "WAV", "FLOAT"), max_seconds=2)
    assert np.isfinite(heard).all()
    assert loudest_hz(heard) == pytest.approx(TONE_HZ, abs=3)
    assert np.abs(heard).max() <= 1


def wav_header(
    *, rate_hz: int = 16_000, channels: int = 1, bits: int = 16, claimed: int, data: bytes
) -> bytes:
    block = max(1, channels * bits // 8)
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate_hz, rate_hz * block % 2**32, block, bits)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + claimed)
        + b"WAVE"
        + head
        + b"data"
        + struct.pack("<I", claimed)
        + data
    )


def damaged(
    container: str, codec: str, rate_hz: int, change: Callable[[bytes], bytes]
) -> Callable[[], bytes]:
    return lambda: change(encode(container, codec, rate_hz))


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: wav_header(claimed=10 * 3600 * 32_000, data=bytes(32_000)), MediaError),  # claims ten hours
        (lambda: wav_header(channels=100, claimed=20_000, data=bytes(20_000)), MediaTypeError),
        (lambda: wav_header(rate_hz=1, claimed=20_000, data=bytes(20_000)), MediaTypeError),
        (lambda: wav_header(rate_hz=0, claimed=20_000, data=bytes(20_000)), MediaError),
        (lambda: wav_header(channels=0, claimed=20_000, data=bytes(20_000)), MediaError),
        (lambda: wav_header(bits=0, claimed=20_000, data=bytes(20_000)), MediaError),
        (lambda: wav_header(claimed=0, data=b""), MediaUnreadableError),
        (lambda: make_wav(121), MediaTooLargeError),
        (damaged("mp4", "aac", 44_100, lambda data: data[: len(data) // 2]), MediaUnreadableError),
        (damaged("webm", "libopus", 48_000, lambda data: data[:60]), MediaError),
        (damaged("webm", "libopus", 48_000, lambda data: data[:4] + bytes(5000)), MediaError),
        (lambda: b"\x00\x00\x00\x20ftypM4A " + bytes(5000), MediaError),
        (lambda: b"#!AMR\n" + b"\xff" * 500, MediaError),
        (lambda: b"ID3\x04\x00\x00" + b"\x7f" * 4, MediaError),
        (lambda: b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f<?php system('id'); ?>", MediaError),
        (lambda: b"OggS" + bytes(range(256)) * 8, MediaError),
        (lambda: b"fLaC" + b"\xff" * 300, MediaError),
        (lambda: b"\xff\xfb" + b"<html><script>alert(1)</script></html>" * 20, MediaError),
        (lambda: b"#EXTM3U\nhttp://127.0.0.1/secret.mp3\n", MediaTypeError),
        (lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", MediaTypeError),
    ],
)
def test_what_only_pretends_to_be_a_recording_is_refused(
    make: Callable[[], bytes], error: type[MediaError]
) -> None:
    with pytest.raises(error):
        decode_sound(make(), max_seconds=120)


def test_a_recording_with_a_picture_and_a_page_behind_it_is_only_its_sound() -> None:
    data = as_file(tone(16_000), 16_000, "WAV", "PCM_16") + b"PK\x03\x04<html>" * 100
    assert decode_sound(data, max_seconds=5).size == pytest.approx(SECONDS * SAMPLE_RATE_HZ, abs=4)


def test_a_film_without_sound_is_no_recording() -> None:
    output = io.BytesIO()
    with av.open(output, "w", format="mp4") as file:
        stream: Any = file.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 32
        for _ in range(5):
            file.mux(
                stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24"))
            )
        file.mux(stream.encode(None))
    with pytest.raises(MediaTypeError):
        decode_sound(output.getvalue(), max_seconds=5)


def test_a_bomb_of_many_channels_at_a_high_rate_takes_little_memory() -> None:
    program = (
        "import io, resource, numpy, soundfile\n"
        "from model.hearing.sound_decoding import decode_blocks\n"
        "out = io.BytesIO()\n"
        "with soundfile.SoundFile(out, 'w', 192_000, 8, format='FLAC') as file:\n"
        "    for _ in range(40): file.write(numpy.zeros((192_000, 8), dtype=numpy.int16))\n"
        "assert len(out.getvalue()) < 3_000_000\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "assert sum(block.size for block in decode_blocks(out.getvalue(), 120)) == 40 * 16_000\n"
        "assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000, 'kilobytes'\n"
    )
    folder = PROJECT_FOLDER
    subprocess.run([sys.executable, "-c", program], cwd=folder, check=True, timeout=120)

"""Photos and sounds that tests need, made on the spot."""

import io
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SPOKEN_QUESTION = Path(__file__).parent / "data" / "spoken_question.wav"


def make_label(lines: Sequence[str], *, degrees: float = 2) -> bytes:
    """A printed label, photographed a little askew."""
    photo = Image.new("RGB", (1000, 140 + 110 * len(lines)), "#d9d6cc")
    draw = ImageDraw.Draw(photo)
    draw.rectangle((50, 40, 950, photo.height - 40), fill="white", outline="black", width=3)
    font = ImageFont.truetype(FONT, 50)
    for row, line in enumerate(lines):
        draw.text((100, 70 + 110 * row), line, fill="#111111", font=font)
    output = io.BytesIO()
    photo.rotate(degrees, fillcolor="#d9d6cc").save(output, "JPEG", quality=85)
    return output.getvalue()


def make_png(width: int, height: int) -> bytes:
    """A PNG whose header promises this size; its few bytes unpack to zeros: a decompression bomb, where it is large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(min((width + 1) * height, 60_000_000)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def make_wav(seconds: float, *, rate_hz: int = 16_000, channels: int = 1, noise: float = 0.0) -> bytes:
    """Silence, or noise."""
    generator = np.random.default_rng(7)
    samples = noise * generator.standard_normal((int(seconds * rate_hz), channels))
    output = io.BytesIO()
    soundfile.write(output, samples.astype(np.float32), rate_hz, format="WAV", subtype="PCM_16")
    return output.getvalue()


def make_long_recording(seconds: float) -> bytes:
    """Silence as FLAC: hours in a few kilobytes."""
    output = io.BytesIO()
    with soundfile.SoundFile(output, "w", 16_000, 1, format="FLAC") as file:
        for _ in range(int(seconds // 60)):
            file.write(np.zeros(60 * 16_000, dtype=np.float32))
    return output.getvalue()

"""What is taken as a photo or voice clip, what is refused, and what is left behind."""

import io

import numpy as np
import pytest
from PIL import Image

from model.errors import MediaError, MediaTooLargeError, MediaTypeError, MediaUnreadableError
from model.hearing.sounds import SAMPLE_RATE_HZ, decode_sound
from model.media import MediaChecker
from model.photos.photos import decode_photo
from tests.media import SPOKEN_QUESTION, make_label, make_long_recording, make_png, make_wav

CHECKER = MediaChecker(max_photo_pixels=40_000_000, max_voice_seconds=120)
SPOKEN = SPOKEN_QUESTION.read_bytes()


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF"])
def test_photos_of_every_format_are_taken_upright_and_without_camera_data(format_: str) -> None:
    photo = Image.new("RGB", (60, 20), "white")
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera maker"
    output = io.BytesIO()
    photo.save(output, format_, **({"exif": exif} if format_ in {"JPEG", "PNG", "WEBP", "AVIF"} else {}))
    media = CHECKER.check(output.getvalue())
    clean = Image.open(io.BytesIO(media.data))
    assert media.kind == "image"
    assert clean.size == ((20, 60) if format_ in {"JPEG", "PNG", "WEBP", "AVIF"} else (60, 20))
    assert not clean.getexif()
    assert b"Camera maker" not in media.data


@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 1), (44_100, 2), (48_000, 1)])
def test_recordings_of_every_rate_become_mono_at_16_khz(rate_hz: int, channels: int) -> None:
    media = CHECKER.check(make_wav(1.5, rate_hz=rate_hz, channels=channels, noise=0.1))
    assert media.kind == "audio"
    assert decode_sound(media.data, max_seconds=2).size == pytest.approx(1.5 * SAMPLE_RATE_HZ, abs=2)


@pytest.mark.parametrize("container", ["webm", "mp4"])
def test_what_browsers_and_phones_record_is_read(container: str) -> None:
    import av

    output = io.BytesIO()
    with av.open(output, "w", format=container) as file:
        stream = file.add_stream("libopus" if container == "webm" else "aac", rate=48_000)
        size = 960 if container == "webm" else 1024
        for number in range(50):
            frame = av.AudioFrame.from_ndarray(
                np.zeros((1, size), dtype=np.float32),
                format="flt" if container == "webm" else "fltp",
                layout="mono",
            )
            frame.rate, frame.pts = 48_000, number * size
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    media = CHECKER.check(output.getvalue())
    assert decode_sound(media.data, max_seconds=5).size == pytest.approx(SAMPLE_RATE_HZ, rel=0.1)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", MediaUnreadableError),
        (b"hello world, I am text", MediaTypeError),
        (b"%PDF-1.7 not a photo", MediaTypeError),
        (make_png(10_000, 5_000), MediaTooLargeError),  # 50 megapixels
        (make_png(60_000, 60_000), MediaTooLargeError),  # a bomb: 3.6 gigapixels in 60 kB
        (make_png(0, 10), MediaError),
        (make_label(["Serial 1"])[:3000], MediaUnreadableError),
        (b"\xff\xd8\xff" + b"\x00" * 50, MediaError),
        (SPOKEN[:20_000], MediaUnreadableError),
        (make_long_recording(2 * 3600), MediaTooLargeError),
        (make_wav(0.1, channels=100), MediaTypeError),
        (make_wav(10, rate_hz=1), MediaTypeError),
        (make_wav(0), MediaUnreadableError),
        (b"RIFF\x00\x00\x00\x00WAVEjunk", MediaError),
    ],
)
def test_what_cant_be_used_is_refused_with_its_reason(data: bytes, error: type[MediaError]) -> None:
    with pytest.raises(error):
        CHECKER.check(data)


def test_the_limits_are_named() -> None:
    with pytest.raises(MediaTooLargeError) as photo:
        CHECKER.check(make_png(10_000, 5_000))
    assert photo.value.params == {"megapixels": 50, "limit_megapixels": 40}
    with pytest.raises(MediaTooLargeError) as clip:
        CHECKER.check(make_wav(121))
    assert clip.value.params == {"seconds": 121, "limit_seconds": 120}


def test_black_on_transparent_stays_readable() -> None:
    output = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(output, "PNG")
    assert decode_photo(output.getvalue(), max_pixels=100).getpixel((0, 0)) == (255, 255, 255)

"""Tells photos and voice clips from everything else, by content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.errors import MediaTypeError, MediaUnreadableError
from model.hearing.sound_formats import find_demuxer, is_mp3
from model.hearing.sounds import clean_sound
from model.photos.photos import clean_photo
from model.photos.picture_decoding import HEIF_BRANDS

_IMAGE_STARTS = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
)
_AUDIO_STARTS = (b"fLaC", b"OggS")
_IMAGE_BRANDS = HEIF_BRANDS | {b"avif", b"avis"}
# Pictures that are told apart only to say what they are: a message that names the format helps
_OTHER_PICTURES = (
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"8BPS", "Photoshop"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanMedia:
    """A photo or voice clip that can be used, without camera data or tags."""

    kind: Literal["image", "audio"]
    mime_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaChecker:
    """Checks uploads.

    Attributes:
        max_photo_pixels: Largest width times height of a photo.
        max_voice_seconds: Longest voice clip.
    """

    max_photo_pixels: int
    max_voice_seconds: float

    def check(self, data: bytes) -> CleanMedia:
        """Identify an upload and write it again in a plain form.

        Raises:
            MediaTypeError: Neither a photo nor a voice clip of a known format.
            MediaTooLargeError: Too many pixels or seconds.
            MediaUnreadableError: Empty, truncated or damaged.
        """
        match sniff_kind(data):
            case "image":
                photo = clean_photo(data, max_pixels=self.max_photo_pixels)
                return CleanMedia(kind="image", mime_type=photo.mime_type, data=photo.data)
            case "audio":
                sound = clean_sound(data, max_seconds=self.max_voice_seconds)
                return CleanMedia(kind="audio", mime_type=sound.mime_type, data=sound.data)


def sniff_kind(data: bytes) -> Literal["image", "audio"]:
    """Tell by the first bytes what a file is.

    Raises:
        MediaTypeError: Neither; `format` in its values names a picture that is known but can't be read.
        MediaUnreadableError: No bytes at all.
    """
    if not data:
        msg = "the file is empty"
        raise MediaUnreadableError(msg)
    if _is_image(data):
        return "image"
    if _is_audio(data):
        return "audio"
    for start, name in _OTHER_PICTURES:
        if data.startswith(start):
            msg = f"{name} can't be read"
            raise MediaTypeError(msg, format=name)
    msg = "neither a photo nor a voice clip of a known format"
    raise MediaTypeError(msg)


def _is_image(data: bytes) -> bool:
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    is_brand = data[4:8] == b"ftyp" and data[8:12] in _IMAGE_BRANDS
    return data.startswith(_IMAGE_STARTS) or is_webp or is_brand


def _is_audio(data: bytes) -> bool:
    is_wave = data[:4] == b"RIFF" and data[8:12] == b"WAVE"
    is_aiff = data[:4] == b"FORM" and data[8:11] == b"AIF"
    is_plain = data.startswith(_AUDIO_STARTS) or is_wave or is_aiff or is_mp3(data)
    return is_plain or find_demuxer(data) is not None

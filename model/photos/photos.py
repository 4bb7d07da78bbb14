"""Photo bytes → a picture that is safe to keep: upright, one frame, pixels and nothing else.

Place, camera, editor, thumbnails, comments and colour profiles are left behind, as is whatever hangs on a file after
its end.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from model.photos.decoding_process import decode_apart
from model.photos.picture_decoding import KEPT_LONGEST_SIDE, decode_picture

JPEG_QUALITY = 90
_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPhoto:
    """A photo written again: upright, one frame, without camera data."""

    data: bytes
    mime_type: str  # image/jpeg or image/png
    width: int
    height: int


def decode_photo(data: bytes, *, max_pixels: int) -> Image.Image:
    """Decode a photo, upright, as RGB; see `decode_picture` for the errors.

    HEIC, AVIF and TIFF are decoded in another process and no longer than `KEPT_LONGEST_SIDE`.
    """
    if data.startswith(_TIFF_STARTS) or data[4:8] == b"ftyp":
        return decode_apart(data, max_pixels=max_pixels)
    return decode_picture(data, max_pixels=max_pixels)


def clean_photo(data: bytes, *, max_pixels: int) -> CleanPhoto:
    """Write a photo again without its camera data; see `decode_picture` for the errors."""
    picture = decode_photo(data, max_pixels=max_pixels)
    picture.thumbnail((KEPT_LONGEST_SIDE, KEPT_LONGEST_SIDE))
    picture.info = {}  # Pillow would write a comment or a colour profile that it finds here
    is_png = data.startswith(b"\x89PNG")
    output = io.BytesIO()
    if is_png:
        picture.save(output, "PNG")
    else:
        picture.save(output, "JPEG", quality=JPEG_QUALITY)
    return CleanPhoto(
        data=output.getvalue(),
        mime_type="image/png" if is_png else "image/jpeg",
        width=picture.width,
        height=picture.height,
    )

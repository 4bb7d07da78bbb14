"""Photo bytes → a picture that is safe to keep: upright, one frame, pixels and nothing else.

Place, camera, editor, thumbnails, comments and colour profiles are left behind, as is whatever hangs on a file after
its end.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from model.photos.decoding_process import decode_apart

JPEG_QUALITY = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPhoto:
    """A photo written again: upright, one frame, without camera data."""

    data: bytes
    mime_type: str  # image/jpeg or image/png
    width: int
    height: int


def decode_photo(data: bytes, *, max_pixels: int) -> Image.Image:
    """Decode a photo in another process, upright, as RGB, no longer than `KEPT_LONGEST_SIDE`.

    Raises:
        MediaError: See `decode_apart`.
    """
    return decode_apart(data, max_pixels=max_pixels)


def clean_photo(data: bytes, *, max_pixels: int) -> CleanPhoto:
    """Write a photo again without its camera data; see `decode_photo` for the errors."""
    picture = decode_photo(data, max_pixels=max_pixels)
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

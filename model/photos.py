"""Photo bytes → a picture that is safe to work on.

What a file is, is told from its content; its size is checked before a pixel is decoded; the camera's orientation
is applied; camera data such as the place is left behind when it is written again.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from model.errors import MediaTooLargeError, MediaTypeError, MediaUnreadableError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF")
KEPT_LONGEST_SIDE = 4096  # pixels; enough for the small print of a label
JPEG_QUALITY = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPhoto:
    """A photo written again: upright, one frame, without camera data."""

    data: bytes
    mime_type: str  # image/jpeg or image/png
    width: int
    height: int


def decode_photo(data: bytes, *, max_pixels: int) -> Image.Image:
    """Decode a photo, upright, as RGB.

    Args:
        data: The file.
        max_pixels: Largest width times height.

    Raises:
        MediaTypeError: Not a picture of a known format.
        MediaTooLargeError: More pixels than the limit; nothing was decoded.
        MediaUnreadableError: Empty, truncated or damaged.
    """
    if not data:
        msg = "the photo is empty"
        raise MediaUnreadableError(msg)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", Image.DecompressionBombWarning
            )  # the size is checked here, see below
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
        _check_size(picture.width, picture.height, max_pixels)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        return _on_white(upright)
    except UnidentifiedImageError as exc:
        msg = "not a picture of a known format"
        raise MediaTypeError(msg) from exc
    except Image.DecompressionBombError as exc:
        msg = "the picture's header promises too many pixels"
        raise MediaTooLargeError(msg, limit_megapixels=max_pixels // 1_000_000) from exc
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as exc:
        msg = f"the picture is truncated or damaged: {exc}"
        raise MediaUnreadableError(msg) from exc


def clean_photo(data: bytes, *, max_pixels: int) -> CleanPhoto:
    """Write a photo again without its camera data; see `decode_photo` for the errors."""
    picture = decode_photo(data, max_pixels=max_pixels)
    picture.thumbnail((KEPT_LONGEST_SIDE, KEPT_LONGEST_SIDE))
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


def _check_size(width: int, height: int, max_pixels: int) -> None:
    if width * height > max_pixels:
        msg = f"the picture has {width} x {height} pixels, the limit is {max_pixels}"
        raise MediaTooLargeError(
            msg, megapixels=round(width * height / 1e6), limit_megapixels=max_pixels // 1_000_000
        )
    if width * height == 0:
        msg = "the picture has no pixels"
        raise MediaUnreadableError(msg)


def _on_white(picture: Image.Image) -> Image.Image:
    """Put transparent pictures on white, as a page would: black on transparent must stay readable."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    return picture.convert("RGB")

"""Pictures of text → pictures that can be recognised: decoded here, where a hostile one can do no harm."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import Any

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from knowledge_base.errors import DocumentTooLargeError, DocumentTypeError, DocumentUnreadableError
from knowledge_base.reading.loaders.blocks import LoadedDocument

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF", "TIFF", "HEIF")
MAX_PIXELS = 100_000_000
MAX_FRAMES = 500  # pages of a fax or scan
LONGEST_SIDE = 3000  # pixels of what is handed on
JPEG_QUALITY = 90

pi_heif.register_heif_opener()


def load_picture(data: bytes) -> LoadedDocument:
    """Look at a picture; each frame of a TIFF is a page, an animation is its first frame.

    Raises:
        DocumentTypeError: Not a picture of a known format.
        DocumentTooLargeError: Too many pixels or frames; nothing was decoded.
        DocumentUnreadableError: Damaged.
    """
    picture = _open(data)
    frames = int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1
    if frames > MAX_FRAMES:
        msg = f"the picture has {frames} pages"
        raise DocumentTooLargeError(msg, pages=frames, limit_pages=MAX_FRAMES)
    render_frames(data, [1])  # a damaged one is refused here
    return LoadedDocument(title="", blocks=(), picture_pages=tuple(range(1, frames + 1)))


def render_frames(data: bytes, pages: Sequence[int], *, min_side: int = 1) -> list[bytes]:
    """Decode frames and write them again as JPEG, upright, on white, bounded in pixels.

    Args:
        data: The picture.
        pages: Numbers of its frames, from 1.
        min_side: Pixels; of a picture that has fewer on a side, nothing is decoded and empty frames are returned.

    Raises:
        DocumentError: As for `load_picture`.
    """
    picture = _open(data)
    if min(picture.size) < min_side:
        return [b""] * len(pages)
    try:
        return [_render(picture, page) for page in pages]
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, RuntimeError) as exc:
        msg = f"the picture is truncated or damaged: {exc}"
        raise DocumentUnreadableError(msg) from exc


def _open(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is checked here
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as exc:
        msg = "not a picture of a known format"
        raise DocumentTypeError(msg) from exc
    except Image.DecompressionBombError as exc:
        msg = "the picture's header promises too many pixels"
        raise DocumentTooLargeError(msg, limit_megapixels=MAX_PIXELS // 1_000_000) from exc
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, RuntimeError) as exc:
        msg = f"the picture is damaged: {exc}"
        raise DocumentUnreadableError(msg) from exc
    _check_size(picture)
    return picture


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        msg = f"the picture has {picture.width} x {picture.height} pixels"
        raise DocumentTooLargeError(msg, limit_megapixels=MAX_PIXELS // 1_000_000)


def _render(picture: Any, page: int) -> bytes:
    if page > 1:
        picture.seek(page - 1)
        _check_size(picture)
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG only: decodes large ones smaller
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        layered = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered)
    output = io.BytesIO()
    upright.convert("RGB").save(output, "JPEG", quality=JPEG_QUALITY)
    return output.getvalue()

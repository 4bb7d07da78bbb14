"""The bytes of a picture → its pixels, upright, as RGB. Called in a process of its own alone.

A file's size is known from its header before a pixel is decoded, and only one frame is: the first of an animation,
the first page of a scan, the main picture of a HEIC. Nothing is registered with Pillow, so that what other code may
open stays its own choice.
"""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image, UnidentifiedImageError

from model.errors import MediaTooLargeError, MediaTypeError, MediaUnreadableError

PILLOW_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF", "TIFF")
KEPT_LONGEST_SIDE = 4096  # pixels; enough for the small print of a label
# A baseline JPEG is decoded at a half or a quarter of its size: what counts is what comes out.
SHRINKABLE_PIXELS = 250_000_000
MAX_SIDE = 100_000  # pixels; more is no photo
MAX_HEIF_PICTURES = 64  # a burst of a phone has a few dozen
HEIF_BRANDS = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
)
_ORIENTATION_TAG = 0x0112
# EXIF 2.32, section 4.6.5: what undoes each value of `Orientation`
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow and libheif raise for damaged files, beside OSError
_DAMAGED = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    RuntimeError,
    OverflowError,
    struct.error,
)


def decode_picture(data: bytes, *, max_pixels: int) -> Image.Image:
    """Decode a picture, upright, as RGB, transparent parts on white.

    Args:
        data: The file.
        max_pixels: Largest width times height of what is decoded.

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
            warnings.simplefilter("ignore")  # sizes are checked here; odd tags harm nobody
            if is_heif(data):
                return _decode_heif(data, max_pixels)
            return _decode_with_pillow(data, max_pixels)
    except UnidentifiedImageError as exc:
        msg = "not a picture of a known format, or its header is damaged"
        raise MediaTypeError(msg) from exc
    except Image.DecompressionBombError as exc:
        msg = "the picture's header promises too many pixels"
        raise MediaTooLargeError(msg, limit_megapixels=max_pixels // 1_000_000) from exc
    except MemoryError as exc:
        msg = "the picture needs more memory than there is"
        raise MediaTooLargeError(msg, limit_megapixels=max_pixels // 1_000_000) from exc
    except _DAMAGED as exc:
        msg = f"the picture is truncated or damaged: {exc}"
        raise MediaUnreadableError(msg) from exc


def is_heif(data: bytes) -> bool:
    """Tell by its brand whether a file is HEIC or another HEIF."""
    return data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS and not _names_avif(data)


def _names_avif(data: bytes) -> bool:
    """A file of the general brand `mif1` says in its compatible brands that it holds AV1."""
    end = min(int.from_bytes(data[:4], "big"), 256)
    return data[8:12] in {b"mif1", b"msf1"} and b"avif" in data[16:end]


def _decode_with_pillow(data: bytes, max_pixels: int) -> Image.Image:
    picture = Image.open(io.BytesIO(data), formats=PILLOW_FORMATS)
    if picture.format in {"JPEG", "MPO"} and not picture.info.get("progressive"):
        _check_size(picture.width, picture.height, SHRINKABLE_PIXELS)
        longest = max(picture.size)
        wanted = [max(1, KEPT_LONGEST_SIDE * side // longest) for side in picture.size]
        picture.draft("RGB", (wanted[0], wanted[1]))
    _check_size(picture.width, picture.height, max_pixels)
    # Pillow turns a TIFF itself while it loads it
    orientation = 1 if picture.format == "TIFF" else _read_orientation(picture)
    picture.load()
    turn = _UPRIGHT.get(orientation)
    rgb = _to_rgb(picture)
    return rgb if turn is None else rgb.transpose(turn)


def _decode_heif(data: bytes, max_pixels: int) -> Image.Image:
    import pi_heif  # libheif, only when a phone's photo comes

    file = pi_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    if len(file) > MAX_HEIF_PICTURES:
        msg = f"the file holds {len(file)} pictures"
        raise MediaUnreadableError(msg)
    main = file[file.primary_index]
    width, height = main.size
    _check_size(width, height, max_pixels)
    return _to_rgb(main.to_pillow())  # libheif has applied the file's rotation


def _read_orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION_TAG, 1))
    except _DAMAGED:
        return 1  # a photo with broken camera data is a photo


def _check_size(width: int, height: int, max_pixels: int) -> None:
    if width * height > max_pixels or max(width, height) > MAX_SIDE:
        msg = f"the picture has {width} x {height} pixels, the limit is {max_pixels}"
        raise MediaTooLargeError(
            msg, megapixels=round(width * height / 1e6), limit_megapixels=max_pixels // 1_000_000
        )
    if width * height == 0:
        msg = "the picture has no pixels"
        raise MediaUnreadableError(msg)


def _to_rgb(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith(("I", "F")):
        return _from_wide_samples(picture)
    if picture.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in picture.info:
        # as a page would: black on transparent must stay readable
        layered = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    return picture.convert("RGB")


def _from_wide_samples(picture: Image.Image) -> Image.Image:
    """16 and 32 bits a sample → 8; Pillow alone would cut everything above 255 off."""
    import numpy as np  # only for scans and measurements

    samples = np.nan_to_num(np.asarray(picture, dtype=np.float32), posinf=0, neginf=0)
    if picture.mode.startswith("I;16"):
        top = 65535.0
    else:
        samples = samples - samples.min()
        top = max(float(samples.max()), 1e-6)
    return Image.fromarray((samples * (255 / top)).clip(0, 255).astype(np.uint8)).convert("RGB")

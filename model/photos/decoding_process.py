"""Decodes the pictures that people bring in a process of its own, whatever their format.

A few hundred bytes of a HEIC with a wrong kind of metadata end a process by a segmentation fault (libheif 1.23 in
pi-heif 1.4); libtiff, libavif, libwebp and the JPEG and PNG decoders are as large. What comes back are pixels, row by
row as RGB, so that nothing of the file itself is trusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from PIL import Image

from model.errors import MediaError, MediaTooLargeError, MediaTypeError, MediaUnreadableError
from model.photos.picture_decoding import KEPT_LONGEST_SIDE, MAX_SIDE, decode_picture
from sandbox.errors import SandboxError, WorkerTimeoutError, WorkFailedError
from sandbox.kinds import Answer, Request, Work, WorkerKind
from sandbox.limits import Limits
from sandbox.workers import Workers

TIMEOUT_SECONDS = 60.0  # a photo of 40 megapixels takes three, on a machine with nothing else to do
IDLE_SECONDS = 900.0  # an idle process takes little memory, and starting one a second
KIND = WorkerKind(
    name="decoding a picture",
    module="model.photos.decoding_process",
    limits=Limits(seconds=TIMEOUT_SECONDS, cpu_seconds=40),
)
_ERRORS: dict[str, type[MediaError]] = {
    kind.code: kind for kind in (MediaTypeError, MediaTooLargeError, MediaUnreadableError)
}
_WORKERS = Workers(KIND, idle_seconds=IDLE_SECONDS)


def decode_apart(data: bytes, *, max_pixels: int, timeout_seconds: float = TIMEOUT_SECONDS) -> Image.Image:
    """Decode a picture in another process, upright, as RGB, no longer than `KEPT_LONGEST_SIDE`.

    Raises:
        MediaTypeError: Not a picture of a known format.
        MediaTooLargeError: More pixels than the limit; nothing was decoded.
        MediaUnreadableError: Truncated or damaged, or decoding it took too much time or memory.
    """
    try:
        answer, pixels = _WORKERS.ask({"max_pixels": max_pixels}, data, seconds=timeout_seconds)
        return _to_picture(answer, pixels)
    except WorkFailedError as exc:
        raise _ERRORS.get(exc.reason, MediaUnreadableError)(str(exc), **exc.params) from exc
    except WorkerTimeoutError as exc:
        msg = f"the picture could not be decoded within {timeout_seconds:g} seconds"
        raise MediaUnreadableError(msg) from exc
    except (SandboxError, ValueError) as exc:
        msg = f"the picture can't be decoded: {exc}"
        raise MediaUnreadableError(msg) from exc


def start(_arguments: Mapping[str, Any]) -> Work:
    """Load the decoders."""
    import numpy as np  # for scans and measurements
    import pi_heif  # libheif

    Image.init()
    del np, pi_heif
    return _decode


def _decode(request: Request, data: bytes) -> Iterator[Answer]:
    picture = decode_picture(data, max_pixels=int(request["max_pixels"]))
    picture.thumbnail((KEPT_LONGEST_SIDE, KEPT_LONGEST_SIDE))
    yield {"size": picture.size}, picture.tobytes()


def _to_picture(answer: Mapping[str, Any], pixels: bytes) -> Image.Image:
    """Make a picture of the pixels; ValueError where their number is not what the size says."""
    width, height = map(int, answer["size"])
    if not 0 < width <= MAX_SIDE or not 0 < height <= MAX_SIDE or len(pixels) != 3 * width * height:
        msg = "the pixels do not fit their size"
        raise ValueError(msg)
    return Image.frombytes("RGB", (width, height), pixels)

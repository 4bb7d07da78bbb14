"""Decodes HEIC, AVIF and TIFF in a process of its own, with bounded time and memory and without our environment.

A few hundred bytes of a HEIC with a wrong kind of metadata end a process by a segmentation fault (libheif 1.23 in
pi-heif 1.4); libtiff and libavif are as large. Here such a file ends this process alone. Run as
`python -m model.photos.decoding_process`: a line of JSON and the file on standard input; a line of JSON and the
pixels, row by row as RGB, on standard output.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from PIL import Image

from model.errors import MediaError, MediaTooLargeError, MediaTypeError, MediaUnreadableError
from model.photos.picture_decoding import KEPT_LONGEST_SIDE, decode_picture

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
TIMEOUT_SECONDS = 60.0  # a photo of 40 megapixels takes three, on a machine with nothing else to do
CPU_SECONDS = 40
MEMORY_BYTES = 3_000_000_000
_ERRORS: tuple[type[MediaError], ...] = (MediaTypeError, MediaTooLargeError, MediaUnreadableError)


def decode_apart(data: bytes, *, max_pixels: int, timeout_seconds: float = TIMEOUT_SECONDS) -> Image.Image:
    """Decode a picture in another process, upright, as RGB, no longer than `KEPT_LONGEST_SIDE`.

    Raises:
        MediaTypeError: Not a picture of a known format.
        MediaTooLargeError: More pixels than the limit; nothing was decoded.
        MediaUnreadableError: Truncated or damaged, or decoding it took too much time or memory.
    """
    order = json.dumps({"max_pixels": max_pixels}).encode()
    try:
        done = subprocess.run(  # our own interpreter, our own module
            [sys.executable, "-m", "model.photos.decoding_process"],
            input=order + b"\n" + data,
            capture_output=True,
            timeout=timeout_seconds,
            cwd=PROJECT_FOLDER,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        msg = f"the picture could not be decoded within {timeout_seconds:g} seconds"
        raise MediaUnreadableError(msg) from exc
    line, _, pixels = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        msg = "the picture can't be decoded"
        raise MediaUnreadableError(msg)
    answer = json.loads(line)
    for kind in _ERRORS:
        if answer.get("error") == kind.code:
            raise kind(answer["message"], **answer["params"])
    return Image.frombytes("RGB", tuple(answer["size"]), pixels)


def _set_limits() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit still holds
        return
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),  # pipes, which the answer goes through, have no size
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bounded = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (bounded, bounded))


def _main() -> int:
    _set_limits()
    order = json.loads(sys.stdin.buffer.readline())
    answer: dict[str, object]
    try:
        picture = decode_picture(sys.stdin.buffer.read(), max_pixels=int(order["max_pixels"]))
    except MediaError as exc:
        answer, pixels = {"error": exc.code, "message": str(exc), "params": exc.params}, b""
    else:
        picture.thumbnail((KEPT_LONGEST_SIDE, KEPT_LONGEST_SIDE))
        answer, pixels = {"size": picture.size}, picture.tobytes()
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + pixels)
    return 0


if __name__ == "__main__":
    sys.exit(_main())

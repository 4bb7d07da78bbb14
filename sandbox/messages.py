"""One message between the server and a process of its own: a line of JSON, then as many bytes as it says."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

MAX_LINE_BYTES = 1_000_000


def write_message(pipe: BinaryIO, header: dict[str, Any], data: bytes = b"") -> None:
    """Write a message and flush it.

    Raises:
        OSError: The other side is gone.
    """
    pipe.write(json.dumps({**header, "size_bytes": len(data)}).encode() + b"\n")
    pipe.write(data)
    pipe.flush()


def read_message(pipe: BinaryIO, *, max_bytes: int) -> tuple[dict[str, Any], bytes] | None:
    """Read a message; None at the end of the stream.

    Raises:
        ValueError: What comes is no message, is larger than `max_bytes`, or breaks off.
        OSError: The pipe is broken.
    """
    line = pipe.readline(MAX_LINE_BYTES)
    if not line:
        return None
    header = json.loads(line)
    size = header.pop("size_bytes", None) if isinstance(header, dict) else None
    if not isinstance(size, int) or not size >= 0:
        msg = "no message"
        raise ValueError(msg)
    if size > max_bytes:
        msg = f"a message of {size} bytes, the limit is {max_bytes}"
        raise ValueError(msg)
    data = pipe.read(size)
    if len(data) != size:
        msg = "a message breaks off"
        raise ValueError(msg)
    return header, data

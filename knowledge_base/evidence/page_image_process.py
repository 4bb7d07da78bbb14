"""Draws pages in a process of its own, with bounded time and memory, no files and without our environment.

A PDF that hangs, crashes or swells its renderer ends that process alone. Run as
`python -m knowledge_base.evidence.page_image_process`: a line of JSON and the document on standard input, WebP on
standard output, which is empty where the page can't be drawn.
"""

from __future__ import annotations

import json
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

from knowledge_base.errors import PageImageError
from knowledge_base.reading.loaders.limits import limit_process

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
TIMEOUT_SECONDS = 30.0
CPU_SECONDS = 20


class Pictured(StrEnum):
    """What kind of document a picture is made of."""

    PDF = "pdf"
    IMAGE = "image"


def render_page_image(
    kind: Pictured,
    data: bytes,
    *,
    page: int,
    quote: str,
    passage: str,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> bytes:
    """Draw a page of a document as WebP, at most four megapixels.

    Args:
        kind: Kind of document.
        data: The document.
        page: From 1.
        quote: Sentences to mark, one a line.
        passage: The text that they are from.
        timeout_seconds: For the whole work.

    Raises:
        PageImageError: There is no such page, or it is damaged, or drawing it takes too much time or memory.
    """
    order = json.dumps({"kind": kind, "page": page, "quote": quote, "passage": passage})
    try:
        done = subprocess.run(  # our own interpreter, our own module
            [sys.executable, "-m", "knowledge_base.evidence.page_image_process"],
            input=order.encode() + b"\n" + data,
            capture_output=True,
            timeout=timeout_seconds,
            cwd=PROJECT_FOLDER,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        msg = f"the page could not be drawn within {timeout_seconds:g} seconds"
        raise PageImageError(msg) from exc
    if done.returncode != 0 or not done.stdout.startswith(b"RIFF"):
        msg = "the page can't be drawn"
        raise PageImageError(msg)
    return done.stdout


def _set_limits() -> None:
    """Limit this process as a parser's is, and its time further."""
    limit_process()
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit still holds
        return
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def _main() -> int:
    # our own modules are read before nothing may be opened any more
    from knowledge_base.evidence.page_image import draw_pdf_page, draw_picture  # loaded in this process alone

    _set_limits()
    try:
        order = json.loads(sys.stdin.buffer.readline())
        page, data = int(order["page"]), sys.stdin.buffer.read()
        if order["kind"] == Pictured.IMAGE:
            image = draw_picture(data, page=page)
        else:
            image = draw_pdf_page(data, page=page, quote=order["quote"], passage=order["passage"])
    except Exception:  # noqa: BLE001  # whatever a renderer raises on a hostile file, there is no picture of it
        return 1
    sys.stdout.buffer.write(image)
    return 0


if __name__ == "__main__":
    sys.exit(_main())

"""Draws pages in a process of its own, within the limits of the sandbox.

A PDF that hangs, crashes or swells its renderer ends that process alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from knowledge_base.errors import PageImageError
from sandbox.errors import SandboxError, WorkerTimeoutError
from sandbox.kinds import Answer, Request, Work, WorkerKind
from sandbox.limits import FONT_FOLDERS, Limits
from sandbox.workers import Workers

TIMEOUT_SECONDS = 30.0
KIND = WorkerKind(
    name="drawing a page",
    module="knowledge_base.evidence.page_image_process",
    limits=Limits(seconds=TIMEOUT_SECONDS, cpu_seconds=20, readable=FONT_FOLDERS),
)
_WORKERS = Workers(KIND)


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
    request = {"kind": kind, "page": page, "quote": quote, "passage": passage}
    try:
        _, image = _WORKERS.ask(request, data, seconds=timeout_seconds)
    except WorkerTimeoutError as exc:
        msg = f"the page could not be drawn within {timeout_seconds:g} seconds"
        raise PageImageError(msg) from exc
    except SandboxError as exc:
        msg = f"the page can't be drawn: {exc}"
        raise PageImageError(msg) from exc
    if not image.startswith(b"RIFF"):
        msg = "the page can't be drawn"
        raise PageImageError(msg)
    return image


def start(_arguments: Mapping[str, Any]) -> Work:
    """Load the renderers."""
    from knowledge_base.evidence.page_image import draw_pdf_page, draw_picture  # loaded in this process alone

    def answer(request: Request, data: bytes) -> Iterator[Answer]:
        page = int(request["page"])
        if request["kind"] == Pictured.IMAGE:
            yield {}, draw_picture(data, page=page)
        else:
            yield {}, draw_pdf_page(data, page=page, quote=request["quote"], passage=request["passage"])

    return answer

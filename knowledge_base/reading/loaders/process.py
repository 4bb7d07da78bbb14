"""Reads a document in a process of its own, within the limits of the sandbox.

A parser that hangs, crashes or swells ends that process alone; the document gets an error and the next one is read.
Each format has its own process, which loads the libraries of that format once and answers each document by a copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import accumulate
from typing import Any

from knowledge_base import errors
from knowledge_base.errors import DocumentError, DocumentTooLargeError, DocumentUnreadableError
from knowledge_base.passages import DocumentWarning
from knowledge_base.reading.loaders.blocks import Block, BlockKind, LoadedDocument
from knowledge_base.reading.loaders.formats import DocumentFormat
from sandbox.errors import SandboxError, WorkerMemoryError, WorkerTimeoutError, WorkFailedError
from sandbox.kinds import Answer, Request, Work, WorkerKind
from sandbox.limits import FONT_FOLDERS, Limits
from sandbox.workers import Workers

TIMEOUT_SECONDS = 60.0
MAX_BLOCKS = 500_000
MAX_ANSWER_BYTES = 200_000_000  # of text or pictures; the server has to hold all of it
KIND = WorkerKind(
    name="reading a document",
    module="knowledge_base.reading.loaders.process",
    limits=Limits(seconds=TIMEOUT_SECONDS, answer_bytes=MAX_ANSWER_BYTES, niceness=5),
    arguments={"format": DocumentFormat.PDF},
)
LOADERS = {
    DocumentFormat.PDF: "pdf.pdf_loader.load_pdf",
    DocumentFormat.DOCX: "office.docx_loader.load_docx",
    DocumentFormat.PPTX: "office.pptx_loader.load_pptx",
    DocumentFormat.XLSX: "office.xlsx_loader.load_xlsx",
    DocumentFormat.EPUB: "web.epub_loader.load_epub",
    DocumentFormat.HTML: "web.html_loader.load_html",
    DocumentFormat.MARKDOWN: "web.html_loader.load_markdown",
    DocumentFormat.CSV: "csv_loader.load_csv",
    DocumentFormat.JSON: "json_loader.load_json",
    DocumentFormat.JSONL: "json_loader.load_jsonl",
    DocumentFormat.TEXT: "text_loader.load_text",
    DocumentFormat.PICTURE: "picture_loader.load_picture",
}
RENDERERS = {
    DocumentFormat.PDF: "pdf.page_pictures.render_pages",
    DocumentFormat.PICTURE: "picture_loader.render_frames",
    DocumentFormat.DOCX: "package_pictures.render_pictures",
    DocumentFormat.PPTX: "package_pictures.render_pictures",
    DocumentFormat.EPUB: "package_pictures.render_pictures",
}


def load_document(
    format_: DocumentFormat, data: bytes, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> LoadedDocument:
    """Read a document.

    Raises:
        DocumentError: Damaged, encrypted, too large, or its parser ran out of time or memory.
    """
    _, text = _ask(format_, {"do": "load"}, data, timeout_seconds)
    try:
        answer = json.loads(text)
        blocks = (
            Block(text=text, heading_path=tuple(path), page=page, kind=BlockKind(kind), picture=picture)
            for text, path, page, kind, picture in answer["blocks"]
        )
        return LoadedDocument(
            title=answer["title"],
            blocks=tuple(blocks),
            picture_pages=tuple(answer["picture_pages"]),
            warnings=tuple(DocumentWarning(code=code, count=count) for code, count in answer["warnings"]),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as exc:
        raise _broken_down() from exc


def render_pages(
    format_: DocumentFormat, data: bytes, pages: Sequence[int], *, timeout_seconds: float = TIMEOUT_SECONDS
) -> tuple[bytes, ...]:
    """Make pictures of some of a document's pages: a PDF's, or the frames of a picture.

    Args:
        format_: `PDF` or `PICTURE`.
        data: The document.
        pages: Numbers from 1.
        timeout_seconds: After which the process is ended.

    Returns:
        A JPEG or PNG for each page, upright and bounded in pixels.

    Raises:
        DocumentError: As for `load_document`.
    """
    pictures = _run_renderer(format_, data, pages, timeout_seconds)
    if any(picture is None for picture in pictures):
        raise _broken_down()
    return tuple(filter(None, pictures))


def render_pictures(
    format_: DocumentFormat, data: bytes, names: Sequence[str], *, timeout_seconds: float = TIMEOUT_SECONDS
) -> tuple[bytes | None, ...]:
    """Decode pictures inside a package.

    Args:
        format_: `DOCX`, `PPTX` or `EPUB`.
        data: The package.
        names: The entries of the pictures.
        timeout_seconds: After which the process is ended.

    Returns:
        A JPEG for each, upright and bounded in pixels; empty where it is too small to hold text, None where it is
        damaged, too large, or of a format that can't be read.

    Raises:
        DocumentError: As for `load_document`.
    """
    return _run_renderer(format_, data, names, timeout_seconds)


def _run_renderer(
    format_: DocumentFormat, data: bytes, wanted: Sequence[int | str], timeout_seconds: float
) -> tuple[bytes | None, ...]:
    """Return a picture for each page or entry that is wanted; None where there is none."""
    answer, rest = _ask(format_, {"do": "render", "wanted": list(wanted)}, data, timeout_seconds)
    sizes: list[int | None] = answer.get("sizes", [])
    ends = list(accumulate(size or 0 for size in sizes))
    if len(sizes) != len(wanted) or ends[-1:] != [len(rest)]:
        raise _broken_down()
    return tuple(
        None if size is None else rest[end - size : end] for size, end in zip(sizes, ends, strict=True)
    )


def _ask(format_: DocumentFormat, request: Request, data: bytes, timeout_seconds: float) -> Answer:
    try:
        return _workers_of(format_).ask(request, data, seconds=timeout_seconds)
    except WorkFailedError as exc:
        if exc.reason in _ERRORS:
            raise _ERRORS[exc.reason](str(exc), **exc.params) from exc
        msg = f"the document can't be read: {exc.reason}"
        raise DocumentUnreadableError(msg) from exc
    except WorkerTimeoutError as exc:
        msg = f"the document could not be read within {timeout_seconds:g} seconds"
        raise DocumentUnreadableError(msg) from exc
    except WorkerMemoryError as exc:
        msg = "the document needs more memory than a document may"
        raise DocumentUnreadableError(msg) from exc
    except SandboxError as exc:
        msg = f"the document's parser broke down: {exc}"
        raise DocumentUnreadableError(msg) from exc


@cache
def _workers_of(format_: DocumentFormat) -> Workers:
    readable = FONT_FOLDERS if format_ is DocumentFormat.PDF else ()
    return Workers(
        replace(KIND, arguments={"format": format_}, limits=replace(KIND.limits, readable=readable))
    )


def _broken_down() -> DocumentUnreadableError:
    return DocumentUnreadableError("the document's parser broke down")


_ERRORS: dict[str, type[DocumentError]] = {
    error.code: error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, DocumentError)
}


def start(arguments: Mapping[str, Any]) -> Work:
    """Load the libraries of a format."""
    format_ = DocumentFormat(arguments["format"])
    load = import_loader(LOADERS, format_)
    render = import_loader(RENDERERS, format_) if format_ in RENDERERS else None

    def answer(request: Request, data: bytes) -> Iterator[Answer]:
        if request["do"] == "load":
            yield {}, encode(load(data))
        elif render is not None:
            pictures: Sequence[bytes | None] = render(data, request["wanted"])
            sizes = [None if picture is None else len(picture) for picture in pictures]
            yield {"sizes": sizes}, _check_size(b"".join(filter(None, pictures)))

    return answer


def encode(loaded: LoadedDocument) -> bytes:
    """Write what was read of a document as JSON.

    Raises:
        DocumentTooLargeError: It has more blocks or text than a document may.
    """
    if len(loaded.blocks) > MAX_BLOCKS:
        msg = f"the document has {len(loaded.blocks)} paragraphs and rows"
        raise DocumentTooLargeError(msg, blocks=len(loaded.blocks))
    answer = {
        "title": loaded.title,
        "blocks": [(b.text, b.heading_path, b.page, b.kind, b.picture) for b in loaded.blocks],
        "picture_pages": loaded.picture_pages,
        "warnings": [(warning.code, warning.count) for warning in loaded.warnings],
    }
    return _check_size(json.dumps(answer).encode("ascii"))


def _check_size(answer: bytes) -> bytes:
    if len(answer) > MAX_ANSWER_BYTES:
        msg = f"what was read from the document is larger than {MAX_ANSWER_BYTES} bytes"
        raise DocumentTooLargeError(msg, bytes=len(answer), limit_bytes=MAX_ANSWER_BYTES)
    return answer


def import_loader(names: Mapping[DocumentFormat, str], format_: DocumentFormat) -> Any:
    """Import the function that reads a format; its libraries are imported by that alone."""
    module, function = names[format_].rsplit(".", 1)
    return getattr(import_module(f"knowledge_base.reading.loaders.{module}"), function)

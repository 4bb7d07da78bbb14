"""Reads a document in a process of its own, with bounded time and memory and without our environment.

A parser that hangs, crashes or swells ends that process alone; the document gets an error and the next one is read.
Run as `python -m knowledge_base.reading.loaders.process FORMAT [PAGE…]`: the document on standard input; on standard
output one line of JSON and, where pages or pictures of a package were named, their pictures one after another.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Any

from knowledge_base import errors
from knowledge_base.errors import DocumentError, DocumentTooLargeError, DocumentUnreadableError
from knowledge_base.passages import DocumentWarning
from knowledge_base.reading.loaders.blocks import Block, BlockKind, LoadedDocument
from knowledge_base.reading.loaders.formats import DocumentFormat
from knowledge_base.reading.loaders.limits import limit_process

PROJECT_FOLDER = Path(__file__).resolve().parents[3]
TIMEOUT_SECONDS = 60.0
MAX_BLOCKS = 500_000
MAX_ANSWER_BYTES = 200_000_000  # of text or pictures; the other process has to hold all of it
LOADERS = {
    DocumentFormat.PDF: "pdf_loader.load_pdf",
    DocumentFormat.DOCX: "docx_loader.load_docx",
    DocumentFormat.PPTX: "pptx_loader.load_pptx",
    DocumentFormat.XLSX: "xlsx_loader.load_xlsx",
    DocumentFormat.EPUB: "epub_loader.load_epub",
    DocumentFormat.HTML: "html_loader.load_html",
    DocumentFormat.MARKDOWN: "html_loader.load_markdown",
    DocumentFormat.CSV: "csv_loader.load_csv",
    DocumentFormat.JSON: "json_loader.load_json",
    DocumentFormat.JSONL: "json_loader.load_jsonl",
    DocumentFormat.TEXT: "text_loader.load_text",
    DocumentFormat.PICTURE: "picture_loader.load_picture",
}
_RENDERERS = {
    DocumentFormat.PDF: "pdf_pictures.render_pages",
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
    answer, _ = _run((format_,), data, timeout_seconds)
    try:
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
    except (KeyError, TypeError, ValueError) as exc:
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
    answer, rest = _run((format_, *map(json.dumps, wanted)), data, timeout_seconds)
    sizes: list[int | None] = answer.get("sizes", [])
    ends = list(accumulate(size or 0 for size in sizes))
    if len(sizes) != len(wanted) or ends[-1:] != [len(rest)]:
        raise _broken_down()
    return tuple(
        None if size is None else rest[end - size : end] for size, end in zip(sizes, ends, strict=True)
    )


def _run(arguments: Sequence[str], data: bytes, timeout_seconds: float) -> tuple[dict[str, Any], bytes]:
    command = [sys.executable, "-m", "knowledge_base.reading.loaders.process", *arguments]
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter, our own module
            command,
            input=data,
            capture_output=True,
            timeout=timeout_seconds,
            cwd=PROJECT_FOLDER,
            env={"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"},
            check=False,
        )
        head, _, rest = done.stdout.partition(b"\n")
        answer: dict[str, Any] = json.loads(head)
    except subprocess.TimeoutExpired as exc:
        msg = f"the document could not be read within {timeout_seconds:g} seconds"
        raise DocumentUnreadableError(msg) from exc
    except (ValueError, RecursionError) as exc:
        raise _broken_down() from exc
    if "error" in answer:
        raise _ERRORS.get(answer["error"], DocumentUnreadableError)(answer["message"], **answer["params"])
    return answer, rest


def _broken_down() -> DocumentUnreadableError:
    return DocumentUnreadableError("the document's parser broke down")


_ERRORS: dict[str, type[DocumentError]] = {
    error.code: error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, DocumentError)
}


def answer_for(work: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    """Do the work of a parser; whatever it raises on a hostile file becomes a line that names the error."""
    try:
        yield from _bounded(work())
    except DocumentError as exc:
        yield _encode({"error": exc.code, "message": str(exc), "params": exc.params})
    except (MemoryError, RecursionError):
        yield _refusal("the document needs more memory than a document may")
    except Exception as exc:  # noqa: BLE001  # whatever a parser raises on a hostile file, it is one bad document
        yield _refusal(f"the document can't be read: {type(exc).__name__}")


def _bounded(pieces: Iterator[bytes]) -> list[bytes]:
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MAX_ANSWER_BYTES:
            msg = f"what was read from the document is larger than {MAX_ANSWER_BYTES} bytes"
            raise DocumentTooLargeError(msg, bytes=size, limit_bytes=MAX_ANSWER_BYTES)
        kept.append(piece)
    return kept


def load(function: Callable[[bytes], LoadedDocument], data: bytes) -> Iterator[bytes]:
    """Read a document and write it as a line of JSON.

    Raises:
        DocumentTooLargeError: It has more blocks than a document may.
    """
    loaded = function(data)
    if len(loaded.blocks) > MAX_BLOCKS:
        msg = f"the document has {len(loaded.blocks)} paragraphs and rows"
        raise DocumentTooLargeError(msg, blocks=len(loaded.blocks))
    yield _encode(
        {
            "title": loaded.title,
            "blocks": [(b.text, b.heading_path, b.page, b.kind, b.picture) for b in loaded.blocks],
            "picture_pages": loaded.picture_pages,
            "warnings": [(warning.code, warning.count) for warning in loaded.warnings],
        }
    )


def _render(
    function: Callable[[bytes, Sequence[Any]], Sequence[bytes | None]], data: bytes
) -> Iterator[bytes]:
    pictures = function(data, [json.loads(wanted) for wanted in sys.argv[2:]])
    yield _encode({"sizes": [None if picture is None else len(picture) for picture in pictures]})
    yield from filter(None, pictures)


def _refusal(message: str) -> bytes:
    return _encode({"error": DocumentUnreadableError.code, "message": message, "params": {}})


def _encode(answer: dict[str, object]) -> bytes:
    return json.dumps(answer).encode("ascii") + b"\n"


def import_loader(names: dict[DocumentFormat, str], format_: DocumentFormat) -> Any:
    """Import the function that reads a format; its libraries are imported by that alone."""
    module, function = names[format_].split(".")
    return getattr(import_module(f"knowledge_base.reading.loaders.{module}"), function)


def _main() -> None:
    format_ = DocumentFormat(sys.argv[1])
    is_loading = len(sys.argv) == 2
    function = import_loader(LOADERS if is_loading else _RENDERERS, format_)
    data = sys.stdin.buffer.read()
    limit_process()
    pieces = answer_for(lambda: load(function, data) if is_loading else _render(function, data))
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _main()

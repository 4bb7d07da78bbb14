"""Reads a document in a process of its own, with bounded time and memory and without our environment.

A parser that hangs, crashes or swells ends that process alone; the document gets an error and the next one is read.
Run as `python -m knowledge_base.loaders.process FORMAT`: bytes on standard input, JSON on standard output.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from knowledge_base import errors
from knowledge_base.errors import DocumentError, DocumentUnreadableError
from knowledge_base.loaders.blocks import Block, LoadedDocument
from knowledge_base.loaders.formats import DocumentFormat

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
TIMEOUT_SECONDS = 60.0
MEMORY_BYTES = 2_000_000_000


def load_document(
    format_: DocumentFormat, data: bytes, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> LoadedDocument:
    """Read a document.

    Raises:
        DocumentError: Damaged, encrypted, too large, or its parser ran out of time or memory.
    """
    command = [sys.executable, "-m", "knowledge_base.loaders.process", format_]
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter, our own module
            command,
            input=data,
            capture_output=True,
            timeout=timeout_seconds,
            cwd=PROJECT_FOLDER,
            env={"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as exc:
        msg = f"the document could not be read within {timeout_seconds:g} seconds"
        raise DocumentUnreadableError(msg) from exc
    except ValueError as exc:
        msg = "the document's parser broke down"
        raise DocumentUnreadableError(msg) from exc
    if "error" in answer:
        raise _ERRORS.get(answer["error"], DocumentUnreadableError)(answer["message"], **answer["params"])
    blocks = (Block(text=b[0], heading_path=tuple(b[1]), page=b[2]) for b in answer["blocks"])
    return LoadedDocument(title=answer["title"], blocks=tuple(blocks))


_ERRORS: dict[str, type[DocumentError]] = {
    error.code: error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, DocumentError)
}


def _load(format_: DocumentFormat, data: bytes) -> LoadedDocument:
    """Call the loader; its libraries are imported here alone."""
    if format_ is DocumentFormat.PDF:
        from knowledge_base.loaders.pdf_loader import load_pdf

        return load_pdf(data)
    if format_ is DocumentFormat.DOCX:
        from knowledge_base.loaders.docx_loader import load_docx

        return load_docx(data)
    if format_ is DocumentFormat.TEXT:
        from knowledge_base.loaders.text_loader import load_text

        return load_text(data)
    from knowledge_base.loaders.html_loader import load_html, load_markdown

    return load_html(data) if format_ is DocumentFormat.HTML else load_markdown(data)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> None:
    _limit_memory()
    try:
        loaded = _load(DocumentFormat(sys.argv[1]), sys.stdin.buffer.read())
        answer: dict[str, object] = {
            "title": loaded.title,
            "blocks": [(block.text, block.heading_path, block.page) for block in loaded.blocks],
        }
    except DocumentError as exc:
        answer = {"error": exc.code, "message": str(exc), "params": exc.params}
    except (MemoryError, RecursionError):
        message = "the document needs more memory than a document may"
        answer = {"error": DocumentUnreadableError.code, "message": message, "params": {}}
    except Exception as exc:  # noqa: BLE001  # whatever a parser raises on a hostile file, it is one bad document
        message = f"the document can't be read: {type(exc).__name__}"
        answer = {"error": DocumentUnreadableError.code, "message": message, "params": {}}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()

"""Which loader reads a file: its name says what it should be, its content must agree."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum
from pathlib import PurePath

from knowledge_base.errors import DocumentEmptyError, DocumentEncryptedError, DocumentTypeError


class DocumentFormat(StrEnum):
    """The formats that can be read."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"


FORMATS_BY_SUFFIX = {
    ".pdf": DocumentFormat.PDF,
    ".docx": DocumentFormat.DOCX,
    ".html": DocumentFormat.HTML,
    ".htm": DocumentFormat.HTML,
    ".md": DocumentFormat.MARKDOWN,
    ".markdown": DocumentFormat.MARKDOWN,
    ".txt": DocumentFormat.TEXT,
    ".text": DocumentFormat.TEXT,
    ".log": DocumentFormat.TEXT,
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and new ones under a password


def sniff_format(name: str, data: bytes) -> DocumentFormat:
    """Tell a document's format.

    Raises:
        DocumentEmptyError: No bytes at all.
        DocumentEncryptedError: A Word document under a password.
        DocumentTypeError: No format that can be read, or the content is not what the name says.
    """
    if not data:
        msg = f"{name!r} is empty"
        raise DocumentEmptyError(msg)
    suffix = PurePath(name).suffix.lower()
    found = FORMATS_BY_SUFFIX.get(suffix)
    if found is None:
        msg = f"{name!r} has no format that can be read"
        raise DocumentTypeError(msg, suffix=suffix or "?")
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        msg = f"{name!r} needs a password"
        raise DocumentEncryptedError(msg)
    if not _agrees(found, data):
        msg = f"{name!r} is not what its name says"
        raise DocumentTypeError(msg, suffix=suffix)
    return found


def _agrees(format_: DocumentFormat, data: bytes) -> bool:
    if format_ is DocumentFormat.PDF:
        return b"%PDF-" in data[:1024]
    if format_ is DocumentFormat.DOCX:
        return _is_word_package(data)
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return is_utf16 or b"\x00" not in data


def _is_word_package(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False

"""Zip packages, which Office documents and e-books are: what they may hold is checked before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from knowledge_base.errors import DocumentEncryptedError, DocumentTooLargeError, DocumentUnreadableError

MAX_UNPACKED_BYTES = 500_000_000
MAX_ENTRIES = 20_000
DAMAGED = (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError, NotImplementedError, EOFError)


def open_package(data: bytes) -> zipfile.ZipFile:
    """Open a package.

    `zipfile` never unpacks more of an entry than its directory says, so the sum of what it says is a bound.

    Raises:
        DocumentEncryptedError: An entry needs a password.
        DocumentTooLargeError: It unpacks to more than 500 MB, or holds too many entries.
        DocumentUnreadableError: Damaged.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED as exc:
        msg = f"the document is damaged: {exc}"
        raise DocumentUnreadableError(msg) from exc
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        msg = "the document unpacks to more than 500 MB"
        raise DocumentTooLargeError(msg, limit_megabytes=MAX_UNPACKED_BYTES // 1_000_000)
    if any(entry.flag_bits & 1 for entry in entries):
        msg = "the document needs a password"
        raise DocumentEncryptedError(msg)
    return archive

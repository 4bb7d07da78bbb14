"""Which loader reads a file: its name says what it should be, its content must agree."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum
from pathlib import PurePath

from knowledge_base.errors import (
    DocumentEmptyError,
    DocumentEncryptedError,
    DocumentTooLargeError,
    DocumentTypeError,
    DocumentUnreadableError,
)
from knowledge_base.reading.loaders.encodings import holds_text


class DocumentFormat(StrEnum):
    """The formats that can be read."""

    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    EPUB = "epub"
    HTML = "html"
    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    TEXT = "text"
    PICTURE = "picture"
    RECORDING = "recording"


FORMATS_BY_SUFFIX = {
    ".pdf": DocumentFormat.PDF,
    ".docx": DocumentFormat.DOCX,
    ".docm": DocumentFormat.DOCX,
    ".pptx": DocumentFormat.PPTX,
    ".pptm": DocumentFormat.PPTX,
    ".xlsx": DocumentFormat.XLSX,
    ".xlsm": DocumentFormat.XLSX,
    ".csv": DocumentFormat.CSV,
    ".tsv": DocumentFormat.CSV,
    ".epub": DocumentFormat.EPUB,
    ".html": DocumentFormat.HTML,
    ".htm": DocumentFormat.HTML,
    ".xhtml": DocumentFormat.HTML,
    ".md": DocumentFormat.MARKDOWN,
    ".markdown": DocumentFormat.MARKDOWN,
    ".json": DocumentFormat.JSON,
    ".jsonl": DocumentFormat.JSONL,
    ".ndjson": DocumentFormat.JSONL,
    ".txt": DocumentFormat.TEXT,
    ".text": DocumentFormat.TEXT,
    ".log": DocumentFormat.TEXT,
    ".png": DocumentFormat.PICTURE,
    ".jpg": DocumentFormat.PICTURE,
    ".jpeg": DocumentFormat.PICTURE,
    ".webp": DocumentFormat.PICTURE,
    ".avif": DocumentFormat.PICTURE,
    ".heic": DocumentFormat.PICTURE,
    ".heif": DocumentFormat.PICTURE,
    ".tif": DocumentFormat.PICTURE,
    ".tiff": DocumentFormat.PICTURE,
    ".bmp": DocumentFormat.PICTURE,
    ".gif": DocumentFormat.PICTURE,
    ".wav": DocumentFormat.RECORDING,
    ".mp3": DocumentFormat.RECORDING,
    ".ogg": DocumentFormat.RECORDING,
    ".oga": DocumentFormat.RECORDING,
    ".opus": DocumentFormat.RECORDING,
    ".flac": DocumentFormat.RECORDING,
    ".m4a": DocumentFormat.RECORDING,
    ".webm": DocumentFormat.RECORDING,
}
# What to save a file as that can't be read itself.
SUFFIX_TO_SAVE_AS = {
    ".doc": ".docx",
    ".dot": ".docx",
    ".rtf": ".docx",
    ".odt": ".docx",
    ".wps": ".docx",
    ".pages": ".docx",
    ".xls": ".xlsx",
    ".xlsb": ".xlsx",
    ".ods": ".xlsx",
    ".et": ".xlsx",
    ".numbers": ".xlsx",
    ".ppt": ".pptx",
    ".pps": ".pptx",
    ".odp": ".pptx",
    ".dps": ".pptx",
    ".key": ".pptx",
    ".mobi": ".epub",
    ".azw3": ".epub",
    ".mht": ".html",
    ".mhtml": ".html",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and new ones under a password
_ZIP = b"PK\x03\x04"
_PACKAGES = {
    DocumentFormat.DOCX: "word/document.xml",
    DocumentFormat.PPTX: "ppt/presentation.xml",
    DocumentFormat.XLSX: "xl/workbook.xml",
    DocumentFormat.EPUB: "META-INF/container.xml",
}
_PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_PICTURE_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
_RECORDING_STARTS = (b"fLaC", b"OggS", b"ID3", b"\x1aE\xdf\xa3")


def check_document(name: str, data: bytes, *, max_bytes: int) -> None:
    """Refuse a file at once that can't be a document.

    Raises:
        DocumentError: Empty, too large, of no known format, or encrypted.
    """
    if len(data) > max_bytes:
        msg = f"{name!r} has {len(data)} bytes"
        raise DocumentTooLargeError(msg, limit_megabytes=max_bytes // 1_000_000)
    sniff_format(name, data)


def sniff_format(name: str, data: bytes) -> DocumentFormat:
    """Tell a document's format.

    Raises:
        DocumentEmptyError: No bytes at all.
        DocumentEncryptedError: An Office document under a password.
        DocumentTypeError: No format that can be read, or the content is not what the name says.
        DocumentUnreadableError: An Office document or e-book that was cut off.
    """
    if not data:
        msg = f"{name!r} is empty"
        raise DocumentEmptyError(msg)
    suffix = PurePath(name).suffix.lower()
    found = FORMATS_BY_SUFFIX.get(suffix)
    if found is None:
        _refuse_suffix(name, suffix)
    if data.startswith(_OLE):
        _refuse_old_office(name, suffix, data)
    if found in _PACKAGES and data.startswith(_ZIP) and not _is_whole_package(data):
        msg = f"{name!r} is not complete, or it is damaged"
        raise DocumentUnreadableError(msg)
    if found is None or not _agrees(found, data):
        msg = f"{name!r} is not what its name says"
        raise DocumentTypeError(msg, suffix=suffix)
    return found


def _refuse_suffix(name: str, suffix: str) -> None:
    better = SUFFIX_TO_SAVE_AS.get(suffix)
    advice = f"; save it as {better}" if better else ""
    msg = f"{name!r} has no format that can be read{advice}"
    raise DocumentTypeError(msg, suffix=suffix or "?", save_as=better or "")


def _refuse_old_office(name: str, suffix: str, data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        msg = f"{name!r} needs a password"
        raise DocumentEncryptedError(msg)
    better = suffix if suffix in {".docx", ".xlsx", ".pptx"} else ".docx"
    msg = f"{name!r} is an Office file of before 2007; save it as {better}"
    raise DocumentTypeError(msg, suffix=suffix, save_as=better)


def _agrees(format_: DocumentFormat, data: bytes) -> bool:
    if format_ is DocumentFormat.PDF:
        return b"%PDF-" in data[:1024]
    if format_ in _PACKAGES:
        return _holds_entry(data, _PACKAGES[format_])
    if format_ is DocumentFormat.PICTURE:
        return _is_picture(data)
    if format_ is DocumentFormat.RECORDING:
        return _is_recording(data)
    return holds_text(data) and not data.startswith(b"%PDF-")


def _is_picture(data: bytes) -> bool:
    is_brand = data[4:8] == b"ftyp" and data[8:12] in _PICTURE_BRANDS
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return is_brand or is_webp or data.startswith(_PICTURE_STARTS)


def _is_recording(data: bytes) -> bool:
    is_wave = data[:4] == b"RIFF" and data[8:12] == b"WAVE"
    is_mpeg_frame = data[0] == 0xFF and len(data) > 1 and data[1] & 0xE0 == 0xE0
    is_container = data[4:8] == b"ftyp" and data[8:12] not in _PICTURE_BRANDS
    return is_wave or is_mpeg_frame or is_container or data.startswith(_RECORDING_STARTS)


def _is_whole_package(data: bytes) -> bool:
    try:
        zipfile.ZipFile(io.BytesIO(data)).close()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    return True


def _holds_entry(data: bytes, entry: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return entry in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False

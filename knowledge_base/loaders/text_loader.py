"""Plain text → blocks: a blank line ends a paragraph."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from knowledge_base.errors import DocumentTypeError
from knowledge_base.loaders.blocks import Block, LoadedDocument


def load_text(data: bytes) -> LoadedDocument:
    """Read plain text."""
    paragraphs = re.split(r"\n\s*\n", decode_text(data))
    return LoadedDocument(title="", blocks=tuple(Block(text=p.strip()) for p in paragraphs if p.strip()))


def decode_text(data: bytes) -> str:
    """Decode text: by its byte order mark, as UTF-8, or by what its characters look like (GB18030, Windows-1252).

    Raises:
        DocumentTypeError: The bytes are no text.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decode(data, encoding)
    if b"\x00" in data:
        msg = "the file is no text"
        raise DocumentTypeError(msg)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=["gb18030", "big5", "cp1252"]).best()
        text = _decode(data, best.encoding if best else "cp1252")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as exc:
        msg = f"the text can't be decoded as {encoding}"
        raise DocumentTypeError(msg) from exc

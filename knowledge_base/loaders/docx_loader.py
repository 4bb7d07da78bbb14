"""Word documents → blocks."""

from __future__ import annotations

import io
import re
import zipfile

from docx import Document
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph

from knowledge_base.errors import DocumentTooLargeError, DocumentUnreadableError
from knowledge_base.loaders.blocks import Block, HeadingPath, LoadedDocument, render_table

MAX_UNPACKED_BYTES = 500_000_000


def load_docx(data: bytes) -> LoadedDocument:
    """Read a Word document: headings by their styles, tables row by row.

    Raises:
        DocumentTooLargeError: It unpacks to more than 500 MB.
        DocumentUnreadableError: Damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            msg = "the document unpacks to more than 500 MB"
            raise DocumentTooLargeError(msg, limit_megabytes=MAX_UNPACKED_BYTES // 1_000_000)
        document = Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as exc:
        msg = f"the Word document is damaged: {exc}"
        raise DocumentUnreadableError(msg) from exc
    return _walk(document)


def _walk(document: WordDocument) -> LoadedDocument:
    path, blocks = HeadingPath(), list[Block]()
    title = document.core_properties.title or ""
    for content in document.iter_inner_content():
        if isinstance(content, Table):
            rows = [[cell.text for cell in row.cells] for row in content.rows]
            blocks.extend(Block(text=line, heading_path=path.path) for line in render_table(rows) if rows)
        elif content.text.strip():
            level = _heading_level(content)
            if level is None:
                blocks.append(Block(text=content.text.strip(), heading_path=path.path))
            else:
                title = title or content.text.strip()
                path.enter(level, content.text.strip())
    return LoadedDocument(title=title.strip(), blocks=tuple(blocks))


def _heading_level(paragraph: Paragraph) -> int | None:
    style = paragraph.style.name if paragraph.style else None
    if style == "Title":
        return 0
    match = re.fullmatch(r"(?:Heading|heading|标题) (\d)", style or "")
    return int(match.group(1)) if match else None

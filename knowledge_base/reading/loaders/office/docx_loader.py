"""Word documents → blocks: headings by their styles, lists, tables, text boxes, pictures, footnotes.

The document's XML is walked rather than python-docx's objects: these leave out text in content controls, text boxes
and tracked insertions.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

from knowledge_base.errors import DocumentUnreadableError
from knowledge_base.reading.loaders.blocks import Block, BlockKind, HeadingPath, LoadedDocument
from knowledge_base.reading.loaders.office.drawn_parts import DRAWN, count_comments, read_drawn_parts
from knowledge_base.reading.loaders.office.word_headings import heading_levels, is_bold_heading, outline_level
from knowledge_base.reading.loaders.office.word_numbering import WordNumbering
from knowledge_base.reading.loaders.office.word_tables import (
    TABLE,
    fill_merged,
    is_continued,
    owner_of,
    row_cells,
)
from knowledge_base.reading.loaders.office.word_text import (
    BOX,
    FALLBACK,
    PARAGRAPH,
    UNREAD,
    WordText,
    value_of,
)
from knowledge_base.reading.loaders.packages import DAMAGED, open_package
from knowledge_base.reading.loaders.tables import render_table
from knowledge_base.reading.loaders.text_loader import is_list_item
from knowledge_base.reading.loaders.titles import clean_title
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen
from knowledge_base.reading.visibility.word_visibility import is_dropped_row

_BOLD_LEVEL = 8  # below every heading that has a style
_PICTURES = {  # how pictures are named today, and were before 2007
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip": qn("r:embed"),
    "{urn:schemas-microsoft-com:vml}imagedata": qn("r:id"),
}
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}notes"


def load_docx(data: bytes) -> LoadedDocument:
    """Read a Word document.

    Raises:
        DocumentEncryptedError: It needs a password.
        DocumentTooLargeError: It unpacks to more than a document may.
        DocumentUnreadableError: Damaged.
    """
    open_package(data).close()
    try:
        document = Document(io.BytesIO(data))
        reader = _Reader(document)
        reader.read(document.element.body)
        for kind in ("foot", "end"):
            reader.read_notes(kind)
        reader.left_out.add(Unseen.COMMENTS, count_comments(document.part))
        title = clean_title(document.core_properties.title or "") or reader.first_heading
    except (*DAMAGED, AttributeError, TypeError, IndexError) as exc:
        msg = f"the Word document is damaged: {exc}"
        raise DocumentUnreadableError(msg) from exc
    return LoadedDocument(title=title, blocks=tuple(reader.blocks), warnings=reader.left_out.warnings)


class _Reader:
    """Collects blocks in reading order."""

    def __init__(self, document: WordDocument) -> None:
        self.blocks: list[Block] = []
        self.first_heading = ""
        self.left_out = LeftOut()
        self._document = document
        self._text = WordText(document, self.left_out)
        self._numbering = WordNumbering(document)
        self._has_boxes = next(document.element.body.iter(BOX, *DRAWN), None) is not None
        self._levels = dict(heading_levels(document))
        self._path = HeadingPath()

    def read(self, parent: Any) -> None:
        """Read paragraphs and tables; what only wraps them, such as a content control, is looked through."""
        stack = list(reversed(parent))
        while stack:
            element = stack.pop()
            if element.tag == PARAGRAPH:
                self._read_paragraph(element)
            elif element.tag == TABLE:
                self._read_table(element)
            elif element.tag not in UNREAD and element.tag != FALLBACK:
                stack.extend(reversed(element))

    def read_notes(self, kind: str) -> None:
        """Read footnotes or endnotes, which stand in a part of their own."""
        part = next((r.target_part for r in self._document.part.rels.values() if _is_notes(r, kind)), None)
        if part is None:
            return
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for note in etree.fromstring(part.blob, parser):
            if note.get(qn("w:type")) is None:  # the others are separators
                self._add(self._text.read(note), BlockKind.TEXT)

    def _read_paragraph(self, paragraph: Any) -> None:
        text = self._text.read(paragraph)
        level = self._level_of(paragraph, text)
        number = self._numbering.count(paragraph) if text else ""
        numbered = f"{number} {text}".strip()
        if not text:
            pass
        elif level is not None:
            self.first_heading = self.first_heading or text
            self._path.enter(level, numbered)
        elif self._is_item(paragraph):
            self._add(numbered, BlockKind.ITEM)
        else:
            self._add(numbered, BlockKind.ITEM if is_list_item(text) else BlockKind.TEXT)
        self._read_pictures(paragraph)
        self._read_boxes(paragraph)

    def _read_boxes(self, parent: Any) -> None:
        """Read what stands in text boxes, charts and graphics, after the paragraph or table that holds them."""
        if not self._has_boxes:
            return
        for block in read_drawn_parts(parent, self._document.part):
            self._add(block.text, block.kind)
        for box in parent.iter(BOX):
            if not any(ancestor.tag in {FALLBACK, BOX} for ancestor in _ancestors_within(box, parent)):
                self.read(box)

    def _read_table(self, table: Any) -> None:
        rows = [list(row_cells(row)) for row in table.iter(qn("w:tr")) if self._is_shown(row, table)]
        if rows and max(map(len, rows)) == 1:  # a frame around text
            for cell in table.iter(qn("w:tc")):
                if owner_of(cell) is table:
                    self.read(cell)
            return
        texts = fill_merged([[(self._text.read(cell), is_continued(cell)) for cell in row] for row in rows])
        marked = sum(
            row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.iter(qn("w:tr"))
        )
        for line in render_table(texts, header_rows=max(1, min(marked, 3))):
            self._add(line, BlockKind.ROW)
        self._read_pictures(table)
        self._read_boxes(table)

    def _is_shown(self, row: Any, table: Any) -> bool:
        if owner_of(row) is not table:
            return False
        kind = is_dropped_row(row)
        if kind is not None:
            self.left_out.add(kind)
        return kind is None

    def _read_pictures(self, parent: Any) -> None:
        """Note where pictures stand: what is deleted, and what a text box holds, is no part of this paragraph."""
        outside = {*UNREAD, FALLBACK, BOX}
        for element in parent.iter(*_PICTURES):
            if outside.isdisjoint(ancestor.tag for ancestor in _ancestors_within(element, parent)):
                relation = self._document.part.rels.get(element.get(_PICTURES[element.tag]) or "")
                if relation is not None and not relation.is_external:
                    name = str(relation.target_part.partname).lstrip("/")
                    self.blocks.append(
                        Block(text="", heading_path=self._path.path, kind=BlockKind.PICTURE, picture=name)
                    )

    def _level_of(self, paragraph: Any, text: str) -> int | None:
        outline = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None:
            return outline_level(outline)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        level = self._levels.get(style.get(qn("w:val"))) if style is not None else None
        return _BOLD_LEVEL if level is None and is_bold_heading(paragraph, text) else level

    def _is_item(self, paragraph: Any) -> bool:
        if self._numbering.is_listed(paragraph):
            return True
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        is_taken_out = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}") is not None
        return not is_taken_out and "list" in value_of(style).lower()

    def _add(self, text: str, kind: BlockKind) -> None:
        if text:
            self.blocks.append(Block(text=text, heading_path=self._path.path, kind=kind))


def _ancestors_within(element: Any, parent: Any) -> Iterator[Any]:
    return takewhile(lambda ancestor: ancestor is not parent, element.iterancestors())


def _is_notes(relation: Any, kind: str) -> bool:
    return bool(not relation.is_external and relation.reltype == _NOTES.format(kind))

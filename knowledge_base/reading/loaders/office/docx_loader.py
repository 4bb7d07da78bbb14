"""Word documents → blocks: headings by their styles, lists, tables, text boxes, pictures, footnotes.

The document's XML is walked rather than python-docx's objects: these leave out text in content controls, text boxes
and tracked insertions.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

from knowledge_base.errors import DocumentUnreadableError
from knowledge_base.reading.loaders.blocks import Block, BlockKind, HeadingPath, LoadedDocument
from knowledge_base.reading.loaders.packages import DAMAGED, open_package
from knowledge_base.reading.loaders.tables import render_table
from knowledge_base.reading.loaders.text_loader import is_list_item
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen
from knowledge_base.reading.visibility.word_visibility import WordVisibility, is_dropped_row

MAX_BOLD_HEADING_CHARACTERS = 80
_BODY_LEVEL = 9
_BOLD_LEVEL = 8  # below every heading that has a style
_PARAGRAPH, _TABLE, _TEXT, _TAB, _BREAK = qn("w:p"), qn("w:tbl"), qn("w:t"), qn("w:tab"), qn("w:br")
_SIGNS = {_TAB: " ", _BREAK: "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_UNREAD = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:instrText"), qn("w:tblPr")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = qn("w:txbxContent")
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
        title = (document.core_properties.title or "").strip() or reader.first_heading
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
        self._visibility = WordVisibility(document)
        self._levels = dict(_heading_levels(document))
        self._path = HeadingPath()
        self._numbers = Counter[tuple[str, str]]()
        self._last_item = (0, "")  # how many blocks there are after the last numbered item, and its level
        self._last_number = 0

    def read(self, parent: Any) -> None:
        """Read paragraphs and tables; what only wraps them, such as a content control, is looked through."""
        stack = list(reversed(parent))
        while stack:
            element = stack.pop()
            if element.tag == _PARAGRAPH:
                self._read_paragraph(element)
            elif element.tag == _TABLE:
                self._read_table(element)
            elif element.tag not in _UNREAD and element.tag != _FALLBACK:
                stack.extend(reversed(element))

    def read_notes(self, kind: str) -> None:
        """Read footnotes or endnotes, which stand in a part of their own."""
        part = next((r.target_part for r in self._document.part.rels.values() if _is_notes(r, kind)), None)
        if part is None:
            return
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for note in etree.fromstring(part.blob, parser):
            if note.get(qn("w:type")) is None:  # the others are separators
                self._add(self._text_of(note), BlockKind.TEXT)

    def _read_paragraph(self, paragraph: Any) -> None:
        text = self._text_of(paragraph)
        level = self._level_of(paragraph, text)
        if not text:
            pass
        elif level is not None:
            self.first_heading = self.first_heading or text
            self._path.enter(level, text)
        elif self._is_item(paragraph):
            self._add(self._number_of(paragraph) + text, BlockKind.ITEM)
        else:
            self._add(text, BlockKind.ITEM if is_list_item(text) else BlockKind.TEXT)
        self._read_pictures(paragraph)
        for box in paragraph.iter(_BOX):
            if not any(parent.tag in {_FALLBACK, _BOX} for parent in box.iterancestors()):
                self.read(box)

    def _read_table(self, table: Any) -> None:
        rows = [list(_row_cells(row)) for row in table.iter(qn("w:tr")) if self._is_shown(row, table)]
        if rows and max(map(len, rows)) == 1:  # a frame around text
            for cell in table.iter(qn("w:tc")):
                if _owner(cell) is table:
                    self.read(cell)
            return
        texts = _fill_merged([[(self._text_of(cell), _is_continued(cell)) for cell in row] for row in rows])
        marked = sum(
            row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.iter(qn("w:tr"))
        )
        for line in render_table(texts, header_rows=max(1, min(marked, 3))):
            self._add(line, BlockKind.ROW)
        self._read_pictures(table)

    def _is_shown(self, row: Any, table: Any) -> bool:
        if _owner(row) is not table:
            return False
        kind = is_dropped_row(row)
        if kind is not None:
            self.left_out.add(kind)
        return kind is None

    def _text_of(self, element: Any) -> str:
        """Return the text of a paragraph or cell that a reader sees; text boxes are read by themselves."""
        kinds: set[Unseen] = set()
        text = _text_of(element, self._visibility.judge, kinds)
        for kind in kinds:
            self.left_out.add(kind)
        return text

    def _read_pictures(self, parent: Any) -> None:
        """Note where pictures stand: what is deleted, and what a text box holds, is no part of this paragraph."""
        outside = {*_UNREAD, _FALLBACK, _BOX}
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
            return _outline_level(outline)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        level = self._levels.get(style.get(qn("w:val"))) if style is not None else None
        return _BOLD_LEVEL if level is None and _is_bold_heading(paragraph, text) else level

    def _is_item(self, paragraph: Any) -> bool:
        numbered = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if numbered is not None:
            return bool(numbered.get(qn("w:val")) != "0")
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return style is not None and "list" in (style.get(qn("w:val")) or "").lower()

    def _number_of(self, paragraph: Any) -> str:
        """Return a list item's number, where its list counts in decimals."""
        numbers = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if numbers is None:
            return ""
        list_id = _value(numbers.find(qn("w:numId")))
        level = _value(numbers.find(qn("w:ilvl"))) or "0"
        if self._number_format(list_id, level) != "decimal":
            return ""
        key = (list_id, level)
        if key not in self._numbers and self._last_item == (len(self.blocks), level):
            self._numbers[key] = self._last_number  # LibreOffice gives one list several ids
        self._numbers[key] += 1
        self._last_item, self._last_number = (len(self.blocks) + 1, level), self._numbers[key]
        return f"{self._numbers[key]}. "

    def _number_format(self, list_id: str, level: str) -> str:
        try:
            root = self._document.part.numbering_part.element
        except (NotImplementedError, KeyError, AttributeError):
            return ""
        for number in root.iter(qn("w:num")):
            if number.get(qn("w:numId")) == list_id:
                abstract_id = _value(number.find(qn("w:abstractNumId")))
                for abstract in root.iter(qn("w:abstractNum")):
                    if abstract.get(qn("w:abstractNumId")) == abstract_id:
                        return next(
                            (
                                _value(one.find(qn("w:numFmt")))
                                for one in abstract.iter(qn("w:lvl"))
                                if one.get(qn("w:ilvl")) == level
                            ),
                            "",
                        )
        return ""

    def _add(self, text: str, kind: BlockKind) -> None:
        if text:
            self.blocks.append(Block(text=text, heading_path=self._path.path, kind=kind))


def _ancestors_within(element: Any, parent: Any) -> Iterator[Any]:
    return takewhile(lambda ancestor: ancestor is not parent, element.iterancestors())


def _value(element: Any) -> str:
    return "" if element is None else element.get(qn("w:val")) or ""


def _is_notes(relation: Any, kind: str) -> bool:
    return bool(not relation.is_external and relation.reltype == _NOTES.format(kind))


def _heading_levels(document: WordDocument) -> Iterator[tuple[str, int]]:
    """Map the ids of heading styles to their levels; a style based on a heading is one too."""
    for style in document.styles.element.iter(qn("w:style")):
        base: Any = style
        for _ in range(10):
            level = _style_level(base)
            if level is not None:
                yield style.get(qn("w:styleId")), level
                break
            base_id = _value(base.find(qn("w:basedOn")))
            base = document.styles.element.find(f"{qn('w:style')}[@{qn('w:styleId')}='{base_id}']")
            if base is None:
                break


def _style_level(style: Any) -> int | None:
    name = _value(style.find(qn("w:name"))).lower()
    if name == "title":
        return 0
    match = re.fullmatch(r"(?:heading|标题) ?(\d)", name)
    if match:
        return int(match.group(1))
    return _outline_level(style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}"))


def _outline_level(outline: Any) -> int | None:
    """Return a level from 1; 9 in the file means that it is no heading."""
    value = _value(outline)
    return int(value) + 1 if value.isdigit() and int(value) < _BODY_LEVEL else None


def _is_bold_heading(paragraph: Any, text: str) -> bool:
    """Tell whether a short paragraph is bold throughout: a heading made without a style."""
    if not text or len(text) > MAX_BOLD_HEADING_CHARACTERS or text[-1] in ".。!！:：;；,，":
        return False
    in_table = next(paragraph.iterancestors(_TABLE), None) is not None
    runs = [run for run in paragraph.iter(qn("w:r")) if any((t.text or "").strip() for t in run.iter(_TEXT))]
    return not in_table and bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return bold is not None and bold.get(qn("w:val")) not in {"0", "false"}


def _text_of(element: Any, judge: Callable[[Any], Unseen | None], kinds: set[Unseen]) -> str:
    """Return the text of a paragraph or cell; why parts of it are left out is added to `kinds`."""
    pieces: list[str] = []
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node is None:
            pieces.append("\n")
        elif node.tag == _TEXT:
            pieces.append(node.text or "")
        elif node.tag in _SIGNS:
            pieces.append(_SIGNS[node.tag])
        elif (kind := _left_out_of(node, judge)) is not None:
            kinds.add(kind)
        elif node.tag not in {*_UNREAD, _FALLBACK, _BOX}:
            stack += [None] if node.tag == _PARAGRAPH else []
            stack.extend(reversed(node))
    return "\n".join(line for raw in "".join(pieces).split("\n") if (line := " ".join(raw.split())))


def _left_out_of(node: Any, judge: Callable[[Any], Unseen | None]) -> Unseen | None:
    """Return why no reader sees a run that holds words, or a tracked deletion; None for anything else."""
    if node.tag == qn("w:r"):
        has_words = any((text.text or "").strip() for text in node.iter(_TEXT))
        return judge(node) if has_words else None
    is_deleted = node.tag == qn("w:del") and next(node.iter(qn("w:delText")), None) is not None
    return Unseen.STRUCK if is_deleted else None


def _owner(element: Any) -> Any:
    return next(element.iterancestors(_TABLE))


def _row_cells(row: Any) -> Iterator[Any]:
    """Yield a row's cells; one that is merged over columns comes once for each of them."""
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is row:
            span = _value(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"))
            for _ in range(min(int(span), 63) if span.isdigit() else 1):
                yield cell


def _is_continued(cell: Any) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val")) != "restart"


def _fill_merged(rows: list[list[tuple[str, bool]]]) -> list[list[str]]:
    """Let a cell that is merged over rows stand in each of them."""
    filled: list[list[str]] = []
    for row in rows:
        above = filled[-1] if filled else []
        filled.append(
            [
                above[column] if is_continued and column < len(above) else text
                for column, (text, is_continued) in enumerate(row)
            ]
        )
    return filled

"""The elements of a page or chapter → blocks in reading order."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import Tag
from bs4.element import Comment, Doctype, NavigableString, PreformattedString

from knowledge_base.reading.loaders.blocks import Block, BlockKind, HeadingPath, LoadedDocument, join_lines
from knowledge_base.reading.loaders.tables import render_table
from knowledge_base.reading.loaders.titles import clean_title
from knowledge_base.reading.loaders.web.inline_text import inline_text

_BLOCKS = frozenset(
    """address article blockquote body dd details div dl dt fieldset figcaption figure footer header li main ol p
    section summary table td th tr ul hr center""".split()  # noqa: SIM905  # as prose
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SUMMARY_LEVEL = 7  # a question that folds out stands below every heading
MAX_SPAN = 200
MAX_COLUMNS = 300

_Node = (
    Tag | NavigableString | BlockKind | int | None
)  # a kind to go back to, or a level of headings to leave
_Pending = dict[int, tuple[int, str]]  # column → rows still to fill, and with what


def walk_html(root: Tag) -> LoadedDocument:
    """Collect the blocks of a parsed page."""
    walker = HtmlWalker()
    walker.visit(root)
    title = clean_title(str(root.get("data-title") or ""))
    if not title or walker.first_heading in title:  # "Returns | The shop's name"
        title = walker.first_heading or title
    return LoadedDocument(title=title, blocks=tuple(walker.blocks))


class HtmlWalker:
    """Collects blocks; one walker may visit the chapters of a book one after another."""

    def __init__(self, find_picture: Callable[[str], str] = lambda _: "") -> None:
        """Begin.

        Args:
            find_picture: Returns the entry of the package that an address names; empty where there is none.
        """
        self._find_picture = find_picture
        self._pictures: list[str] = []  # of the block that is being read: they stand after it
        self.blocks: list[Block] = []
        self.first_heading = ""
        self.path = HeadingPath()
        self._words: list[str] = []
        self._prefix = ""
        self._numbers: dict[int, int] = {}  # the next one, of each numbered list
        self._kind = BlockKind.TEXT

    def visit(self, tag: Tag) -> None:
        """Read an element and all in it."""
        stack: list[_Node] = [tag]  # not recursive: a page may be nested without end
        while stack:
            node = stack.pop()
            if node is None or isinstance(node, BlockKind):
                self._end_block()
                self._kind = node or BlockKind.TEXT
            elif isinstance(node, int):
                self.path.leave(node)
            elif isinstance(node, Tag):
                self._enter(node, stack)
            elif not isinstance(node, Comment | Doctype | PreformattedString):
                self._words.append(str(node))
        self._end_block()

    def _enter(self, tag: Tag, stack: list[_Node]) -> None:
        if tag.name in _HEADINGS or tag.name == "summary":
            self._end_block()
            level = _SUMMARY_LEVEL if tag.name == "summary" else int(tag.name[1])
            self._enter_heading(level, inline_text(tag))
        elif tag.name == "table":
            self._end_block()
            self._read_table(tag, stack)
        elif tag.name == "br":
            self._words.append("\n")
        elif tag.name == "img":
            self._words.append(f" {tag.get('alt') or ''} ")
            self._note_picture(tag)
        elif tag.name in {"pre", "dl"}:
            self._end_block()
            self._read_code(tag) if tag.name == "pre" else self._read_definitions(tag)
        else:
            self._enter_plain(tag, stack)

    def _enter_plain(self, tag: Tag, stack: list[_Node]) -> None:
        if tag.name in _BLOCKS:
            outer = self._kind
            self._end_block()
            if tag.name == "details":
                stack.append(_SUMMARY_LEVEL)
            stack.append(outer)
            if tag.name == "li":
                self._kind = BlockKind.ITEM
                self._prefix = self._number_of(tag)
        stack.extend(child for child in reversed(tag.contents) if isinstance(child, Tag | NavigableString))

    def _number_of(self, item: Tag) -> str:
        if item.parent is None or item.parent.name != "ol":
            return ""
        first = _read_number(item.parent, "start") or 1
        number = _read_number(item, "value") or self._numbers.get(id(item.parent), first)
        self._numbers[id(item.parent)] = number + 1
        return f"{number}. "

    def _end_block(self) -> None:
        if self._words:
            text = join_lines("".join(self._words).split("\n"))
            self._words = []
            if text:
                self._add(self._prefix + text, self._kind)
                self._prefix = ""
        for name in self._pictures:
            path = self.path.path
            self.blocks.append(Block(text="", heading_path=path, kind=BlockKind.PICTURE, picture=name))
        self._pictures = []

    def _note_picture(self, tag: Tag) -> None:
        if name := self._find_picture(str(tag.get("src") or "")):
            self._pictures.append(name)

    def _enter_heading(self, level: int, text: str) -> None:
        if text := text.rstrip("¶#").strip():  # the sign that links to the heading
            self.first_heading = self.first_heading or " ".join(text.split())
            self.path.enter(level, text)

    def _read_table(self, table: Tag, stack: list[_Node]) -> None:
        """Read a table row by row; one that only arranges a page is looked through."""
        if _only_arranges(table):
            for cell in reversed(table.find_all(("td", "th", "caption"))):
                if cell.find_parent("table") is table:
                    stack.extend(
                        [None, *(c for c in reversed(cell.contents) if isinstance(c, Tag | NavigableString))]
                    )
            return
        if table.caption and (caption := inline_text(table.caption)):
            self._add(caption, BlockKind.TEXT)
        for line in render_table(_read_rows(table), header_rows=_count_header_rows(table)):
            self._add(line, BlockKind.ROW)
        for picture in table.find_all("img"):
            self._note_picture(picture)

    def _read_code(self, tag: Tag) -> None:
        self._add(tag.get_text().strip("\n"), BlockKind.CODE)

    def _read_definitions(self, tag: Tag) -> None:
        """Keep each term with what it means."""
        terms: list[str] = []
        has_meaning = False
        for child in tag.find_all(("dt", "dd")):
            text = inline_text(child)
            if child.name == "dt":
                terms = [text] if has_meaning else [*terms, text]
                has_meaning = False
            elif text:
                self._add(f"{' / '.join(terms)}: {text}" if terms else text, BlockKind.ITEM)
                has_meaning = True

    def _add(self, text: str, kind: BlockKind) -> None:
        if text.strip():
            self.blocks.append(Block(text=text, heading_path=self.path.path, kind=kind))


def _read_number(tag: Tag, attribute: str) -> int | None:
    written = str(tag.get(attribute) or "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else None


def _count_header_rows(table: Tag) -> int:
    rows = table.find_all("tr")
    count = 0
    for row in rows:
        if row.find("td") is not None and row.find_parent("thead") is None:
            break
        count += 1
    return max(1, min(count, 3))


def _read_rows(table: Tag) -> list[list[str]]:
    """Return the rows; a cell that spans rows or columns stands in each of them."""
    rows: list[list[str]] = []
    pending: _Pending = {}
    for row in table.find_all("tr"):
        texts = _read_row(row.find_all(("td", "th"), recursive=False), pending)
        if texts:
            rows.append(texts)
    return rows


def _read_row(cells: list[Tag], pending: _Pending) -> list[str]:
    texts: list[str] = []
    while (cells or pending.keys() - range(len(texts))) and len(texts) < MAX_COLUMNS:
        column = len(texts)
        if column in pending:
            left, text = pending.pop(column)
            texts.append(text)
            if left > 1:
                pending[column] = (left - 1, text)
        elif not cells:
            texts.append("")
        else:
            texts += _read_cell(cells.pop(0), column, pending)
    return texts


def _read_cell(cell: Tag, column: int, pending: _Pending) -> list[str]:
    """Return a cell's text once for each column that it spans, and note the rows below that it fills."""
    text = inline_text(cell)
    across, down = _span(cell, "colspan"), _span(cell, "rowspan")
    if down > 1:
        pending.update((column + offset, (down - 1, text)) for offset in range(across))
    return [text] * across


def _only_arranges(table: Tag) -> bool:
    """Tell whether a table holds the blocks of a page rather than values."""
    holds_blocks = table.find(("table", "h1", "h2", "h3", "ul", "ol", "p p")) is not None
    return (holds_blocks and not table.find("th")) or table.get("role") == "presentation"


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1")
    return min(int(value), MAX_SPAN) if value.isascii() and value.isdigit() and value != "0" else 1

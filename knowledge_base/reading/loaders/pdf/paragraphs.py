"""Lines and tables of a PDF's pages → blocks: lines become paragraphs again, headings open sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge_base.reading.loaders.blocks import Block, BlockKind, HeadingPath, is_han, join_lines
from knowledge_base.reading.loaders.pdf.layout import Line
from knowledge_base.reading.loaders.pdf.page_content import Piece
from knowledge_base.reading.loaders.pdf.ruled_tables import PdfTable
from knowledge_base.reading.loaders.tables import read_table, render_row
from knowledge_base.reading.loaders.text_loader import is_list_item
from knowledge_base.text.languages import is_chinese

HEADING_RATIO = 1.12  # of the commonest letter size, from which a short line is a heading
HEADING_CHARACTERS = 120
BOLD_HEADING_CHARACTERS = 80
BOLD_HEADING_GAP = 1.3  # of the letter size above a bold heading
PARAGRAPH_GAP = 1.75  # of the letter size between two base lines
NOTE = {"en": "Note: ", "zh": "批注："}
INDENT = 1.0  # of the letter size
_END_OF_SENTENCE = ".!?。！？:：;；”\"'）)"
_HYPHENATED = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+")


class ParagraphBuilder:
    """Collects blocks page after page."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        sizes = Counter[float]()
        self._hyphenated = set[str]()
        self._words = set[str]()
        bold = fixed = total = 0
        for piece in pieces:
            sizes[round(piece.size, 1)] += len(piece.text)
            total += len(piece.text)
            bold += len(piece.text) if piece.is_bold else 0
            fixed += len(piece.text) if piece.is_fixed else 0
            self._hyphenated.update(word.lower() for word in _HYPHENATED.findall(piece.text))
            self._words.update(word.lower() for word in _WORD.findall(piece.text))
        self._body_size = sizes.most_common(1)[0][0] if sizes else 0.0
        self._bold_means_heading = bold < 0.3 * total
        self._fixed_means_code = fixed < 0.5 * total  # or it was written on a typewriter
        self._levels = sorted(
            {_rank(size) for size in sizes if size >= self._body_size * HEADING_RATIO}, reverse=True
        )
        self._path = HeadingPath()
        self._blocks: list[Block] = []
        self._lines: list[Line] = []
        self._page = 1
        self._header: tuple[str, ...] = ()
        self.first_heading = ""

    def add_page(self, number: int, contents: Sequence[Line | PdfTable]) -> None:
        """Read a page; a paragraph that the page before left unfinished goes on."""
        is_first = True
        previous: Line | PdfTable | None = None
        for content in contents:
            if isinstance(content, PdfTable):
                self._end_paragraph()
                self._add_table(content, number)
            elif level := self._heading_level(content, previous):
                self._add_heading(content, level, previous)
            elif self._lines and self._goes_on(content, is_first=is_first):
                self._lines.append(content)
            else:
                self._end_paragraph()
                self._page = number
                self._lines = [content]
            previous = content
            is_first = False

    def add_note(self, number: int, text: str) -> None:
        """Add what an annotation says beside a page; one that only repeats what it marks says nothing."""
        self._end_paragraph()
        is_new = not any(text in block.text for block in self._blocks if block.page == number)
        if is_new:
            name = NOTE["zh" if is_chinese(text) else "en"]
            self._blocks.append(Block(text=f"{name}{text}", heading_path=self._path.path, page=number))

    def finish(self) -> list[Block]:
        """Return all blocks."""
        self._end_paragraph()
        return self._blocks

    def _goes_on(self, line: Line, *, is_first: bool) -> bool:
        """Tell whether a line belongs to the paragraph before it."""
        above = self._lines[-1]
        if self._is_code(above) or self._is_code(line):
            is_near = 0 < above.y - line.y <= PARAGRAPH_GAP * line.size
            return self._is_code(above) and self._is_code(line) and is_near
        if is_list_item(line.text) or abs(above.size - line.size) > 0.15 * line.size:
            return False
        gap = above.y - line.y
        if is_first or gap <= 0:  # the next page or column
            return _goes_on_there(above, line)
        return gap <= PARAGRAPH_GAP * line.size and not self._begins_indented(above, line)

    def _begins_indented(self, above: Line, line: Line) -> bool:
        is_indented = line.left > above.left + INDENT * line.size and not is_list_item(self._lines[0].text)
        return is_indented and above.text[-1] in _END_OF_SENTENCE

    def _is_code(self, line: Line) -> bool:
        return line.is_fixed and self._fixed_means_code

    def _heading_level(self, line: Line, previous: Line | PdfTable | None) -> int | None:
        size = round(line.size, 1)
        is_words = any(char.isalpha() for char in line.text) and not self._is_code(line)
        if len(line.text) > HEADING_CHARACTERS or not is_words:
            return None
        if self._body_size and size >= self._body_size * HEADING_RATIO:
            return self._levels.index(_rank(size)) + 1
        return len(self._levels) + 1 if self._is_bold_heading(line, previous) else None

    def _is_bold_heading(self, line: Line, previous: Line | PdfTable | None) -> bool:
        """Tell whether a line in the size of the text is a heading by being bold and set apart."""
        if not (line.is_bold and self._bold_means_heading) or len(line.text) > BOLD_HEADING_CHARACTERS:
            return False
        if line.text[-1] in _END_OF_SENTENCE or line.text[0] in "•-–*":
            return False
        gap = previous.y - line.y if isinstance(previous, Line) else 0.0
        return gap <= 0 or gap > BOLD_HEADING_GAP * line.size or not self._lines

    def _add_heading(self, line: Line, level: int, previous: Line | PdfTable | None) -> None:
        """Open a section; a heading right below one of the same size goes on with it."""
        is_more = (
            isinstance(previous, Line)
            and not self._lines
            and self._path.path
            and abs(previous.size - line.size) < 0.5
            and previous.is_bold == line.is_bold
            and 0 < previous.y - line.y < PARAGRAPH_GAP * line.size
        )
        self._end_paragraph()
        text = join_lines([self._path.path[-1], line.text]) if is_more else " ".join(line.text.split())
        self.first_heading = self.first_heading or text
        if is_more and self.first_heading == self._path.path[-1]:
            self.first_heading = text
        self._path.enter(level, text)

    def _add_table(self, table: PdfTable, page: int) -> None:
        read = read_table(table.rows)
        if table.has_header and not read.header and len(table.rows) > 1:
            read = replace(read, header=table.rows[0], rows=table.rows[1:])
        if not read.header and read.rows and len(self._header) == len(read.rows[0]):
            read = replace(read, header=self._header)  # it began on the page before
        self._header = read.header
        if read.caption:
            self._blocks.append(Block(text=read.caption, heading_path=self._path.path, page=page))
        for row in read.rows:
            text = _render_table_row(read.header, row)
            if text:
                self._blocks.append(
                    Block(text=text, heading_path=self._path.path, page=page, kind=BlockKind.ROW)
                )

    def _end_paragraph(self) -> None:
        if not self._lines:
            return
        lines = [line.text for line in self._lines]
        if self._is_code(self._lines[0]):
            text, kind = "\n".join(lines), BlockKind.CODE
        else:
            text = self._join(lines)
            kind = BlockKind.ITEM if is_list_item(text) else BlockKind.TEXT
        if text:
            self._blocks.append(Block(text=text, heading_path=self._path.path, page=self._page, kind=kind))
        self._lines = []

    def _join(self, lines: Sequence[str]) -> str:
        text = ""
        for line in lines:
            piece = " ".join(line.split())
            if text.endswith(("\u00ad", "-")) and piece[:1].islower() and text[-2:-1].isalpha():
                text = f"{text[:-1]}{self._hyphen_between(text[:-1], piece)}{piece}"
            else:
                text = join_lines([text, piece])
        return text.replace("\u00ad", "")

    def _hyphen_between(self, before: str, after: str) -> str:
        """Keep a hyphen at a line's end only where the document writes the word with one elsewhere."""
        head = _WORD.findall(before)[-1].lower()
        tail = (_WORD.match(after) or [""])[0].lower()
        is_spelt_so = f"{head}-{tail}" in self._hyphenated and head + tail not in self._words
        return "-" if is_spelt_so else ""


def _goes_on_there(above: Line, line: Line) -> bool:
    """Tell whether a sentence goes on in the next column or on the next page."""
    begins_low = line.text[0].islower() or is_han(line.text[0])
    return begins_low and above.text[-1] not in _END_OF_SENTENCE


def _render_table_row(header: Sequence[str], row: Sequence[str]) -> str:
    if len(row) == 2 and not header and all(row):
        return f"{row[0].rstrip(':：')}: {row[1]}"
    return render_row(header, row)


def _rank(size: float) -> float:
    """Take sizes within half a point for the same."""
    return round(size * 2) / 2

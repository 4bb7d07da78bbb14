r"""A reply in Markdown → the pieces that are spoken one after another, while the reply is still being written.

What was cut once stays as it is, however the reply goes on: each piece depends on the text up to its end and on the
next character alone. Code is announced, not read; a table is read row by row, each cell behind its heading.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

CODE_PIECE = "```"
"""The piece that stands for a block of code."""

LONG_ENGLISH, LONG_CHINESE = 140, 40  # characters from which a sentence is cut at a comma
FIRST_ENGLISH, FIRST_CHINESE = 60, 16  # the first piece is short, so that the voice begins soon
HARD_LIMIT = 260
MAX_FORMULA_LINES = 40

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_TABLE_RULE = re.compile(r"\s*+\|?\s*+:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+\|?\s*+$")
_RULE = re.compile(r"\s*+(?:[-*_=]\s*+){3,}+$|\s*+=++\s*+$")
_SHORT_WORDS = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|No|Dr|Mr|Mrs|Ms|St|approx|Fig|pp?|[A-Z]|\d+)\.$")
_LIST_NUMBER = re.compile(r"\s*(?:[>*+-]\s+)*\d+\.$")
_CLOSERS = frozenset("\"'”’)]）】」』*_")
_OPENERS = {"[": "]", "(": ")", "（": "）", "`": "`"}
_MATH_OPEN = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}


def cut_pieces(text: str, *, is_finished: bool) -> list[str]:
    """Cut a reply into pieces of Markdown, each a sentence or a part of a long one.

    Args:
        text: The reply as far as it is written.
        is_finished: Whether nothing follows; else what may still change is held back.
    """
    return list(_Cutter(is_finished=is_finished).cut(text))


def strip_markup(piece: str) -> str:
    r"""Return a piece as plain text; formulas keep their delimiters, such as `\(`."""
    text = re.sub(r"^\s*+(?:>\s?)*+#{0,6}\s*+(?:[-*+•]\s++)?(?:\[[ xX]\]\s++)?", "", piece)
    text = re.sub(r"^(\d+)[.)]\s+", r"\1, ", text)
    parts = re.split(r"(\$\$.+?\$\$|\\\(.+?\\\)|\\\[.+?\\\])", text)
    return "".join(part if place % 2 else _strip(part) for place, part in enumerate(parts)).strip()


def _strip(text: str) -> str:
    text = re.sub(r"!?\[([^\]\[]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)", r"\1", text)
    text = re.sub(r"\s?\[\^?\d+(?:[,–-]\s?\d+)*\]", "", text)  # numbers of citations
    text = re.sub(r"</?[A-Za-z][^<>]*>", " ", text)
    text = re.sub(r"(\*\*|__|~~|`+)", "", text)
    text = re.sub(r"(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])", "", text)
    return html.unescape(text)


@dataclass(slots=True, kw_only=True)
class _Cutter:
    """Reads a reply line by line."""

    is_finished: bool
    fence: str = ""
    header: list[str] = field(default_factory=list)  # of a table; its first row before it is known to be one
    has_header: bool = False
    formula: list[str] = field(default_factory=list)
    has_spoken: bool = False

    def cut(self, text: str) -> Iterator[str]:
        lines = text.splitlines(keepends=True)
        for line in lines:
            is_whole = line.endswith(("\n", "\r")) or self.is_finished
            for piece in self._line(line.rstrip("\r\n"), is_whole):
                self.has_spoken = True
                yield piece
        if self.is_finished:
            yield from self._end_table()
            if self.formula:
                yield from self._sentences(" ".join(self.formula), is_whole=True)

    def _line(self, line: str, is_whole: bool) -> Iterator[str]:
        if self.formula:
            yield from self._go_on_with_formula(line, is_whole)
        elif self.fence or line.lstrip().startswith(("`", "~")):
            yield from self._code(line, is_whole)
        elif line.lstrip().startswith("|"):
            yield from self._row(line, is_whole)
        elif is_whole and (_RULE.fullmatch(line) or not line.strip()):
            yield from self._end_table()
        elif self._begins_formula(line):
            if is_whole:
                self.formula = [line.strip()]
        else:
            yield from self._end_table()
            yield from self._sentences(line, is_whole)

    def _code(self, line: str, is_whole: bool) -> Iterator[str]:
        if not is_whole:
            return
        found = _FENCE.match(line)
        if self.fence:
            if found and found[1].startswith(self.fence):
                self.fence = ""
        elif found:
            self.fence = found[1]
            yield from self._end_table()
            yield CODE_PIECE
        else:
            yield from self._sentences(line, is_whole)

    @staticmethod
    def _begins_formula(line: str) -> bool:
        start = line.strip()
        return start.startswith(("\\[", "$$")) and _MATH_OPEN[start[:2]] not in start[2:]

    def _go_on_with_formula(self, line: str, is_whole: bool) -> Iterator[str]:
        if not is_whole:
            return
        self.formula.append(line.strip())
        if _MATH_OPEN[self.formula[0][:2]] in line or len(self.formula) > MAX_FORMULA_LINES:
            yield " ".join(self.formula)
            self.formula = []

    def _row(self, line: str, is_whole: bool) -> Iterator[str]:
        if not is_whole:
            return
        if self.header and not self.has_header and _TABLE_RULE.fullmatch(line):
            self.has_header = True
            return
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if self.has_header:
            yield _join_row(self.header, cells)
        else:
            yield from self._end_table()
            self.header = cells

    def _end_table(self) -> Iterator[str]:
        if self.header and not self.has_header:
            yield _join_row([], self.header)
        self.header, self.has_header = [], False

    def _sentences(self, line: str, is_whole: bool) -> Iterator[str]:
        start = 0
        for place in _places_outside(line):
            if place + 1 < len(line) and self._ends_piece(line, start, place):
                end = _behind_closers(line, place + 1)
                if end >= len(line):
                    break
                piece, start = line[start:end].strip(), end
                if piece:
                    self.has_spoken = True
                    yield piece
        if is_whole and line[start:].strip():
            yield from _cut_hard(line[start:].strip())

    def _ends_piece(self, line: str, start: int, place: int) -> bool:
        character, following = line[place], line[place + 1]
        said = place + 1 - start
        if character in "。！？":
            return following not in "。！？"
        if character in "，；：、":
            return said >= (LONG_CHINESE if self.has_spoken else FIRST_CHINESE)
        return following.isspace() and self._ends_english(line[start : place + 1])

    def _ends_english(self, before: str) -> bool:
        """Tell whether a piece may end with its last character, before a space."""
        if before[-1] in "!?…":
            return True
        if before[-1] == ".":
            return not _SHORT_WORDS.search(before) and not _LIST_NUMBER.fullmatch(before)
        long = LONG_ENGLISH if self.has_spoken else FIRST_ENGLISH
        return (before[-1] in ",;:" and len(before) >= long) or len(before) >= HARD_LIMIT


def _places_outside(line: str) -> Iterator[int]:
    """Yield the places of a line that stand in no formula and in no quotation."""
    closing = ""
    for place, character in enumerate(line):
        if closing:
            if line.startswith(closing, place):
                closing = ""
            continue
        closing = _MATH_OPEN.get(line[place : place + 2]) or _OPENERS.get(character, "")
        if not closing:
            yield place


def _behind_closers(line: str, place: int) -> int:
    while place < len(line) and line[place] in _CLOSERS:
        place += 1
    return place


def _join_row(header: list[str], cells: list[str]) -> str:
    if len(cells) == 2:
        return f"{cells[0]}: {cells[1]}"
    named = [
        f"{name}: {cell}" if name else cell for name, cell in zip(header[1:], cells[1:], strict=False) if cell
    ]
    first = [cells[0]] if cells[0] else []
    return ", ".join([*first, *named]) if header else ", ".join(filter(None, cells))


def _cut_hard(text: str) -> Iterator[str]:
    """Cut what has no place to cut."""
    while len(text) > HARD_LIMIT * 2:
        yield text[:HARD_LIMIT]
        text = text[HARD_LIMIT:]
    yield text

"""The statements of a passage: sentences, and rows of tables, which belong together from the first cell to the last.

A small model takes the price from the row beside the right one. So a row is never parted, and which rows a question
asks about is told by the words that set them apart from the other rows of their table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from knowledge_base.passages import Passage
from knowledge_base.text.content_words import find_letter_codes, find_words
from knowledge_base.text.languages import is_chinese_passage
from knowledge_base.text.sentences import split_sentences

MAX_NAME_CHARACTERS = 60
MAX_ALIAS_WORDS = 8  # of a second cell that says in words what the code in the first one is
KEPT_PASSAGES = 64  # of the replies that are being written
_CELL_END = re.compile(r";\s+")
_FRAME = re.compile(r"\s*(?:!\[|<img\b|import\s+[\w{*]|from\s+\S+\s+import\b|#{1,6}\s)")
_SENTENCE_ENDS = frozenset(".!?。！？；")
_WORD = re.compile(r"[\u3400-\u9fff]{2}|[^\W\d_\u3400-\u9fff]+")  # two Chinese characters are about a word
MIN_WORDS = 4  # of a line without an end that is more than a name
_MARKUP = re.compile(r"^\s*(?:[-*+•]\s+)?")


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a passage says in one place.

    Attributes:
        passage: Where it stands.
        text: Its words.
        around: The sentences of its passage; empty for a row.
        cells: Of a row, each column's name and value; empty for a sentence. The name may be empty.
    """

    passage: Passage
    text: str
    around: str = ""
    cells: tuple[tuple[str, str], ...] = ()

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return bool(self.cells)

    @cached_property
    def is_chinese(self) -> bool:
        """Whether its passage is Chinese: a line with Latin names in it has the language of its passage."""
        return is_chinese_passage(self.passage.text, self.heading)

    @property
    def says_something(self) -> bool:
        """Whether it can bear a claim out: a heading, a bare name, an alternative text or an import says nothing."""
        if self.is_row or (self.text[-1:] in _SENTENCE_ENDS and not _FRAME.match(self.text)):
            return True
        return not _FRAME.match(self.text) and (
            any(c.isdigit() for c in self.text) or len(_WORD.findall(self.text)) >= MIN_WORDS
        )

    @cached_property
    def heading(self) -> str:
        """What stands above it, in words."""
        return " ".join((*self.passage.heading_path, self.passage.document_title))

    @cached_property
    def context(self) -> str:
        """All that says what it is about: a row with its headings, a sentence with its whole passage."""
        return f"{self.heading} {self.text if self.is_row else self.around}"

    @property
    def table(self) -> tuple[str, ...]:
        """The names of the columns: rows with the same ones are of one table."""
        return tuple(name for name, _ in self.cells)

    @cached_property
    def row_words(self) -> frozenset[str]:
        """The words of all cells, without the names of the columns."""
        return find_words(" ; ".join(value for _, value in self.cells))

    @cached_property
    def subject_count(self) -> int:
        """How many cells say what the row is about: up to the first with words, and its name where that is a code."""
        values = [value for _, value in self.cells]
        first = next((place for place, value in enumerate(values) if find_words(value)), 0)
        following = values[first + 1 : first + 2]
        has_alias = bool(following) and bool(find_letter_codes(values[first])) and _is_name(following[0])
        return first + (2 if has_alias else 1)

    @cached_property
    def subject_words(self) -> frozenset[str]:
        """The words for what the row is about."""
        return find_words(" ; ".join(value for _, value in self.cells[: self.subject_count]))


@lru_cache(maxsize=KEPT_PASSAGES)
def split_statements(passage: Passage) -> tuple[Statement, ...]:
    """Return the statements of a passage in order; each sentence of a reply asks for them, so they are kept."""
    return tuple(_split(passage))


def _split(passage: Passage) -> Iterator[Statement]:
    lines = [(line, parse_row(line)) for line in passage.text.splitlines()]
    around = "\n".join(line for line, cells in lines if not cells)
    for line, cells in lines:
        if cells:
            yield Statement(passage=passage, text=_MARKUP.sub("", line).strip(), cells=cells)
        else:
            sentences = split_sentences(line)
            yield from (Statement(passage=passage, text=s.text, around=around) for s in sentences)


def parse_row(line: str) -> tuple[tuple[str, str], ...]:
    """Return the cells of a line that the loaders wrote from a row of a table, else nothing."""
    cells: list[tuple[str, str]] = []
    for part in _CELL_END.split(_MARKUP.sub("", line).strip()):
        name, separator, value = part.partition(": ")
        if separator and len(name) <= MAX_NAME_CHARACTERS:
            cells.append((name, value.strip()))
        elif cells:
            cells[-1] = (cells[-1][0], f"{cells[-1][1]}; {part}")
        else:
            cells.append(("", part))
    return tuple(cells) if sum(bool(name) for name, _ in cells) >= 2 else ()


def find_asked_rows(question: str, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the rows that a question is about; none where it singles none out.

    A code decides alone. Else a row is asked about when the question holds a word of its subject that sets it apart,
    and no other such row of its table shares the same words and more.
    """
    return _pick(question, [s for s in statements if s.is_row], is_question=True)


def find_named_rows(claim: str, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the rows whose subject a sentence names: its values may be those of another row."""
    return _pick(claim, [s for s in statements if s.is_row], is_question=False)


def _pick(text: str, rows: Sequence[Statement], *, is_question: bool) -> tuple[Statement, ...]:
    codes = find_letter_codes(text)
    by_code = tuple(
        row for row in rows if codes & (find_letter_codes(row.text) if is_question else row.subject_words)
    )
    if by_code:
        return by_code
    words = find_words(text)
    tables = _tables(rows)
    return tuple(row for table in tables for row in _pick_of_table(words, table, is_question=is_question))


def _tables(rows: Iterable[Statement]) -> Iterable[list[Statement]]:
    tables: dict[tuple[str, ...], list[Statement]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append(row)
    return tables.values()


def _pick_of_table(
    words: frozenset[str], rows: Sequence[Statement], *, is_question: bool
) -> Iterator[Statement]:
    subjects = [row.subject_words for row in rows]
    common = frozenset.intersection(*subjects) if len(rows) > 1 else frozenset[str]()
    named = [row for row, subject in zip(rows, subjects, strict=True) if words & (subject - common)]
    shared = [words & (row.row_words if is_question else row.subject_words) for row in named]
    for row, these in zip(named, shared, strict=True):
        if not any(these < others for others in shared):
            yield row


def _is_name(value: str) -> bool:
    return 0 < len(find_words(value)) <= MAX_ALIAS_WORDS

"""What of a question was not read: a word or number that stands in nothing that the answer is computed from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.computing.documents.rows import Cell, Row
from assistant.computing.documents.sheets import Sheet
from assistant.computing.documents.tokens import fold_text, is_in, plain_form, tokens_of, words_of
from assistant.computing.questions.asking_words import is_asking, without_asking_words
from assistant.computing.questions.mentions import find_counts
from assistant.computing.questions.question import Question
from knowledge_base.text.numerals import parse_number
from knowledge_base.text.units import UNITS

_LATIN = re.compile(r"[a-z]+\d+[a-z]*|[a-z]+(?:['’][a-z]+)?")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LETTERS = 1  # a single Latin letter may be left over
_ASKED_UNIT = re.compile(r"\bhow many ([a-z]+)")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")


def find_unread(
    question: Question,
    sheet: Sheet,
    used: Sequence[tuple[Row, Sequence[Cell]]],
    consumed: Iterable[tuple[int, int]],
    said: Sequence[str] = (),
) -> list[str]:
    """Return the words and numbers that nothing answers to.

    Args:
        question: The question.
        sheet: The document.
        used: The rows that the answer is computed from, with the values that were taken.
        consumed: Places of numbers that were read.
        said: Sentences that the answer rests on, too.
    """
    names = [*_names(sheet, used), *map(fold_text, said)]
    text = question.text
    compared = ((c.start, c.end) for c in question.comparisons)
    asked_unit = (m.span(1) for m in _ASKED_UNIT.finditer(text) if m[1] in UNITS)
    for start, end in (*asked_unit, *question.masked, *compared, *consumed):
        text = text[:start] + " " * (end - start) + text[end:]
    known = frozenset(token for name in names for token in tokens_of(name))
    return [
        *_latin_words(text, known),
        *_han_words(text, names),
        *_numbers(text, names, len(used)),
        *_other_columns(text, known, used),
    ]


def _names(sheet: Sheet, used: Iterable[tuple[Row, Sequence[Cell]]]) -> list[str]:
    names = [sheet.title]
    for row, cells in used:
        names += [row.label, row.around, row.header, sheet.headings.get(row.table, "")]
        names += [cell.name for cell in cells]
        names += [cell.line for cell in cells if not row.is_of_table]
    return [fold_text(name) for name in names if name]


def _latin_words(text: str, known: frozenset[str]) -> list[str]:
    words = [match.group() for match in _LATIN.finditer(text)]
    return [
        word
        for word in words
        if len(word) > _LETTERS
        and not is_asking(plain_form(word))
        and not is_asking(word)
        and plain_form(word) not in known
        and not any(plain_form(word) in token.split() for token in known)
    ]


def _han_words(text: str, names: Sequence[str]) -> list[str]:
    """Return the runs of Chinese that neither stand in a name nor ask."""
    whole = " ".join(names)
    left = list(text)
    for run in _HAN_RUN.finditer(text):
        place = run.start()
        while place < run.end():
            length = _longest(text, place, run.end(), whole)
            left[place : place + length] = " " * length
            place += max(length, 1)
    unread = _HAN_RUN.findall(without_asking_words("".join(left)))
    return [run for run in unread if len(run) > 1 or run not in whole]


def _longest(text: str, start: int, end: int, whole: str) -> int:
    for length in range(end - start, 1, -1):
        if text[start : start + length] in whole:
            return length
    return 0


def _numbers(text: str, names: Sequence[str], row_count: int) -> list[str]:
    """Return the numbers that neither stand in a name nor say how many rows there are."""
    known = {digits for name in names for digits in _DIGITS.findall(name)}
    words = {word for name in names for word in (*words_of(name), *name.split(), "a", "an")}
    for name in sorted(names, key=len, reverse=True):  # 百合 is no hundred
        text = text.replace(name, " " * len(name)) if name[0] > "一" else text
    unread = [
        match.group()
        for match in find_counts(text)
        if match.group() not in (*known, "one", "一") and not words.issuperset(match.group().split())
    ]
    return [number for number in unread if parse_number(number) != row_count]


def _other_columns(text: str, known: frozenset[str], used: Sequence[tuple[Row, Sequence[Cell]]]) -> list[str]:
    """Return the words that name a value of a used row that was not taken, also where they ask elsewhere."""
    asked = tokens_of(text)
    others = {token for row, _ in used for cell in row.cells for token in tokens_of(cell.name)}
    return [token for token in others - known if len(token) > 1 and is_in(token, text, asked)]

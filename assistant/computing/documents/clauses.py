"""A sentence with values → rows: “A locker costs £1, a towel £2.30” is of two things, 租金120元，押金800元 of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.computing.documents.rows import Row, make_cell, make_row
from knowledge_base.passages import Passage
from knowledge_base.text.languages import holds_chinese
from knowledge_base.text.quantities import extract_quantities
from knowledge_base.text.sentences import split_sentences

_CLAUSE_END = re.compile(r"[，,；;](?!\d)\s*|\s+and\s+(?=[^\d]*[\d€£$])", re.IGNORECASE)
_SUBJECT_END = re.compile(r"[:：]")
_NEW_THING = re.compile(r"\s*(?:an?|the|that of|each|every|one|two)\s", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|has|have|costs?|weighs?|may|can|holds?|takes?|lasts?|needs?|measures?|draws?|carr(?:y|ies)|comes?)\b",
    re.IGNORECASE,
)
_NAME_BEFORE_PRICE = re.compile(r"(?<=\d) (?=[€£$¥]\d)")  # “the HS 4 £74.50” is not four pounds
MAX_LABEL_CHARACTERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """A piece of a sentence with a value.

    Attributes:
        before: Its words in front of the value.
        words: All its words but the value.
        text: The value.
    """

    before: str
    words: str
    text: str


def read_sentences(line: str, passage: Passage) -> Iterator[Row]:
    """Yield the rows of a line of prose."""
    for sentence in split_sentences(line):
        for part in re.split(r"[；;]", sentence.text):
            yield from _read(part.strip(), sentence.text, passage)


def _read(part: str, line: str, passage: Passage) -> Iterator[Row]:
    subject, colon, rest = _cut_subject(part)
    clauses = _find_clauses(rest if colon else part)
    if not clauses:
        return
    if colon:
        cells = [make_cell(clause.words, clause.text, passage=passage, line=line) for clause in clauses]
        yield make_row(subject, cells, is_subject=True)
        return
    first = clauses[0]
    subject, said = _split_verb(first)
    cells = [make_cell(said, first.text, passage=passage, line=line)]
    for clause in clauses[1:]:
        if not _NEW_THING.match(clause.before):
            cells.append(make_cell(clause.words, clause.text, passage=passage, line=line))
    yield make_row(subject, cells)
    for clause in clauses[1:]:
        own, said = _split_verb(clause)
        if own.strip():
            yield make_row(own, [make_cell(said, clause.text, passage=passage, line=line)], around=subject)


def _cut_subject(part: str) -> tuple[str, bool, str]:
    pieces = _SUBJECT_END.split(part, maxsplit=1)
    if len(pieces) == 2 and len(pieces[0]) <= MAX_LABEL_CHARACTERS and not pieces[0][-1:].isdigit():
        return pieces[0], True, pieces[1]
    return "", False, part


def _find_clauses(text: str) -> Sequence[_Clause]:
    clauses, waiting = list[_Clause](), ""
    for piece in _CLAUSE_END.split(_NAME_BEFORE_PRICE.sub(" – ", text)):
        values = extract_quantities(piece)
        if not values:
            waiting = f"{waiting} {piece}".strip()  # “At the hall, a locker costs £1”
            continue
        value = values[-1]
        before = f"{waiting} {piece[: value.start]}".strip()
        words = f"{before} {piece[value.end :].rstrip('.。!！?？ ')}".strip()
        clauses.append(_Clause(before=before, words=words, text=_value_text(piece, value.start, value.end)))
        waiting = ""
    return [clause for clause in clauses if len(extract_quantities(clause.text)) == 1]


def _value_text(piece: str, start: int, end: int) -> str:
    """Return a value with the word in front of it that says “up to” or “about”."""
    lead = re.search(
        r"(?:\bup to|\bat most|\babout|\bfrom|\bat least|\bnearly|最多|约|至少|不超过)\s*$",
        piece[:start],
        re.IGNORECASE,
    )
    return f"{lead.group() if lead else ''}{piece[start:end]}"


def _split_verb(clause: _Clause) -> tuple[str, str]:
    """Return what a clause is about, and what it says of that."""
    if holds_chinese(clause.words):
        return clause.words, clause.words
    match = _VERB.search(clause.before)
    if match is None:
        return clause.before, clause.words.removeprefix(clause.before).strip()
    return clause.before[: match.start()].strip(), clause.words[match.end() :].strip()

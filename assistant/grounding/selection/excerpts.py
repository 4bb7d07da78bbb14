"""What of a passage can be shown as evidence: a sentence in its paragraph, a row of a table, a list of steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from knowledge_base.passages import Passage
from knowledge_base.text.sentences import split_sentences
from knowledge_base.text.statements import parse_row

MAX_PARAGRAPH_CHARACTERS = 360  # a longer one is shown around the sentence that counts
_STEP = re.compile(r"^\s*(?:\d{1,2}[.)、]|[（(]\d{1,2}[)）]|第[一二三四五六七八九十]步)\s*")
_EMPTY_MARKUP = re.compile(r"^\s*(?:!\[[^\]]*\](?:\([^)]*\))?|import\s+[\w{].*|https?://\S+)\s*$")
_WORDS = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+|\d+")
MIN_WORDS = 3


class ExcerptKind(StrEnum):
    """How evidence is shown."""

    SENTENCE = "sentence"
    ROW = "row"
    STEPS = "steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A piece of a passage that says something alone.

    Attributes:
        passage: Where it stands.
        kind: How it is shown.
        text: What is compared with the question: a sentence, a row, all steps with their lead-in.
        shown: Lines of the passage as they stand, at least those of `text`.
    """

    passage: Passage
    kind: ExcerptKind
    text: str
    shown: tuple[str, ...]

    @property
    def heading(self) -> str:
        """Where it stands, in words."""
        return " › ".join((self.passage.document_title, *self.passage.heading_path))

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """Of a row, the columns' names and its values."""
        return parse_row(self.shown[0]) if self.kind is ExcerptKind.ROW else ()


def split_excerpts(passage: Passage) -> tuple[Excerpt, ...]:
    """Return the excerpts of a passage in order; alternative texts, imports and bare names are none.

    What is withheld of the passage stands in none of them.
    """
    text = passage.text
    for sentence in passage.withheld:
        text = text.replace(sentence, "")
    return tuple(_split(passage, [line for line in text.splitlines() if line.strip()]))


def _split(passage: Passage, lines: Sequence[str]) -> Iterator[Excerpt]:
    before = ""
    for kind, group in groupby(lines, key=_kind_of):
        these = tuple(group)
        if kind is ExcerptKind.STEPS and len(these) > 1:
            lead = (before,) if before.rstrip().endswith((":", "：")) else ()
            yield Excerpt(passage=passage, kind=kind, text="\n".join((*lead, *these)), shown=(*lead, *these))
        elif kind is ExcerptKind.ROW:
            yield from (Excerpt(passage=passage, kind=kind, text=line, shown=(line,)) for line in these)
        else:
            yield from (excerpt for line in these for excerpt in _split_paragraph(passage, line))
        before = these[-1]


def _kind_of(line: str) -> ExcerptKind:
    if parse_row(line):
        return ExcerptKind.ROW
    return ExcerptKind.STEPS if _STEP.match(line) else ExcerptKind.SENTENCE


def _split_paragraph(passage: Passage, line: str) -> Iterator[Excerpt]:
    if _EMPTY_MARKUP.match(line):
        return
    sentences = [sentence.text for sentence in split_sentences(line)]
    joint = "" if _WORDS.search(line) and line.rstrip()[-1:] in "。！？；" else " "
    for place, sentence in enumerate(sentences):
        if len(_WORDS.findall(sentence)) >= MIN_WORDS:
            shown = joint.join(_around(sentences, place))
            yield Excerpt(passage=passage, kind=ExcerptKind.SENTENCE, text=sentence, shown=(shown,))


def _around(sentences: Sequence[str], place: int) -> Sequence[str]:
    """Return a sentence with as many of its neighbours as make a short paragraph, the one behind it first."""
    first, last = place, place + 1
    while True:
        room = MAX_PARAGRAPH_CHARACTERS - sum(map(len, sentences[first:last]))
        if last < len(sentences) and len(sentences[last]) <= room:
            last += 1
        elif first > 0 and len(sentences[first - 1]) <= room:
            first -= 1
        else:
            return sentences[first:last]

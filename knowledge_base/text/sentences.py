"""Text → sentences with their places, in English and Chinese, with Markdown lines kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# An English sentence ends at .!? before white space, unless an abbreviation, an initial or a list number stands
# before the point; a Chinese one ends at its own marks, closing quotes included. Of several marks the last one counts.
_END = re.compile(
    r"""(?<!\b[A-Z])(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bDr)(?<!\bMr)(?<!\bNo)(?<!\bapprox)(?<!^\d)(?<!^\d\d)
        (?!(?<=\b[ap]\.m)\.\s+[a-z\d(–-])
        [.!?](?![.!?])["')\]]*+(?=\s|$)
      | [。！？；…]++["'」』”’）]*+""",
    re.VERBOSE,
)
_LINE_MARKUP = re.compile(r"^\s*(?:#{1,6}\s+|>\s*|[-*+•]\s+|\d{1,2}[.)、]\s+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence and the place of its end in the whole text, in characters."""

    text: str
    end: int


def split_sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text in order; line markup such as `- ` is not part of them."""
    start = 0
    for line in text.splitlines(keepends=True):
        yield from _split_line(line, start)
        start += len(line)


def find_first_sentence_end(text: str) -> int | None:
    """Return where the first complete sentence of a growing text ends, or None while it is incomplete."""
    for sentence in split_sentences(text):
        rest = text[sentence.end :]
        if rest.strip() or "\n" in rest or sentence.text[-1] in "。！？；…":
            return sentence.end
    return None


def _split_line(line: str, start: int) -> Iterator[Sentence]:
    markup = _LINE_MARKUP.match(line)
    position = markup.end() if markup else 0
    for match in _END.finditer(line, position):
        piece = line[position : match.end()].strip()
        if piece:
            yield Sentence(text=piece, end=start + match.end())
        position = match.end()
    rest = line[position:].strip()
    if rest:
        yield Sentence(text=rest, end=start + position + len(line[position:].rstrip()))

"""Finds quoted words among the characters of a page.

A passage's text is not the page's: lines and columns were joined, hyphens at line ends removed, letters unified,
table cells put beside their headers. So only letters and digits are compared, and where the whole quote is not
there, the parts of it that are.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MIN_PART = 12  # letters of a part that is marked alone; a Chinese character counts as three
MIN_ROW_SHARE = 0.6  # of a table row's letters that are marked where its cells stand apart
MAX_ROWS = 40  # places that a row is looked for at
MAX_ROW_LETTERS = 400  # between the cells of a row and their headers
MAX_PAGE_CHARACTERS = 60_000
MAX_QUOTE_CHARACTERS = 3_000
_HAN = re.compile(r"[\u3400-\u9fff]")
_CELL_END = re.compile(r"[|:;：；\t\n]+")


@dataclass(frozen=True, slots=True)
class _Skeleton:
    """The letters and digits of a text, and from which of its characters each comes."""

    letters: str
    origins: list[int]


def find_quote(characters: Sequence[str], quote: str, passage: str) -> list[range]:
    """Find quoted sentences on a page.

    Args:
        characters: Of the page, in its own order.
        quote: Sentences, one a line.
        passage: The text that they are from; tells one of several places on the page.

    Returns:
        Ranges of indices of `characters`, in order and apart; none where nothing of the quote is there.
    """
    page = _reduce(characters[:MAX_PAGE_CHARACTERS])
    start = _locate(page.letters, _letters(passage[:MAX_QUOTE_CHARACTERS]))
    spans = [
        span
        for sentence in quote[:MAX_QUOTE_CHARACTERS].splitlines()
        for span in _find_sentence(page.letters, sentence, start)
    ]
    return _merge([range(page.origins[low], page.origins[high - 1] + 1) for low, high in spans])


def _find_sentence(page: str, sentence: str, near: int) -> Iterator[tuple[int, int]]:
    wanted = _letters(sentence)
    if not wanted:
        return
    whole = _nearest(page, wanted, near)
    if whole is not None:
        yield whole, whole + len(wanted)
        return
    cells = [letters for letters in map(_letters, _CELL_END.split(sentence)) if letters]
    row = _find_row(page, cells, near) if len(cells) > 1 else []
    if sum(high - low for low, high in row) >= MIN_ROW_SHARE * len(wanted):
        yield from row
        return
    match = SequenceMatcher(None, page, wanted, autojunk=False).find_longest_match()
    if _is_enough(page[match.a : match.a + match.size]):
        yield match.a, match.a + match.size


def _find_row(page: str, cells: list[str], near: int) -> list[tuple[int, int]]:
    """Find the cells of a table row and their headers, there where they stand closest together."""
    longest = next((cell for cell in sorted(cells, key=len, reverse=True) if cell in page), "")
    rows = [
        [(place, len(cell)) for cell in cells if (place := _nearest(page, cell, anchor)) is not None]
        for anchor in _places(page, longest)[:MAX_ROWS]
    ]
    if not rows:
        return []
    best = min(rows, key=lambda row: (sum(abs(place - row[0][0]) for place, _ in row), abs(row[0][0] - near)))
    return [(place, place + length) for place, length in best if abs(place - best[0][0]) <= MAX_ROW_LETTERS]


def _locate(page: str, passage: str) -> int:
    """Return where on the page a passage begins, as far as it can be told."""
    if not passage:
        return 0
    match = SequenceMatcher(None, page, passage, autojunk=False).find_longest_match()
    return max(0, match.a - match.b)


def _nearest(page: str, wanted: str, near: int) -> int | None:
    """Return the place of `wanted` that is nearest to a position."""
    places = _places(page, wanted)
    if not places:
        return None
    after = bisect_left(places, near)
    return min(places[max(0, after - 1) : after + 1], key=lambda found: abs(found - near))


def _places(page: str, wanted: str) -> list[int]:
    places: list[int] = []
    place = page.find(wanted) if wanted else -1
    while place >= 0:
        places.append(place)
        place = page.find(wanted, place + 1)
    return places


def _is_enough(part: str) -> bool:
    return len(part) + 2 * len(_HAN.findall(part)) >= MIN_PART


def _letters(text: str) -> str:
    return _reduce(text).letters


def _reduce(characters: Sequence[str]) -> _Skeleton:
    letters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(characters):
        for letter in unicodedata.normalize("NFKC", character).casefold():
            if letter.isalnum():
                letters.append(letter)
                origins.append(index)
    return _Skeleton("".join(letters), origins)


def _merge(ranges: list[range]) -> list[range]:
    merged: list[range] = []
    for found in sorted(ranges, key=lambda r: r.start):
        if merged and found.start <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, found.stop))
        else:
            merged.append(found)
    return merged

"""Headings of plain text, told by how they are numbered: 第三章, 第二节, 一、, （一）, 1.2.

The order is that of Chinese official papers (GB/T 9704-2012, 7.3.3: 一、, （一）, 1., （1）); "1." and "（1）" number
lists more often than sections and are left to the lists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MAX_CHARACTERS = 40
MIN_SHARE = 0.6  # of the lines numbered alike that have text below them, or they are the items of a list
_NUMERAL = r"[〇零一二三四五六七八九十百\d]{1,6}"
_KINDS = (  # from the outermost to the innermost
    re.compile(rf"第{_NUMERAL}(?:编|部分|篇)(?:[\s　:：、]|$)"),
    re.compile(rf"第{_NUMERAL}章(?:[\s　:：、]|$)"),
    re.compile(rf"第{_NUMERAL}节(?:[\s　:：、]|$)"),
    re.compile(r"[一二三四五六七八九十百]{1,4}、\s*\S"),
    re.compile(r"[（(][一二三四五六七八九十百]{1,4}[）)]\s*\S"),
)
_DOTTED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})\.?[\s　]+[^\W\d]")
_SENTENCE_ENDS = "。！？；，、：.!?;,:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    line: int
    kind: int  # the place in `_KINDS`, or after them
    level: int
    number: tuple[int, ...]  # of a dotted one


def find_headings(lines: Sequence[str]) -> dict[int, int]:
    """Return which lines are headings, by their place, with their levels from 1.

    Args:
        lines: Of the whole text, blank ones too.
    """
    candidates = [found for place, line in enumerate(lines) if (found := _look_at(place, line.strip()))]
    by_kind: defaultdict[int, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_kind[candidate.kind].append(candidate)
    filled = [place for place, line in enumerate(lines) if line.strip()]
    following = dict(pairwise(filled))
    kinds = {candidate.line: candidate.kind for candidate in candidates}
    headings: dict[int, int] = {}
    for kind, alike in by_kind.items():
        with_text = [c for c in alike if c.line in following and kinds.get(following[c.line]) != kind]
        if len(with_text) >= MIN_SHARE * len(alike) and _are_in_order(alike):
            headings |= {candidate.line: candidate.level for candidate in alike}
    return headings


def _look_at(place: int, line: str) -> _Candidate | None:
    if not line or len(line) > MAX_CHARACTERS or line[-1] in _SENTENCE_ENDS:
        return None
    for kind, pattern in enumerate(_KINDS):
        if pattern.match(line):
            return _Candidate(line=place, kind=kind, level=kind + 1, number=())
    dotted = _DOTTED.match(line)
    if dotted is None:
        return None
    number = tuple(map(int, dotted.group(1).split(".")))
    return _Candidate(line=place, kind=len(_KINDS), level=len(_KINDS) + len(number) - 1, number=number)


def _are_in_order(candidates: Sequence[_Candidate]) -> bool:
    """Tell section numbers from measures: they are several, and each is higher than the one before."""
    numbers = [candidate.number for candidate in candidates if candidate.number]
    return not numbers or (len(numbers) > 1 and all(a < b for a, b in pairwise(numbers)))

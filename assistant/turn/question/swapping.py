"""“What does express delivery cost?” and “and standard?” → “What does standard delivery cost?”.

A thing that is asked for after a question takes the place of something in it. What it may replace are the parts of
the question that name things; which one it does replace is told by what kind of word stands there, by meaning, and,
where a search can tell, by what the knowledge holds of the outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant.turn.question.openings import Opening
from knowledge_base.text.languages import Language
from knowledge_base.text.terms import extract_codes

MAX_SPAN_WORDS = 3
SAME_KIND = 0.3  # more than any difference in meaning
ANOTHER_LENGTH = 0.03  # for each word more or less than what it replaces
NO_ARTICLE = 0.03
IS_HEAD = (
    0.05  # “the warranty for the earbuds” is asked for of another thing, not another thing for the earbuds
)

_PREPOSITION = re.compile(
    r"^(for|of|on|with|without|about|to|from|in|at|by|during|after|before|until|under|over)\s+", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:the|a|an|your|my|this|that)\s+", re.IGNORECASE)
_INDEFINITE = re.compile(r"\ban?\s+$", re.IGNORECASE)
_PRO_FORM = re.compile(r"\s*\bones?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w'’.-]*[^\W_]|[^\W_]")
# words of a question that name nothing that could be another thing
_NAMELESS = frozenset(
    """what what's when where who how why which can could may must do does did is are was were will would should
    have has had am be the a an your my our this that these those i you we they it me us for of on with without
    about to from in at by during after before until under over and or but not if than as long much many often far soon
    there here cost costs price take takes mean means get need want please tell know
    any some more less only also per open
    possible allowed go goes work""".split()  # noqa: SIM905  # as prose
)
_NAMELESS_HAN = frozenset(
    """多少 多少钱 多久 多长 多大 几 几点 什么 怎么 怎么办 怎样 哪 哪里 谁 吗 呢 的 了 是 有 能 可以 要 请问 请
    在 和 与 或 也 都 就 不 没 我 你 您 这 那 意思 钱 为什么 一 个 时间 需要 得 到 用 会 给 把 被 从 对 年 天 前 后
    最""".split()  # noqa: SIM905
)


class SimilarityModel(Protocol):
    """Compares texts by meaning."""

    def similarities(self, queries: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return similarities, shape `(len(queries), len(texts))`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A question with another thing in it.

    Attributes:
        question: The outcome.
        likelihood: How well the thing fits the place, higher is better; comparable for one question.
    """

    question: str
    likelihood: float


@dataclass(frozen=True, slots=True)
class _Place:
    """Characters of a question that something may replace."""

    start: int
    end: int
    new: str
    compared: str  # with the new thing

    def fill(self, question: str) -> str:
        before = question[: self.start]
        if article := _INDEFINITE.search(before):
            before = before[: article.start()]
            if not self.new.lower().endswith("s"):
                before += "an " if self.new[:1].lower() in "aeiou" else "a "
        return before + self.new + question[self.end :]


def swap_item(
    previous: str, opening: Opening, language: Language, model: SimilarityModel
) -> tuple[Swap, ...]:
    """Return the questions that may be meant, likeliest first; nothing where the message is no item.

    Args:
        previous: The question before it, understandable alone.
        opening: The message.
        language: Of both.
        model: Compares words by meaning.
    """
    if not opening.is_item:
        return ()
    first, *others = (part.strip() for part in re.split(r"[，,]", opening.rest) if part.strip())
    swaps = _swap_one(previous, first, opening.denied, language, model)
    for item in others:  # “the rice cooker, it shows E3”
        more = _swap_one(swaps[0].question, item, "", language, model)
        swaps = more[:1] or swaps
    return swaps


def _swap_one(
    previous: str, item: str, denied: str, language: Language, model: SimilarityModel
) -> tuple[Swap, ...]:
    places = list(_find_places(previous, item, denied, language))
    if not places:
        return (Swap(question=_append(previous, item, language), likelihood=0.0),)
    thing = _bare(item, language)
    cosines = model.similarities([thing], [place.compared for place in places])[0]
    best: dict[str, float] = {}
    for place, cosine in zip(places, cosines, strict=True):
        outcome = place.fill(previous)
        likelihood = float(cosine) + SAME_KIND * _fits(place.compared, thing) - _misfit(previous, place, item)
        best[outcome] = max(likelihood, best.get(outcome, -1.0))
    swaps = (Swap(question=outcome, likelihood=likelihood) for outcome, likelihood in best.items())
    return tuple(sorted(swaps, key=lambda swap: -swap.likelihood))


def _find_places(previous: str, item: str, denied: str, language: Language) -> Iterator[_Place]:
    """Yield where an item may stand: what was denied, behind its preposition, or at any name."""
    refused = _bare(denied, language)
    at = previous.lower().find(refused.lower()) if refused else -1
    if at >= 0:
        end = at + len(refused)
        yield _Place(at, end, _bare(item, language), previous[at:end])
        return
    for chunk in _of_its_kind(previous, _fitting_chunks(previous, item, language), item):
        yield from _places_in(previous, chunk, item, language)


def _fitting_chunks(previous: str, item: str, language: Language) -> list[list[tuple[int, int]]]:
    """Return the runs of names that stand as an item does: behind its preposition, or before 的."""
    chunks = list(_chunks(previous, language))
    if language == "en":
        preposition = _PREPOSITION.match(item)
        if preposition is None:
            return chunks
        return [chunk for chunk in chunks if _stands_behind(previous, chunk[0][0], preposition[1])]
    before_de = [chunk for chunk in chunks if previous[chunk[-1][1] :].startswith("的")]
    return before_de if before_de and item.endswith("的") else chunks


def _of_its_kind(
    previous: str, chunks: list[list[tuple[int, int]]], item: str
) -> list[list[tuple[int, int]]]:
    """Return the codes alone where the item is a code and takes the place of one."""
    if not extract_codes(item):
        return chunks
    coded = [[span] for chunk in chunks for span in chunk if extract_codes(previous[slice(*span)])]
    return coded or chunks


def _places_in(
    previous: str, chunk: Sequence[tuple[int, int]], item: str, language: Language
) -> Iterator[_Place]:
    """Yield the runs of words of a chunk that an item may replace; a pro-form keeps the last word."""
    thing = _bare(item, language)
    is_part = _PRO_FORM.search(item) is not None if language == "en" else item.endswith("的")
    keeps_head = is_part and len(chunk) > 1 and not previous[chunk[-1][1] :].startswith("的")
    thing = _PRO_FORM.sub("", thing) if keeps_head else thing
    is_whole = not is_part and _ARTICLE.search(item) is not None and item == item.lower()  # “the charger”
    for first, last in _runs(len(chunk), without_last=keeps_head, is_whole=is_whole):
        start, end = chunk[first][0], chunk[last][1]
        yield _Place(start, end, thing, previous[start:end])


def _runs(count: int, *, without_last: bool, is_whole: bool) -> Iterator[tuple[int, int]]:
    """Yield the first and last words of runs of so many words."""
    if is_whole:
        yield 0, count - 1
        return
    end = count - without_last
    for first in range(end):
        yield from ((first, last) for last in range(first, min(first + MAX_SPAN_WORDS, end)))


def _chunks(question: str, language: Language) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of words that name things, each word with its place."""
    run: list[tuple[int, int]] = []
    last_end = -1
    for start, end in _words(question, language):
        word = question[start:end].lower()
        is_name = word not in _NAMELESS if language == "en" else _is_chinese_name(word)
        if run and (not is_name or question[last_end:start].strip()):
            yield run
            run = []
        if is_name:
            run.append((start, end))
        last_end = end
    if run:
        yield run


def _is_chinese_name(word: str) -> bool:
    return word not in _NAMELESS_HAN and not word.startswith(("几", "多"))


def _words(question: str, language: Language) -> Iterator[tuple[int, int]]:
    if language == "en":
        yield from (match.span() for match in _WORD.finditer(question))
        return
    import rjieba  # its dictionary takes a moment to load

    at = 0
    for word in rjieba.cut(question):
        start = question.index(word, at)
        at = start + len(word)
        if re.search(r"\w", word):
            yield start, at


def _stands_behind(question: str, start: int, preposition: str) -> bool:
    return re.search(rf"\b{preposition}\s+(?:(?:the|a|an|your|my)\s+)?$", question[:start], re.I) is not None


def _bare(item: str, language: Language) -> str:
    """Return an item without its preposition and article."""
    if language == "zh":
        return item.removesuffix("的") if len(item) > 2 else item
    return _ARTICLE.sub("", _PREPOSITION.sub("", item.strip()))


def _misfit(question: str, place: _Place, item: str) -> float:
    """Return what speaks against a place: another number of words, or no article where the item has one."""
    lengths = abs(len(_WORD.findall(place.compared)) - len(_WORD.findall(place.new)))
    before = question[: place.start].split()[-1:]
    lacks_article = _ARTICLE.match(item) is not None and [w.lower() for w in before] not in (
        ["the"],
        ["a"],
        ["an"],
    )
    is_head = _PREPOSITION.match(question[place.end :].lstrip()) is not None and question[place.end] == " "
    return ANOTHER_LENGTH * lengths + NO_ARTICLE * lacks_article + IS_HEAD * is_head


def _append(previous: str, item: str, language: Language) -> str:
    """Say an item behind a question that has no place for it."""
    end = re.search(r"[\s?？.。!！]*$", previous)
    body = previous[: end.start()] if end else previous
    return f"{item}，{body}？" if language == "zh" else f"{body} {item}?"


def _fits(old: str, new: str) -> float:
    """Tell how far two things are written alike: both codes, both names, a word in common."""
    if bool(extract_codes(old)) != bool(extract_codes(new)):
        return 0.0
    if extract_codes(old):
        return 1.0
    shared = set(_WORD.findall(old.lower())) & set(_WORD.findall(new.lower()))
    return 0.5 if shared else 0.0

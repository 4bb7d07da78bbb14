"""Names that a recogniser wrote as it heard them ("arrow sound", 留名) → as they are written (AeroSound, 流明).

English is compared by Metaphone (https://en.wikipedia.org/wiki/Metaphone), Chinese by pinyin. A name replaces what
was heard only where both sound alike and what was heard is no common word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import jellyfish

MAX_LIKELY = 12  # names that are kept in mind while a piece is written again
MAX_WORDS = 3  # that one name may have been heard as
MIN_LETTERS = 5  # a short English name sounds like many words
MIN_SOUNDS = 3  # consonants of a name's Metaphone
LIKE, ALIKE = 0.72, 0.86  # similarity from which a name is tried, and from which it is put in

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*|\d+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_NOT_LETTER = re.compile(r"[^a-z]")
# pinyin that many speakers, and Whisper, don't tell apart
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


@dataclass(frozen=True, slots=True)
class _EnglishTerm:
    written: str
    letters: str
    sound: str


class TermMatcher:
    """Finds names in recognised text by their sound."""

    def __init__(self, terms: Sequence[str]) -> None:
        self._english = tuple(filter(None, map(_to_english, terms)))
        self._chinese = tuple(term for term in terms if len(term) > 1 and _HAN_RUN.fullmatch(term))

    def find_similar(self, text: str, language: str) -> tuple[str, ...]:
        """Return the names that sound like something in a text and don't stand in it, the most similar first."""
        lower = text.lower()
        scores: dict[str, float] = {}
        for term in self._english:
            if term.letters not in _NOT_LETTER.sub("", lower) or term.written.lower() not in lower:
                best = max((_similarity(term, span.letters) for span in _spans(text)), default=0.0)
                if best >= LIKE:
                    scores[term.written] = best
        if language == "zh":
            for name in self._chinese:
                if name not in text and any(
                    _pinyin_of(name) == _pinyin_of(w) for w, _ in _windows(text, len(name))
                ):
                    scores[name] = 1.0
        return tuple(sorted(scores, key=lambda name: -scores[name])[:MAX_LIKELY])

    def is_safe_change(self, before: str, after: str, names: Sequence[str]) -> bool:
        """Tell whether a second writing brought in a name and is otherwise about as long as the first."""
        gained = any(name.lower() in after.lower() and name.lower() not in before.lower() for name in names)
        shorter, longer = sorted((len(before), len(after)))
        return gained and longer - shorter <= max(12, 0.25 * longer)

    def correct(self, text: str, language: str, *, is_common: Callable[[str], bool]) -> str:
        """Put names in place of what sounds like them.

        Args:
            text: As it was recognised.
            language: ISO 639-1 code.
            is_common: Tells whether a single word is a common one, which is left as it is.
        """
        for term in self._english:
            text = _replace_english(text, term, is_common)
        return self._correct_chinese(text, is_common) if language == "zh" else text

    def _correct_chinese(self, text: str, is_common: Callable[[str], bool]) -> str:
        for name in self._chinese:
            for heard, place in _windows(text, len(name)):
                if heard == name or is_common(heard) or not _is_word_like(text, place, len(name)):
                    continue
                if _tones_of(heard) == _tones_of(name) or (
                    len(name) > 2 and _pinyin_of(heard) == _pinyin_of(name)
                ):
                    text = text[:place] + name + text[place + len(name) :]
        return text


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    letters: str
    words: int


def _to_english(term: str) -> _EnglishTerm | None:
    head = re.match(r"[A-Za-z][A-Za-z '’-]*", term)
    if head is None or _HAN_RUN.search(term):
        return None
    letters = _NOT_LETTER.sub("", head[0].lower())
    sound = _sound_of(letters)
    if len(letters) < MIN_LETTERS or len(sound) < MIN_SOUNDS:
        return None
    return _EnglishTerm(written=head[0].strip(" -"), letters=letters, sound=sound)


def _spans(text: str) -> Iterator[_Span]:
    """Yield every run of up to `MAX_WORDS` words with nothing but blanks and hyphens between them, longest first."""
    words = [match for match in _WORD.finditer(text) if not match[0].isdigit()]
    for count in range(MAX_WORDS, 0, -1):
        for first in range(len(words) - count + 1):
            run = words[first : first + count]
            gaps = (text[a.end() : b.start()] for a, b in pairwise(run))
            if all(gap.strip(" -") == "" for gap in gaps):
                letters = "".join(_NOT_LETTER.sub("", word[0].lower()) for word in run)
                yield _Span(run[0].start(), run[-1].end(), letters, count)


def _similarity(term: _EnglishTerm, letters: str) -> float:
    """Compare a name with what was heard, 0 to 1: by sound first, by letters second."""
    if abs(len(letters) - len(term.letters)) > max(3, len(term.letters) // 3):
        return 0.0
    sound = _sound_of(letters)
    longest = max(len(sound), len(term.sound), 1)
    by_sound = 1 - jellyfish.levenshtein_distance(sound, term.sound) / longest
    by_letters = jellyfish.jaro_winkler_similarity(letters, term.letters)
    return 0.6 * by_sound + 0.4 * by_letters


def _replace_english(text: str, term: _EnglishTerm, is_common: Callable[[str], bool]) -> str:
    for span in _spans(text):
        heard = text[span.start : span.end]
        if heard.lower() == term.written.lower():
            return text[: span.start] + term.written + text[span.end :] if heard != term.written else text
        if span.letters == term.letters:  # "aero sound" or "Lumi-Cam"
            return text[: span.start] + term.written + text[span.end :]
        if span.words == 1 and (is_common(heard) or is_common(span.letters.removesuffix("s"))):
            continue
        is_same_sound = _sound_of(span.letters) == term.sound
        if is_same_sound and _similarity(term, span.letters) >= ALIKE:
            return text[: span.start] + term.written + text[span.end :]
    return text


@lru_cache(maxsize=20_000)
def _sound_of(letters: str) -> str:
    """Return the Metaphone of letters; vowels at the beginning are all the same."""
    code = jellyfish.metaphone(letters).replace(" ", "")
    return re.sub(r"^[AEIOU]+", "A", code)


def _windows(text: str, length: int) -> Iterator[tuple[str, int]]:
    for run in _HAN_RUN.finditer(text):
        for place in range(run.start(), run.end() - length + 1):
            yield text[place : place + length], place


def _is_word_like(text: str, place: int, length: int) -> bool:
    """Tell whether characters begin and end where the words of their sentence do."""
    import rjieba

    borders, position = {0}, 0
    for word in rjieba.cut(text):
        position += len(word)
        borders.add(position)
    return place in borders and place + length in borders


@lru_cache(maxsize=20_000)
def _tones_of(text: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a moment: only where there is Chinese

    return tuple(lazy_pinyin(text, style=Style.TONE3))


@lru_cache(maxsize=20_000)
def _pinyin_of(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(_merge(syllable) for syllable in lazy_pinyin(text))


def _merge(syllable: str) -> str:
    for written, merged in _MERGED:
        syllable = syllable.replace(written, merged)
    return syllable

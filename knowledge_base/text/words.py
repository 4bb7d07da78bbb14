"""Text → its words: the one place that folds, cuts and stems.

Two views stand on it. `terms` is for the index, which has to find much: Chinese in the words of a dictionary, every
word of a text. `content_words` is for the checks, which compare a claim with its passage and must not mix things up:
Chinese in pairs of characters, because a dictionary cuts the same characters differently in two sentences, each number
in one spelling, and no words of grammar.

English endings are stripped by the Snowball stemmer (https://snowballstem.org/algorithms/english/stemmer.html),
traditional characters are read as simplified ones (OpenCC, https://github.com/BYVoid/OpenCC), full-width letters as
half-width ones, Latin letters without their marks.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer

_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:['’][a-z]+)?")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_MARKED_LETTERS = (range(0xC0, 0x250), range(0x1E00, 0x1F00))
_MARKS = range(0x300, 0x370)
_STEMMER = Stemmer.Stemmer("english")
_STEMMER_LOCK = threading.Lock()  # it keeps a state of its own


def fold(text: str) -> str:
    """Bring full-width letters, ligatures, capitals, accents and traditional characters into one form.

    Its length may change. Only Latin letters lose their marks: elsewhere, as in が, they make another letter.
    """
    return unicodedata.normalize("NFKC", text).lower().translate(_plain_forms())


@cache
def _plain_forms() -> dict[int, str]:
    """Return what stands for each Latin letter with marks, for a mark alone, and for each traditional character."""
    marked = (chr(code) for letters in _MARKED_LETTERS for code in letters)
    forms = {ord(letter): unicodedata.normalize("NFKD", letter) for letter in marked}
    plain = {code: form[0] for code, form in forms.items() if len(form) > 1 and form[0].isascii()}
    return _simplified() | plain | dict.fromkeys(_MARKS, "")


def _simplified() -> dict[int, str]:
    """Return the simplified form of each traditional character that has one."""
    lines = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {ord(old): new.split()[0] for old, new in pairs if len(old) == 1 and new.split()[0] != old}


def cut_words(folded: str) -> list[str]:
    """Return the words of a folded text that are not Chinese, as they stand there: letters, digits or both."""
    return _WORD.findall(folded)


def cut_han(folded: str) -> list[str]:
    """Return the runs of Chinese characters of a folded text."""
    return _HAN_RUN.findall(folded)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Strip English endings, so that `charges` meets `charging`."""
    plain = word.replace("’", "'")
    if not plain.isascii() or not plain.replace("'", "").isalpha():
        return plain.removesuffix("'s")
    with _STEMMER_LOCK:
        stemmed: str = _STEMMER.stemWord(plain)
    return stemmed

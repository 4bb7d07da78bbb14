"""The words of a text that say what it is about: names, things, codes and numbers, in one spelling.

See `words` for how a text is cut, and why Chinese is compared by pairs of characters here.
"""

from __future__ import annotations

import re
import unicodedata

from knowledge_base.text.terms import extract_codes
from knowledge_base.text.words import cut_han, cut_words, fold, stem

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_TRAILING_ZEROS = re.compile(r"(?<=\d)\.(\d*?)0+$")
_NAME = re.compile(r"\b[A-Z][a-z]+[A-Z][A-Za-z]*")
_FUNCTION_HAN = frozenset(
    "的了吗呢吧是在有和也都就这那不没"
)  # of grammar and denial, which is judged by itself
_STOP_PAIRS = frozenset("可以 需要 能够 应该 必须 如果 因为 所以 或者 以及 您可 你可 我们 您的 它们".split())  # noqa: SIM905
_STOP_WORDS = frozenset(
    """a about all also an and any are as at be been but by can could do does for from had has have he her his how
    i if in into is it its just may me more must my no not of on or our she should so some than that the their
    them then there these they this to us was we were what when where which who will with would you your yes
    please passage passages states according knowledge base find sorry""".split()  # noqa: SIM905  # as prose
)


def find_terms(text: str) -> frozenset[str]:
    """Return the words that carry meaning: words and model numbers, Chinese character pairs, numbers."""
    folded = fold(text)
    words = {stem(word) for word in cut_words(folded) if word not in _STOP_WORDS and not word[0].isdigit()}
    return frozenset(words | _find_pairs(folded) | find_numbers(text))


def _find_pairs(folded: str) -> frozenset[str]:
    """Return the Chinese character pairs of a text that carry meaning."""
    pairs = {run[i : i + 2] for run in cut_han(folded) for i in range(len(run) - 1)}
    return frozenset(pair for pair in pairs - _STOP_PAIRS if not _FUNCTION_HAN & set(pair))


def find_words(text: str) -> frozenset[str]:
    """Return the terms of a text without its numbers and single letters, but with its codes."""
    words = {term for term in find_terms(text) if len(term) > 1 and not term[0].isdigit()}
    return frozenset(words | find_letter_codes(text))


def find_numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text in one spelling: `4,90`, `4.90` and `4.9` are the same, `1,200` and `1200` too."""
    folded = unicodedata.normalize("NFKC", text)
    plain = _GROUPED.sub(lambda match: match.group().replace(",", ""), folded)
    return frozenset(_plain_number(match) for match in _NUMBER.findall(plain))


def find_letter_codes(text: str) -> frozenset[str]:
    """Return the codes and model numbers of a text that hold a letter, such as `e204`."""
    return frozenset(code for code in extract_codes(text) if not code.isdigit())


def find_names(text: str) -> frozenset[str]:
    """Return names that are written like `LumiCam`: who says one must have read it."""
    return frozenset(name.lower() for name in _NAME.findall(text))


def squash(text: str) -> str:
    """Return the letters and digits of a text alone, so that it is found letter by letter whatever its marks."""
    return re.sub(r"[\W_]+", "", text).lower()


def _plain_number(number: str) -> str:
    with_point = number.replace(",", ".")
    return _TRAILING_ZEROS.sub(lambda m: f".{m[1]}" if m[1] else "", with_point)

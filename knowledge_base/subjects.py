"""Whether two statements speak of the same thing.

Sentence embeddings can't tell `opened` from `unopened` or one model from the next, so after them words decide: the
same products, the same conditions, and enough of the same words with no word on either side that the other lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge_base.conditions import are_compatible, count_shared
from knowledge_base.glossary import Glossary
from knowledge_base.statements import Statement, Topic
from knowledge_base.terms import is_chinese

MIN_AGREEMENT = 0.7  # 0 to 1, share of words that both have
MIN_AGREEMENT_ACROSS = 0.5  # between languages, where the dictionary misses some
MAX_EXTRA = 3  # words that one side alone may have
Words = frozenset[str]


class SubjectComparison:
    """Compares the subjects of statements; knows the translations of their words."""

    def __init__(self, glossary: Glossary, statements: Iterable[Statement]) -> None:
        """Look the words of the statements up, once for all."""
        words = {word for s in statements for word in (*s.words, *s.context, *s.topic.words)}
        chinese = [word for word in words if is_chinese(word)]
        self._stems: Mapping[str, Words] = glossary.translate(chinese) if chinese else {}

    def agreement(self, left: Statement, right: Statement) -> float:
        """Return how sure it is that both speak of the same thing, 0 to 1; 0 where something tells them apart."""
        if (
            _differ(left.years, right.years)
            or not _share_names(left, right)
            or not are_compatible(left.conditions, right.conditions)
            or self._topics_differ(left, right)
        ):
            return 0.0
        return self._compare_words(left, right)

    def _compare_words(self, left: Statement, right: Statement) -> float:
        only_left = self._missing(left.words, right.words)
        only_right = self._missing(right.words, left.words)
        shared = 2 * count_shared(left.conditions, right.conditions)
        matched = len(left.words) - len(only_left) + len(right.words) - len(only_right) + shared
        total = len(left.words) + len(right.words) + shared
        if not self._have_common_ground(left, right, matched):
            return 0.0
        only_left = self._missing(only_left, right.context | right.topic.words)
        only_right = self._missing(only_right, left.context | left.topic.words)
        agreement = matched / total if total else 1.0
        is_across = left.is_chinese != right.is_chinese
        if agreement < (MIN_AGREEMENT_ACROSS if is_across else MIN_AGREEMENT):
            return 0.0
        if not is_across and only_left and only_right:
            return 0.0
        return agreement if max(len(only_left), len(only_right)) <= MAX_EXTRA else 0.0

    def _have_common_ground(self, left: Statement, right: Statement, matched: int) -> bool:
        """One common word is not enough, unless the headings or titles are about it or about the same."""
        if matched > 2:
            return True
        grounds = [s.context | s.topic.words for s in (left, right)]
        about = len(grounds[0]) > len(self._missing(grounds[0], grounds[1] | right.words))
        return about or len(grounds[1]) > len(self._missing(grounds[1], left.words))

    def _topics_differ(self, left: Statement, right: Statement) -> bool:
        """Titles of one pattern with another word in it, such as `City museum` and `City zoo`, are of two things."""
        mine, other = left.topic, right.topic
        if mine.names and other.names and mine.names.isdisjoint(other.names):
            return True
        if _differ(mine.years, other.years, both=True):
            return True
        only_left = self._missing(mine.words, other.words | right.words | right.context)
        only_right = self._missing(other.words, mine.words | left.words | left.context)
        if not only_left or not only_right:
            return False
        return (mine.is_manual and other.is_manual) or _has_common(only_left, mine, only_right, other)

    def _missing(self, words: Words, others: Words) -> Words:
        """Return the words that have no counterpart among others."""
        meanings = frozenset[str]().union(*(self._meanings(word) for word in others))
        return frozenset(word for word in words if meanings.isdisjoint(self._meanings(word)))

    def _meanings(self, word: str) -> Words:
        return self._stems.get(word, frozenset()) | {word}


def _has_common(only_left: Words, left: Topic, only_right: Words, right: Topic) -> bool:
    return len(only_left) < len(left.words) and len(only_right) < len(right.words)


def _differ(left: Words, right: Words, *, both: bool = False) -> bool:
    if left and right:
        return left.isdisjoint(right)
    return not both and bool(left) != bool(right)


def _share_names(left: Statement, right: Statement) -> bool:
    """A product or code of one sentence must stand in the other, or in its title."""
    if left.names and right.names:
        return not left.names.isdisjoint(right.names)
    named, other = (left, right) if left.names else (right, left)
    return not named.names or not named.names.isdisjoint(other.topic.names | named.topic.names & other.names)

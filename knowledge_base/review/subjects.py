"""Whether two rules speak of the same thing.

Sentence embeddings can't tell `opened` from `unopened` or one model from the next, so after them words decide: the
same products, the same conditions, and enough of the same words with no word on either side that the other lacks.
"""

from __future__ import annotations

from collections.abc import Iterable

from knowledge_base.review.rules import Rule, root
from knowledge_base.text.conditions import are_compatible, count_shared
from knowledge_base.text.glossary import Glossary
from knowledge_base.text.languages import holds_chinese
from knowledge_base.text.terms import extract_query_terms

MIN_AGREEMENT = 0.7  # 0 to 1, share of words that both have
MIN_AGREEMENT_ACROSS = 0.5  # between languages, where the dictionary misses some
MIN_SHARE_ACROSS = 0.25
MAX_EXTRA = 3  # words that one side alone may have
Words = frozenset[str]


class SubjectComparison:
    """Compares the subjects of rules; knows the translations of their words."""

    def __init__(self, glossary: Glossary, rules: Iterable[Rule], *, subject_cosine_across: float) -> None:
        """Look the words of the rules up, once for all; see `EncoderCalibration` for the cosine."""
        self._cosine_across = subject_cosine_across
        words = {word for s in rules for word in (*s.words, *s.context, *s.topic.words)}
        parts = {word: frozenset(extract_query_terms(word)) for word in words if holds_chinese(word)}
        stems = glossary.translate(frozenset(parts).union(*parts.values())) if parts else {}
        self._stems: dict[str, Words] = {
            word: frozenset(
                root(stem) for part in (pieces if not stems[word] else (word,)) for stem in stems[part]
            )
            for word, pieces in parts.items()
        }

    def agreement(self, left: Rule, right: Rule, cosine: float) -> float:
        """Return how sure it is that both speak of the same thing, 0 to 1; 0 where something tells them apart.

        Args:
            left: A rule.
            right: Another.
            cosine: Of their embeddings, less the mean of their languages.
        """
        if (
            _differ(left.years, right.years)
            or not _share_names(left, right)
            or not are_compatible(left.conditions, right.conditions)
            or self._topics_differ(left, right)
        ):
            return 0.0
        return self._compare_words(left, right, cosine)

    def _compare_words(self, left: Rule, right: Rule, cosine: float) -> float:
        only_left = self._missing(left.words, right.words)
        only_right = self._missing(right.words, left.words)
        shared = 2 * count_shared(left.conditions, right.conditions)
        matched = len(left.words) - len(only_left) + len(right.words) - len(only_right) + shared
        total = len(left.words) + len(right.words) + shared
        if not self._have_common_ground(left, right, matched):
            return 0.0
        only_left = self._missing(only_left, right.context | right.topic.words)
        only_right = self._missing(only_right, left.context | left.topic.words)
        agreement = _share(matched, total)
        if left.holds_chinese != right.holds_chinese:
            if min(len(left.words), len(right.words)) == 1 and (only_left or only_right):
                return 0.0  # a warranty is not that of chargers
            return self._agree_across(agreement, cosine)
        is_apart = (only_left and only_right) or max(len(only_left), len(only_right)) > MAX_EXTRA
        return 0.0 if agreement < MIN_AGREEMENT or is_apart else agreement

    def _agree_across(self, agreement: float, cosine: float) -> float:
        """Return how far two rules in two languages agree; 0 where that is not enough.

        The dictionary misses words, the more the longer a sentence is; the embeddings make up for them.
        """
        sum_ = agreement + cosine - self._cosine_across
        return min(1.0, agreement) if sum_ >= MIN_AGREEMENT_ACROSS and agreement >= MIN_SHARE_ACROSS else 0.0

    def _have_common_ground(self, left: Rule, right: Rule, matched: int) -> bool:
        """One common word is not enough, unless the headings or titles are about it or about the same."""
        names = [s.names | s.topic.names for s in (left, right)]
        if matched > 2 or not names[0].isdisjoint(names[1]):
            return True
        grounds = [s.context | s.topic.words for s in (left, right)]
        about = len(grounds[0]) > len(self._missing(grounds[0], grounds[1] | right.words))
        return about or len(grounds[1]) > len(self._missing(grounds[1], left.words))

    def _topics_differ(self, left: Rule, right: Rule) -> bool:
        """Titles of one pattern with another word in it, such as `City museum` and `City zoo`, are of two things."""
        mine, other = left.topic, right.topic
        if _differ(mine.names, other.names, both=True) or _differ(mine.years, other.years, both=True):
            return True
        only_left = self._missing(mine.words, other.words | right.words | right.context)
        only_right = self._missing(other.words, mine.words | left.words | left.context)
        if not only_left or not only_right:
            return False
        is_pattern = len(only_left) == len(only_right) == 1 and len(mine.words) == len(other.words) > 1
        return (mine.is_manual and other.is_manual) or (is_pattern and not mine.is_list and not other.is_list)

    def _missing(self, words: Words, others: Words) -> Words:
        """Return the words that have no counterpart among others."""
        meanings = frozenset[str]().union(*(self._meanings(word) for word in others))
        return frozenset(word for word in words if meanings.isdisjoint(self._meanings(word)))

    def _meanings(self, word: str) -> Words:
        return self._stems.get(word, frozenset()) | {word}


def _differ(left: Words, right: Words, *, both: bool = False) -> bool:
    if left and right:
        return left.isdisjoint(right)
    return not both and bool(left) != bool(right)


def _share(matched: int, total: int) -> float:
    return matched / total if total else 1.0


def _share_names(left: Rule, right: Rule) -> bool:
    """A product or code of one sentence must stand in the other, or in its title."""
    if left.names and right.names:
        return not left.names.isdisjoint(right.names)
    named, other = (left, right) if left.names else (right, left)
    return not named.names or not named.names.isdisjoint(other.topic.names | named.topic.names & other.names)

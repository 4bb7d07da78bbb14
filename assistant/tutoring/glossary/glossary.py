"""The words and methods of school mathematics that the tutor explains without a document."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from knowledge_base.text.content_words import squash
from knowledge_base.text.languages import Language

TERMS = Path(__file__).with_name("terms.toml")
LANGUAGES: tuple[Language, ...] = ("en", "zh")
MAX_NAME_WORDS = 3  # of a message that says no more than a name
_NUMBER = re.compile(r"\d")
_MEANING = re.compile(r"\bwhat (?:does|do|is) (.{1,60}?) (?:mean|means|meant)\b", re.IGNORECASE)
_ASKS_WHAT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:what|define|definition|meaning|means?|explain|tell|describe|know|understand)\b", re.IGNORECASE
    ),
    "zh": re.compile(r"什么|啥|意思|定义|含义|解释|讲|介绍|说说|不懂|不明白"),
}
_ASKS_HOW: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:how|explain|rules?|method|way|steps?|teach|show)\b", re.IGNORECASE),
    "zh": re.compile(r"怎么|怎样|如何|方法|规则|步骤|法则|讲|解释"),
}
# what may stand around a name where nothing else is asked for
_FRAME: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:what|which|how|is|are|was|does|do|did|s|can|could|would|will|should|you|i|we|one|me|us|to|it|this|that|a|an"
        r"|the|of|in|by|for|about|please|and|or|again|once|more|exactly|actually|just|simply|hi|hello|so|but|no|not|don|t"
        r"|know|understand|define|definition|meaning|means?|meant|explain|tell|describe|called|word|term|rules?|method"
        r"|way|steps?|teach|show|maths?|mathematics|two|three|several|some|different|with|together|get|give|example"
        r"|numbers?|something|calculate|find|compute|work|out)\b|[^a-z]",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"什么叫做?|什么是|是什么|什么|啥|叫做?|意思|定义|含义|解释|讲解|讲讲|讲一?下?|介绍|说说|不懂|不明白|怎么样?|怎样|如何|方法"
        r"|规则|步骤|法则|请问?|给我|告诉我|一下|老师|数学|里面?|中|上|在|的|呢|吗|呀|啊|吧|我|你|能|可以|是|两个|几个|一个|个|求|计算"
        r"|算|和|把|相|异分母|同分母|数|到底|再|举例|，|[^\u4e00-\u9fff]"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of a term or a method in one language.

    Attributes:
        key: Its name in the file.
        names: As it is called; the first one as it is written.
        text: What it means, or how it goes.
        asks: Of a method: groups of words, one of each asks for it.
    """

    key: str
    names: tuple[str, ...]
    text: str
    asks: tuple[tuple[str, ...], ...] = ()


@cache
def load_entries(language: Language) -> tuple[Entry, ...]:
    """Read the glossary in a language; methods come first."""
    read = tomllib.loads(TERMS.read_text(encoding="utf-8"))
    return tuple(
        Entry(
            key=key,
            names=tuple(entry[language]["names"]),
            text=entry[language]["text"],
            asks=tuple(map(tuple, entry[language].get("asks", ()))),
        )
        for kind in ("methods", "terms")
        for key, entry in read[kind].items()
    )


def find_asked(question: str, language: Language) -> Entry | None:
    """Return the entry that answers a question whole; None where it asks for something else.

    Args:
        question: What the learner wrote.
        language: Of the question.
    """
    question = _MEANING.sub(r"what is \1", question)  # the verb, and not the mean of numbers
    asked = [e for e in load_entries(language) if _asks_nothing_else(question, e, language)]
    method = _find_method(question, asked, language)
    if method is not None:
        return method
    named = [entry for entry in asked if not entry.asks and _find_name(question, entry)]
    is_asked = _ASKS_WHAT[language].search(question) or len(question.split()) <= MAX_NAME_WORDS
    if not named or not is_asked or _NUMBER.search(question):
        return None
    return max(named, key=lambda one: len(_find_name(question, one) or ""))


def _find_method(question: str, asked: Sequence[Entry], language: Language) -> Entry | None:
    is_question = any(asks[language].search(question) for asks in (_ASKS_WHAT, _ASKS_HOW))
    return next((entry for entry in asked if is_question and _asks_for(question, entry)), None)


def stands_in_glossary(sentence: str) -> bool:
    """Tell whether a sentence says word for word what the glossary says."""
    said = squash(sentence)
    return bool(said) and any(
        said in squash(e.text) for language in LANGUAGES for e in load_entries(language)
    )


def _asks_nothing_else(question: str, entry: Entry, language: Language) -> bool:
    """Tell whether nothing is left of a question beside the name of an entry and the words of asking."""
    rest = question.lower()
    for name in sorted(
        (*entry.names, *(word for group in entry.asks for word in group)), key=len, reverse=True
    ):
        rest = _pattern_of(name).sub(" ", rest) if name.isascii() else rest.replace(name, " ")
    return not _FRAME[language].sub("", rest).strip()


def _asks_for(question: str, entry: Entry) -> bool:
    return bool(entry.asks) and all(any(_asks_by(question, word) for word in group) for group in entry.asks)


def _asks_by(question: str, word: str) -> bool:
    return word in question if not word.isascii() else _holds(question, word)


def _find_name(said: str, entry: Entry) -> str | None:
    found = (name for name in entry.names if _holds(said, name))
    return max(found, key=len, default=None)


def _holds(said: str, name: str) -> bool:
    if not name.isascii():
        is_one_character = len(name) == 1 and "\u3400" <= name <= "\u9fff"
        return _stands_alone(said, name) if is_one_character else name in said
    return _pattern_of(name).search(said) is not None


@lru_cache(maxsize=2048)
def _pattern_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){re.escape(name)}(?![a-z])", re.IGNORECASE)


def _stands_alone(said: str, name: str) -> bool:
    """Tell whether a name of one Chinese character is meant: 什么是和, and not the 和 that means “and”."""
    return re.search(rf"(?:什么是|什么叫|^){re.escape(name)}(?:$|[？?。，]|是什么|的意思)", said) is not None

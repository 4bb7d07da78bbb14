"""What a question wants to see, and whether a text says what something looks like; told by words, in both languages."""

from __future__ import annotations

import re

from knowledge_base.text.languages import holds_chinese
from knowledge_base.text.terms import extract_query_terms
from knowledge_base.text.words import stem

# what asks for a picture, and names nothing
_ASKING = frozenset(
    stem(word)
    for word in """look looks like see show view display picture pictures photo photos photograph photographs image
    images pic pics appearance appear send find glance any here""".split()  # noqa: SIM905  # as prose
)
_HAN_ASKING = re.compile(
    "给我|给您|看一?看|看一?下|看|发一?下|发|展示|显示|有没有|一?[张幅]|(?:实物|产品|商品|外观|样)?[图照相]片?|长|什么样子?|啥样子?"
    "|怎么?样子?|样子|模样|外观|外形|[这那]一?[款个种台只件]|款|商品|产品|你们|咱们|家的?"
)
_DESCRIBES = re.compile(
    r"\blooks? like\b|\bappearance\b|\bcolou?rs?:?\s|\bcolou?red\b|\bavailable in\b|\bcomes in\b"
    r"|\b\w+-shaped\b|\bshaped like\b|\bfinish(?:ed in)?\b|外观|外形|造型|颜色|配色|机身|形状",
    re.IGNORECASE,
)


def find_subject(question: str) -> frozenset[str]:
    """Return the words of a question for a picture that say of what: folded and stemmed, without those that ask."""
    return extract_query_terms(_HAN_ASKING.sub(" ", question)) - _ASKING


def is_named(subject: frozenset[str], name: str) -> bool:
    """Tell whether every word of a subject stands in a name; nothing is no subject."""
    words = extract_query_terms(name)
    return bool(subject) and all(word in name if holds_chinese(word) else word in words for word in subject)


def describes_looks(text: str) -> bool:
    """Tell whether a text may say what something looks like."""
    return _DESCRIBES.search(text) is not None

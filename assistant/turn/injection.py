"""Sentences of documents, photos and recordings that speak to the assistant instead of to a reader.

A small model follows them whatever its instructions say, so they are not shown to it. People still see them: in the
document, in what was read from a photo, in a citation. Sentences of documents that a classifier suspects are withheld
until the admin decides (`Passage.withheld`, docs/orders.md). The patterns here hold for every text that comes from
outside; they take only what hardly any manual says, because nobody is asked about what they leave out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from knowledge_base.passages import Passage
from knowledge_base.text.negation import denies
from knowledge_base.text.sentences import split_sentences

_TO_THE_ASSISTANT = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines)\b"
    r"|\byour (?:system|developer) prompt\b"
    r"|(?:忽略|无视|忘记|不要理会).{0,20}(?:指令|指示|提示|规则|设定)"
    r"|系统提示词",
    re.IGNORECASE,
)


def without_orders(text: str, withheld: Collection[str] = ()) -> str:
    """Return a text without the sentences that give the assistant orders, and without those that are withheld."""
    if not _TO_THE_ASSISTANT.search(text) and not any(sentence in text for sentence in withheld):
        return text
    kept, start = [], 0
    for sentence in split_sentences(text):
        raw = text[start : sentence.end]
        start = sentence.end
        if not _is_order(raw) and sentence.text not in withheld:
            kept.append(raw)
    return "".join((*kept, text[start:])).strip()


def withheld_in(passages: Iterable[Passage]) -> frozenset[str]:
    """Return the sentences of some passages that a model is not shown."""
    return frozenset(sentence for passage in passages for sentence in passage.withheld)


def _is_order(sentence: str) -> bool:
    """Tell whether a sentence gives an order; “never bypass the rules” is what a manual says."""
    return _TO_THE_ASSISTANT.search(sentence) is not None and not denies(sentence)

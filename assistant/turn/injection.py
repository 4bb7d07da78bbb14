"""Sentences of documents, photos and recordings that speak to the assistant instead of to a reader.

A small model follows them whatever its instructions say, so they are not shown to it. People still see them: in the
document, in what was read from a photo, in a citation.
"""

from __future__ import annotations

import re

from knowledge_base.text.sentences import split_sentences

_TO_THE_ASSISTANT = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines|context)\b"
    r"|\b(?:system|developer) prompt\b"
    r"|\byou are (?:now|no longer)\b"
    r"|\b(?:reply|respond|answer|say|print|output)\b.{0,20}\b(?:only|exactly|nothing but)\b"
    r"|(?:忽略|无视|忘记|不要理会).{0,20}(?:指令|指示|说明|提示|规则|要求|设定)"
    r"|系统提示词?"
    r"|你现在是|从现在起你"
    r"|只(?:回答|回复|输出|说)[“\"「：:]",
    re.IGNORECASE,
)


def without_orders(text: str) -> str:
    """Return a text without the sentences that give the assistant orders."""
    if not _TO_THE_ASSISTANT.search(text):
        return text
    kept, start = [], 0
    for sentence in split_sentences(text):
        raw = text[start : sentence.end]
        start = sentence.end
        if not _TO_THE_ASSISTANT.search(raw):
            kept.append(raw)
    return "".join((*kept, text[start:])).strip()

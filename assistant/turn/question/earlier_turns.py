"""Which of the earlier turns a question about the conversation means: the first, the last, those on something, or all.

It is read from what such a question says beside asking: a number, “last”, or words that the conversation holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.text.content_words import find_words
from knowledge_base.text.languages import Language
from knowledge_base.text.words import stem

_ORDINALS: dict[Language, tuple[tuple[re.Pattern[str], int], ...]] = {
    "en": (
        (
            re.compile(
                r"\b(?:first|1st)\b|\bat the (?:start|beginning)\b|\b(?:conversation|chat) start", re.I
            ),
            0,
        ),
        (re.compile(r"\b(?:second|2nd)\b", re.I), 1),
        (re.compile(r"\b(?:third|3rd)\b", re.I), 2),
        (re.compile(r"\b(?:fourth|4th)\b", re.I), 3),
        (re.compile(r"\b(?:fifth|5th)\b", re.I), 4),
        (
            re.compile(r"\b(?:last|latest|previous|just|a (?:minute|moment) ago|again|before that)\b", re.I),
            -1,
        ),
    ),
    "zh": (
        (re.compile(r"第一|最开始|一开始|最初|首先"), 0),
        (re.compile(r"第二"), 1),
        (re.compile(r"第三"), 2),
        (re.compile(r"第四"), 3),
        (re.compile(r"第五"), 4),
        (re.compile(r"上一|最后|刚才|刚刚|再说|重复"), -1),
    ),
}
_ALL: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:all|every|everything|list|which|many|summar\w*|recap|sum up|overview|gist|so far|until now)\b"
        r"|\bdiscuss|\btalk",
        re.I,
    ),
    "zh": re.compile(r"哪些|所有|列出|列一下|都|总结|概括|小结|回顾|回忆|聊|谈|几个|对话|到目前"),
}
_ABOUT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:about|regarding|concerning|on the (?:subject|topic) of)\b", re.I),
    "zh": re.compile(r"关于|对于|有关"),
}
_REPLY: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:say|said|says|answer\w*|repl\w+|tell|told|repeat)\b", re.I),
    "zh": re.compile(r"你.{0,8}(?:说|讲|回答|告诉)|回答|重复|再说"),
}
# words of asking about a conversation, which name nothing that was spoken of
_FRAME = frozenset(
    stem(word)
    for word in """first second third fourth fifth last latest previous before earlier again just ago minute moment
    start beginning question questions ask asked asking answer answered reply replied say said says tell told talk
    talked discuss discussed conversation chat summary summarise summarize sum recap overview gist list show give
    everything remember remind forgot repeat back know wanted want thing things something many much point mention
    mentioned cover covered topic topics far until now already have brief short few words go how""".split()  # noqa: SIM905
)
_FRAME_HAN = re.compile(
    r"[我你您们]|刚才|刚刚|之前|前面|一开始|最开始|开始|最初|上一|最后|第[一二三四五]|问题|问过|问了|问的|问|回答|答|怎么|说过|说的|说|讲|聊|谈|对话|"
    r"内容|总结|概括|小结|回顾|列出|所有|哪些|什么|来着|记得|还|忘了|提醒|一下|重复|再|一遍|告诉|是|的|了|过|吗|呢|啥|多少|要|几|个|句|话|条|把|都|请|关于"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierTurn:
    """A question with the reply that it had."""

    question: str
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeantTurns:
    """What a question about the conversation means.

    Attributes:
        turns: In the order of the conversation.
        wants_reply: Whether the replies are asked for, too.
        is_all: Whether all turns are meant.
    """

    turns: tuple[EarlierTurn, ...]
    wants_reply: bool
    is_all: bool


def find_meant(asked: str, turns: Sequence[EarlierTurn], language: Language) -> MeantTurns | None:
    """Find the turns that a question about the conversation means.

    Args:
        asked: The question.
        turns: All turns before it, oldest first; one at least.
        language: Of the question.

    Returns:
        The turns; None where it asks for something of which the conversation does not speak.
    """
    wants_reply = _REPLY[language].search(asked) is not None
    topic = _topic_of(asked, language)
    on_topic = tuple(turn for turn in turns if topic & find_words(f"{turn.question} {turn.reply}"))
    if on_topic:
        return MeantTurns(turns=on_topic, wants_reply=wants_reply, is_all=False)
    if topic and _ABOUT[language].search(asked):
        return None
    one = _find_place(asked, len(turns), language)
    if one is not None:
        return MeantTurns(turns=(turns[one],), wants_reply=wants_reply, is_all=False)
    return MeantTurns(turns=tuple(turns), wants_reply=True, is_all=True)


def _find_place(asked: str, count: int, language: Language) -> int | None:
    """Return which single turn is meant, -1 for the last; None where it is none or more."""
    place = next((place for pattern, place in _ORDINALS[language] if pattern.search(asked)), None)
    if place is None or place >= count:
        return None
    return None if place == -1 and _ALL[language].search(asked) else place


def _topic_of(asked: str, language: Language) -> frozenset[str]:
    if language == "zh":
        return find_words(_FRAME_HAN.sub(" ", asked))
    return find_words(asked) - _FRAME

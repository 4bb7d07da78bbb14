"""How a message takes up the one before it: “ok, and for cables?”, “No, I meant express.”, “不是，我问的是小竹”.

Words that only take up the thread are a closed class in each language: they are read from the front of a message, and
what is left is what it says itself. An item (“for cables”) takes the place of something in the question before it; a
question (“how long do you keep it?”) is asked for itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge_base.text.languages import Language

MAX_ITEM_WORDS = 7
MAX_ITEM_HAN = 14

_TAKES_UP = {
    "en": re.compile(
        r"(?:(?:ok|okay|o\.k\.|all ?right|thanks|thank you|thx|cheers|got it|i see|hmm+|oh|ah|yes|yeah|yep|so|then"
        r"|and|but|or|also|plus|what about|how about|what if it(?:'s| is))\b"
        # an adjective takes up what was said where it stands alone: not that of “good morning” or “right side”
        r"|(?:right|fine|great|good|cool|nice|perfect|well)(?=\s*(?:[,.;:!?…-]|$)))"
        r"(?:\s+(?:a lot|very much|then))?[\s,.;:!?…-]*",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:ok|好的|好吧|好嘞|好|嗯+|哦+|噢|那么|那|行吧|行|知道了|明白了|懂了|了解|收到|谢谢|多谢|还有|另外|然后|换成|如果是)"
        r"[\s，,。.；;：:！!？?、]*",
        re.IGNORECASE,
    ),
}
_CORRECTS = {
    "en": re.compile(
        r"(?:no|nope|not quite|not really|wrong|sorry|oops|actually|pardon|my mistake|rather"
        r"|that(?:'s| is|’s)? not what i (?:asked|meant|wanted)(?: to know)?"
        r"|i (?:actually |really )?(?:mean|meant|was asking(?: about| for)?|asked(?: about| for)?"
        r"|wanted to know(?: about)?|want to know(?: about)?|was talking about|said)"
        r"|what i (?:mean|meant|asked|wanted to know|want to know)(?: is| was)?)\b[\s,.;:!?…-]*",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:不是的?|不对|不|错了|说错了|打错了|搞错了|抱歉|对不起|不好意思|哎呀"
        r"|我(?:要|想)?(?:问|说|指|讲)的(?:其实)?是|我是(?:说|问|指)|我(?:要|想)问(?:的是)?|我说|应该是|其实是|是(?=[^\s]))"
        r"[\s，,。.；;：:！!？?、]*"
    ),
}
_DENIES = {
    "en": re.compile(r"^not\s+(?P<denied>[^,.;]+?)\s*[,.;]\s*(?:but\s+)?(?P<rest>.+)$", re.IGNORECASE),
    "zh": re.compile(r"^不是(?P<denied>[^，,。；]{1,12})[，,。；]\s*(?:而?是)?(?P<rest>.+)$"),
}
_TRAILING = {
    "en": re.compile(
        r"[\s,]*\b(?:i mean|i meant|instead|then|please|though|as well|too)\b[\s?.!]*$|[\s?.!]+$",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"[呢吗嘛呀啊哈]?[\s？?。.！!～~]*$"),
}
_ASKS = {
    "en": re.compile(
        r"\b(?:what(?:'s|’s)?|when|where|who|how|why|which|whether|if|can|could|may|must|do|does|did|is|are|was|were"
        r"|will|would|should|have|has|had|am|be|get|got|need|want|tell|explain|show|i|i'm|i've|you|we|they|it)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"多少|几|什么|怎|哪|谁|何|能不能|可不可以|可以|能|是否|是不是|有没有|多久|多长|多大|要不要|吗|会不会|为什么|我|你|您|解释|说明|告诉"
    ),
}
_WORD = re.compile(r"[^\W_][\w'’-]*")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A message without the words that take up the thread.

    Attributes:
        rest: What it says itself; may be empty.
        takes_up: Whether it begins with words that take up what was said.
        corrects: Whether it says that something else was meant.
        denied: What was not meant, where it says so.
        is_item: Whether the rest is a thing and no question.
    """

    rest: str
    takes_up: bool
    corrects: bool
    denied: str
    is_item: bool


def read_opening(message: str, language: Language) -> Opening:
    """Read how a message takes up the one before it."""
    rest, takes_up, corrects, denied = message.strip(), False, False, ""
    while rest:
        if said := _DENIES[language].match(rest):
            rest, denied, corrects = said["rest"], said["denied"], True
        elif said := _CORRECTS[language].match(rest):
            rest, corrects = rest[said.end() :], True
        elif said := _TAKES_UP[language].match(rest):
            rest, takes_up = rest[said.end() :], True
        else:
            break
    is_asked = _TRAILING["zh"].search(rest) if language == "zh" else None
    particle = is_asked.group()[:1] if is_asked is not None else ""
    rest = _strip_end(rest, language)
    return Opening(
        rest=rest,
        takes_up=takes_up or particle == "呢",
        corrects=corrects,
        denied=denied,
        is_item=particle not in ("吗", "嘛") and _is_item(rest, language),
    )


def _strip_end(rest: str, language: Language) -> str:
    shorter = _TRAILING[language].sub("", rest).strip()
    return shorter if shorter == rest else _strip_end(shorter, language)


def _is_item(rest: str, language: Language) -> bool:
    if not rest or _ASKS[language].search(rest):
        return False
    return len(_WORD.findall(rest)) <= MAX_ITEM_WORDS and len(_HAN.findall(rest)) <= MAX_ITEM_HAN

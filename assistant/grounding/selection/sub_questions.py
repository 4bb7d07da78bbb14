"""Questions that ask two things → what each of them asks, so that each is searched for."""

from __future__ import annotations

import re

MIN_LATIN_WORDS = 3  # of a part that says alone what it asks
MIN_HAN = 4
_ASKS = r"(?:what|when|where|who|how|why|which|can|could|may|must|do|does|did|is|are|will|would|should)\b"
_SPLIT = re.compile(
    rf"[?？]+\s*|,?\s+and\s+(?={_ASKS})|[，,；;]\s*(?=[^，,；;?？]*(?:多少|几|什么|怎么|哪|吗|谁|何时|能不能|可不可以|是否|多久))",
    re.IGNORECASE,
)
_ASKING = re.compile(rf"\b{_ASKS}|多少|几|什么|怎么|哪|吗|谁|何时|能不能|可不可以|是否|多久", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


def split_question(question: str) -> tuple[str, ...]:
    """Return the questions that a question is made of; nothing where it asks one thing.

    What stands beside them, such as the code that a photo shows, goes with each.
    """
    parts = [part.strip() for part in _SPLIT.split(question) if part.strip()]
    asking = [part for part in parts if _ASKING.search(part) and _says_enough(part)]
    beside = " ".join(part for part in parts if not _ASKING.search(part))
    return tuple(f"{part} {beside}".strip() for part in asking) if len(asking) > 1 else ()


def _says_enough(part: str) -> bool:
    return len(_WORD.findall(part)) >= MIN_LATIN_WORDS or len(_HAN.findall(part)) >= MIN_HAN

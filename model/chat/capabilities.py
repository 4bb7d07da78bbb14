"""What a chat model can do besides answering text with text."""

from __future__ import annotations

from enum import StrEnum


class Capability(StrEnum):
    """Something that only some chat models can do."""

    IMAGE = "image"  # looks at the bytes of an `ImagePart`; others read its understanding
    AUDIO = "audio"  # hears the bytes of an `AudioPart`; others read its understanding
    VIDEO = "video"  # looks at moving pictures
    TOOLS = "tools"  # was trained to call tools and to read what they give back
    CHOICE = "choice"  # `choose` gives probabilities
    EXACT_TOKENS = "exact_tokens"  # `count_tokens` is exact, not estimated
    GRAMMAR = "grammar"  # a reply follows `GenerationSettings.json_schema` in every case

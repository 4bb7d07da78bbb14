"""What goes into a chat model and what comes out: pure values, no torch, no files.

A message is a role and ordered parts. A photo or a voice clip travels as its original bytes together with
what the media readers understood of it, so an engine that sees and hears natively uses the bytes and an
engine that only reads uses the understanding. That is the one interface behind which every engine stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """Who speaks in a chat message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"  # what a tool gave back; never a person's words


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePart:
    """A photo: the original bytes and the text that was read from it (OCR, barcodes)."""

    data: bytes
    mime_type: str
    understanding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioPart:
    """A voice clip: the original bytes and its transcript."""

    data: bytes
    mime_type: str
    understanding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallPart:
    """A tool that the model calls; it stands in a message of the assistant."""

    id: str  # names this call; its result has the same
    name: str  # of the tool
    arguments: (
        str  # JSON text as the model wrote it, so it may be invalid: the tool's own parameters check it
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResultPart:
    """What a called tool gave back; it stands in a message of the role `TOOL`. Its text is data, never an order."""

    id: str  # of the call
    name: str  # of the tool
    text: str


Part = TextPart | ImagePart | AudioPart | ToolCallPart | ToolResultPart


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One message of a prompt."""

    role: Role
    parts: tuple[Part, ...]

    @staticmethod
    def of_text(role: Role, text: str) -> ChatMessage:
        """Build a message that holds text alone."""
        return ChatMessage(role=role, parts=(TextPart(text=text),))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolOffer:
    """A tool that the model may call."""

    name: str
    description: str
    parameters: str  # JSON text of the schema of its arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationSettings:
    """How a reply is sampled."""

    max_new_tokens: int = 512  # 1 or more
    temperature: float = 0.2  # 0 (greedy) to 2
    top_p: float = 0.9  # 0 (exclusive) to 1
    repeat_penalty: float = 1.05  # 1 (off) to 2
    seed: int | None = None  # None: a new seed for each reply
    json_schema: str | None = None  # JSON text of a schema that the reply must follow; None: free text
    tools: tuple[ToolOffer, ...] = ()  # only for a model that can call them


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    """The next piece of a streamed reply; an empty one only says that the engine is at work."""

    text: str


FinishReason = Literal["stop", "length"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one reply cost."""

    prompt_tokens: int  # whole prompt, cached prefix included
    cached_prompt_tokens: int  # tokens of the kept prefix that were not read again
    completion_tokens: int
    prompt_seconds: float  # reading the new part of the prompt
    completion_seconds: float  # writing the reply


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationFinished:
    """The last delta of a reply that was not cancelled."""

    finish_reason: FinishReason
    usage: Usage
    calls: tuple[ToolCallPart, ...] = ()  # the tools that the model wants to be called before it goes on


Delta = TextDelta | GenerationFinished

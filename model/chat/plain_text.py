"""Messages → plain text, for engines that only read.

A photo or a voice clip becomes a fenced block with what was understood of it, and so do a tool's call and its result.
Whatever a document, a photo, a tool or a user says stays text: a control token of a chat template, such as
`<|im_start|>`, is broken up so that nobody can end a message and begin a system message of their own.
"""

from __future__ import annotations

from typing import assert_never

from model.chat.messages import (
    AudioPart,
    ChatMessage,
    ImagePart,
    Part,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)

CONTROL_START = "<|"
BROKEN_START = "<｜"


def render_plain_text(message: ChatMessage) -> str:
    """Return the text of a message; its parts stand on lines of their own."""
    return "\n".join(_render_part(part) for part in message.parts).replace(CONTROL_START, BROKEN_START)


def _render_part(part: Part) -> str:
    match part:
        case TextPart(text=text):
            return text
        case ImagePart(understanding=text):
            return (
                f"[Photo. Text that was read from it:\n{text}\n]" if text else "[Photo without readable text]"
            )
        case AudioPart(understanding=text):
            return text or "[Recording without recognisable speech]"
        case ToolCallPart(name=name, arguments=arguments):
            return f"[The tool {name} is called with {arguments}]"
        case ToolResultPart(name=name, text=text):
            return f"[The tool {name} gave back:\n{text}\n]"
        case _:
            assert_never(part)

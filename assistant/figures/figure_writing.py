"""A model's specification of a figure: JSON that its schema allows, never code."""

from __future__ import annotations

import json
import logging
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from typing import Any

from assistant.protocols import ChatModel
from model.chat.messages import ChatMessage, GenerationSettings, TextDelta
from model.errors import ModelError

logger = logging.getLogger(__name__)
MAX_NEW_TOKENS = 600


def write_specification(
    chat_model: ChatModel,
    schema: Mapping[str, Any],
    messages: Sequence[ChatMessage],
    *,
    conversation_key: str,
) -> Generator[TextDelta, None, str]:
    """Let the model write a figure's specification; closing the generator cancels.

    Args:
        chat_model: The model.
        schema: What it may write, as a JSON schema.
        messages: The last one says what is to be drawn.
        conversation_key: Whose kept prefix is used.

    Yields:
        Empty deltas while it writes.

    Returns:
        What was written; an empty object where the engine failed.
    """
    settings = GenerationSettings(
        max_new_tokens=MAX_NEW_TOKENS, temperature=0.0, json_schema=json.dumps(schema)
    )
    text = ""
    try:
        deltas = chat_model.stream(messages, settings, conversation_key=conversation_key)
        with closing(deltas):  # type: ignore[type-var]  # every engine's stream is a generator
            for delta in deltas:
                if isinstance(delta, TextDelta):
                    text += delta.text
                    yield TextDelta(text="")
    except ModelError:
        logger.exception("the figure's specification was not written; the reply is kept without it")
        return "{}"
    return text

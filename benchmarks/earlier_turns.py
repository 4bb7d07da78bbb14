"""Writes earlier turns of a conversation as if they had been asked, so that a benchmark asks what follows."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from assistant.bootstrap import Docent
from assistant.conversation import ConversationId, Turn
from assistant.people.principal import Principal


def write_turns(
    docent: Docent, owner: Principal, assistant: str, turns: Iterable[tuple[str, str]]
) -> ConversationId | None:
    """Save questions with their answers.

    Returns:
        The conversation; None where there are no turns.
    """
    conversation_id: ConversationId | None = None
    for question, answer in turns:
        new_assistant = None if conversation_id else assistant
        conversation_id = conversation_id or ConversationId(uuid4().hex)
        asked = docent.history.add_question(
            owner, conversation_id, Turn(text=question), new_assistant=new_assistant
        )
        docent.history.save_reply(
            asked.messages[-1].id,
            text=answer,
            finish_reason="stop",
            citations=(),
            anchors=(),
            understandings={},
        )
    return conversation_id

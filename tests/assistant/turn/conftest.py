from pathlib import Path

import pytest

from assistant.conversation import ConversationId
from assistant.history.history import SqlHistory
from assistant.profiles.profiles import load_profiles
from assistant.turn.active_turn import ActiveTurn
from assistant.turn.replies.reply_draft import ReplyDraft
from model.chat.messages import ChatMessage, Role
from tests.assistant.turn.desk import MakeDesk, desk_maker, make_message


@pytest.fixture
def make_desk(history: SqlHistory, tmp_path: Path) -> MakeDesk:
    return desk_maker(history, tmp_path)


@pytest.fixture
def turn() -> ActiveTurn:
    """A question before the search."""
    asked, profile = "Can opened items be returned?", load_profiles().default
    question = make_message(Role.USER, asked)
    return ActiveTurn(
        conversation_id=ConversationId("c" * 32),
        profile=profile,
        question=question,
        earlier=(),
        asked=asked,
        photographed="",
        language="en",
        draft=ReplyDraft(question=question, profile=profile),
        prefix=(ChatMessage.of_text(Role.SYSTEM, "You help."),),
    )

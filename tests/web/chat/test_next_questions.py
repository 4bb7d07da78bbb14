import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

import pytest

from assistant.conversation import ConversationId, MessageId, StoredMessage, Turn
from assistant.events import QuestionSaved, ReplyEvent
from assistant.manager import ConversationManager
from assistant.people.principal import Principal
from assistant.turn.replies.running_replies import Most, RunningReplies
from model.chat.messages import Role
from web.chat import next_questions
from web.chat.next_questions import NextQuestions
from web.chat.page_view import PageView
from web.chat.waiting_questions import WaitingQuestions
from web.texts import load_texts

ME, NEIGHBOUR, FAR = Principal.guest("me"), Principal.guest("neighbour"), Principal.guest("far")


class Manager:
    """Its replies hold their places until the test lets them go."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def stream_reply(
        self, owner: Principal, conversation_id: ConversationId, turn: Turn, **_options: str
    ) -> Iterator[ReplyEvent]:
        question = StoredMessage(
            id=MessageId(f"{owner.id} {turn.text}"),
            role=Role.USER,
            text=turn.text,
            created_at=datetime.now(UTC),
        )
        yield QuestionSaved(conversation_id=conversation_id, message=question)
        self.go.wait(30)


def test_a_question_that_waited_takes_a_place_of_its_network(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(next_questions, "warn", said.append)
    manager, waiting = Manager(), WaitingQuestions()
    replies = RunningReplies(limit=1, most=Most(of_principal=9, of_network=2, in_all=9))
    asks = NextQuestions(
        manager=cast("ConversationManager", manager),
        replies=replies,
        waiting=waiting,
        texts=load_texts("en"),
    )
    boxes = []
    for owner, network in ((ME, "n"), (NEIGHBOUR, "n"), (Principal.guest("new cookie"), "n"), (FAR, "far")):
        page = PageView()
        conversation = ConversationId(owner.id)
        waiting.add(owner, conversation, Turn(text="And then?"), "tutor")
        asyncio.run(asks.ask(owner, page, network=network))
        boxes.append(page.box and page.box["text"])
    assert boxes == ["", "", "And then?", ""]  # what can't be asked comes back
    assert len(said) == 1
    manager.go.set()
    replies.close()

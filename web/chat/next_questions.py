"""Asks the questions that wait, as soon as nothing is being written in their conversations."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from assistant.conversation import ConversationId
from assistant.errors import AssistantError
from assistant.manager import ConversationManager
from assistant.people.principal import Principal
from assistant.turn.replies.running_replies import RunningReplies, RunningReply
from web.chat.page_view import PageView
from web.chat.waiting_questions import WaitingQuestion, WaitingQuestions
from web.messages import warn
from web.shown_errors import explain
from web.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestions:
    """Asks for the pages of one language."""

    manager: ConversationManager
    replies: RunningReplies
    waiting: WaitingQuestions
    texts: Texts

    async def ask(self, owner: Principal, page: PageView, *, network: str) -> None:
        """Ask what can be asked now; a question that can't be comes back into the box of the page.

        Args:
            owner: Who asked.
            page: What shows that a question came back.
            network: Where the owner comes from: its replies at the same time are counted. The day's questions were
                counted when they began to wait.
        """
        # another page may want to ask the same; what it is asking now must run before this page looks for replies
        async with self.waiting.asking_of(owner):
            for conversation_id in self.waiting.conversations(owner):
                if self.replies.find(owner, conversation_id) is not None:
                    continue
                question = self.waiting.take_next(owner, conversation_id)
                if question is not None:
                    await self._ask(owner, conversation_id, question, page, network)

    async def _ask(
        self,
        owner: Principal,
        conversation_id: ConversationId,
        question: WaitingQuestion,
        page: PageView,
        network: str,
    ) -> None:
        def start() -> RunningReply:
            events = self.manager.stream_reply(
                owner,
                conversation_id,
                question.turn,
                assistant=question.assistant,
                language=self.texts.language,
            )
            return self.replies.start(owner, events, network=network)

        try:
            await asyncio.to_thread(start)
        except AssistantError as exc:
            warn(explain(exc, self.texts))
            page.box = {"text": question.turn.text, "files": []}  # what was typed is not lost
        page.ask_for_drawing()

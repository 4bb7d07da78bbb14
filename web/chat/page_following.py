"""Follows a page: draws it again whenever it or a reply has changed, until nothing is left to wait for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import gradio as gr

from assistant.people.principal import Principal
from assistant.turn.replies.running_replies import RunningReplies, RunningReply
from web.chat.chat_drawing import ChatDrawing, Drawing, Updates
from web.chat.next_questions import NextQuestions
from web.chat.page_view import Follower, PageView
from web.chat.waiting_questions import WaitingQuestions
from web.guards.quota_door import visitor_of
from web.messages import warn
from web.request_guard import principal_of
from web.shown_errors import errors_shown, explain
from web.texts import Texts

SECONDS_BETWEEN_UPDATES = 0.06  # what an eye can follow
LINGERING_SECONDS = 1.0  # for what is done right after: see `web.chat.page_view`


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFollowing:
    """Shows pages of one language."""

    replies: RunningReplies
    drawing: ChatDrawing
    texts: Texts
    waiting: WaitingQuestions
    next_questions: NextQuestions

    async def show(self, request: gr.Request, page: PageView) -> AsyncGenerator[Updates]:
        """Have the page drawn: by the event that does so already, else by this one, until nothing changes."""
        owner, network = principal_of(request), visitor_of(request).network
        page.ask_for_drawing()
        if page.is_followed:
            yield self.nothing
            return
        with errors_shown(self.texts), page.follow() as follower:
            drawing: Drawing | None = None
            while True:
                finished = await self._look(owner, network, page, follower)
                shown = self.replies.find(owner, page.conversation_id)
                if page.take_drawing() or finished or drawing is None:
                    drawing = await asyncio.to_thread(self.drawing.draw, owner, page)
                    yield drawing.updates
                    self._tell_of_failures(finished, page)
                elif shown is not None:
                    yield self.drawing.draw_reply(drawing, shown.progress)
                await self._linger(owner, follower)
                if follower.is_idle:
                    yield self.nothing  # it is sent again when the event ends, and must not be an old page
                if follower.is_idle:
                    return
                await asyncio.sleep(SECONDS_BETWEEN_UPDATES)
                await follower.wait()

    @property
    def nothing(self) -> Updates:
        """What an event yields that changes nothing: without any update, Gradio would empty all components."""
        return {self.drawing.parts.chatbot: gr.skip()}

    async def _look(
        self, owner: Principal, network: str, page: PageView, follower: Follower
    ) -> set[RunningReply]:
        """Ask what waits and can be asked now, and return the replies that have been finished."""
        follower.begin_look()
        await self.next_questions.ask(owner, page, network=network)
        follower.listen(self.replies.of_principal(owner))
        return follower.take_finished()

    async def _linger(self, owner: Principal, follower: Follower) -> None:
        """Where nothing is to be followed: wait a little for what is done right after."""
        if follower.is_idle and self.waiting.conversations(owner):
            follower.wake()  # the conversation is free in a moment
        if follower.is_idle:
            await follower.wait(LINGERING_SECONDS)

    def _tell_of_failures(self, finished: set[RunningReply], page: PageView) -> None:
        for reply in finished:
            if reply.error is not None and reply.conversation_id == page.conversation_id:
                warn(explain(reply.error, self.texts))

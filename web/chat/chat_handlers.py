"""What happens when someone uses the chat: an event changes the view of its page and has it drawn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.conversation import AttachmentId, ConversationId, Turn
from assistant.errors import AssistantError, ConversationBusyError
from assistant.events import ReplyEvent
from assistant.manager import ConversationManager
from assistant.people.principal import Principal
from assistant.turn.replies.running_replies import RunningReplies, RunningReply
from model.chat.messages import Role
from web.chat.chat_drawing import ChatDrawing, Updates
from web.chat.lesson_buttons import words_of_button
from web.chat.page_following import PageFollowing
from web.chat.page_view import EMPTY_BOX, PageView
from web.chat.voice_panel import with_words
from web.chat.waiting_questions import WaitingQuestions
from web.guards.quota_door import visitor_of
from web.guards.quotas import Kind, Quotas
from web.guards.uploads import Uploads
from web.messages import warn
from web.request_guard import principal_of
from web.shown_errors import errors_shown, explain
from web.texts import Texts

LetWait = Callable[[Principal, ConversationId], bool]  # False where too many questions wait already


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatHandlers:
    """The handlers of one page. `moment` is when an event happened, by the browser's clock."""

    manager: ConversationManager
    replies: RunningReplies
    drawing: ChatDrawing
    texts: Texts
    waiting: WaitingQuestions
    following: PageFollowing
    uploads: Uploads
    quotas: Quotas

    # --- a turn ---------------------------------------------------------------------------------------------

    async def send(
        self,
        value: dict[str, Any],
        conversation_id: str,
        assistant: str,
        page: PageView,
        words: str,
        languages: str,
        moment: float,
        request: gr.Request,
    ) -> AsyncGenerator[Updates]:
        """Ask a question, or put an edited one in place of the last."""
        principal, language, text = principal_of(request), self.texts.language, value.get("text") or ""
        with errors_shown(self.texts):
            files = [self.uploads.take(principal.id, path) for path in value.get("files") or ()]
        turn: Turn | None = None

        def begin(owner: Principal, shown: ConversationId | None) -> Iterator[ReplyEvent]:
            nonlocal turn
            if page.is_editing and shown:
                return self.manager.edit_last_question(owner, shown, text, language=language)
            turn = with_words(self.manager.prepare_turn(text, files, owner=owner), words, languages)
            return self.manager.stream_reply(owner, shown, turn, assistant=assistant, language=language)

        def let_wait(owner: Principal, shown: ConversationId) -> bool:
            return turn is not None and self.waiting.add(owner, shown, turn, assistant)

        answered = self._answer(
            conversation_id, page, moment, request, begin, text=text, let_wait=let_wait, files=files
        )
        async with aclosing(answered) as drawn:
            async for updates in drawn:
                yield updates

    async def choose_example(
        self,
        event: gr.SelectData,
        conversation_id: str,
        assistant: str,
        page: PageView,
        moment: float,
        request: gr.Request,
    ) -> AsyncGenerator[Updates]:
        """Ask one of the questions that an empty conversation offers."""
        value = {"text": event.value["text"]}
        sent = self.send(value, conversation_id, assistant, page, "", "", moment, request)
        async with aclosing(sent) as drawn:
            async for updates in drawn:
                yield updates

    async def choose_mode(
        self,
        event: gr.EventData,
        conversation_id: str,
        assistant: str,
        page: PageView,
        moment: float,
        request: gr.Request,
    ) -> AsyncGenerator[Updates]:
        """Send the words of a button of a lesson; what is typed stays in the box."""
        text, language = words_of_button(str(event.mode), self.texts), self.texts.language
        with errors_shown(self.texts):
            turn = self.manager.prepare_turn(text, [], owner=principal_of(request))

        def begin(owner: Principal, shown: ConversationId | None) -> Iterator[ReplyEvent]:
            return self.manager.stream_reply(owner, shown, turn, assistant=assistant, language=language)

        def let_wait(owner: Principal, shown: ConversationId) -> bool:
            return self.waiting.add(owner, shown, turn, assistant)

        answered = self._answer(
            conversation_id, page, moment, request, begin, text=text, let_wait=let_wait, keeps_box=True
        )
        async with aclosing(answered) as drawn:
            async for updates in drawn:
                yield updates

    async def regenerate(
        self, conversation_id: str, page: PageView, moment: float, request: gr.Request
    ) -> AsyncGenerator[Updates]:
        """Answer the last question again."""

        def begin(owner: Principal, shown: ConversationId | None) -> Iterator[ReplyEvent]:
            return self.manager.regenerate(owner, shown or ConversationId(""), language=self.texts.language)

        answered = self._answer(conversation_id, page, moment, request, begin, text=None)
        async with aclosing(answered) as drawn:
            async for updates in drawn:
                yield updates

    async def choose_product(
        self,
        event: gr.EventData,
        conversation_id: str,
        page: PageView,
        moment: float,
        request: gr.Request,
    ) -> AsyncGenerator[Updates]:
        """Answer the last question again for the product that the user chose."""
        photo, picture = AttachmentId(str(event.attachment)), str(event.picture)
        picture_id = int(picture) if picture.isascii() and picture.isdigit() else -1

        def begin(owner: Principal, shown: ConversationId | None) -> Iterator[ReplyEvent]:
            wanted = shown or ConversationId("")
            return self.manager.choose_product(owner, wanted, photo, picture_id, language=self.texts.language)

        answered = self._answer(conversation_id, page, moment, request, begin, text=None)
        async with aclosing(answered) as drawn:
            async for updates in drawn:
                yield updates

    async def _answer(
        self,
        conversation_id: str,
        page: PageView,
        moment: float,
        request: gr.Request,
        begin: Callable[[Principal, ConversationId | None], Iterator[ReplyEvent]],
        *,
        text: str | None,
        let_wait: LetWait | None = None,
        files: Sequence[Path] = (),
        keeps_box: bool = False,
    ) -> AsyncGenerator[Updates]:
        """Have a reply begun and show it.

        Args:
            conversation_id: What the browser showed.
            page: Its view.
            moment: When it happened.
            request: Whose it is.
            begin: Gives the events of the reply.
            text: Of a new question; None where the last is answered again.
            let_wait: Keeps a question that comes while another is answered; None refuses it.
            files: Uploads that the question holds; they are deleted once it is taken.
            keeps_box: Whether what is typed stays.
        """
        async with page.acting:
            shown = page.shown_to(moment, conversation_id)
            kept = page.box
            is_asked = await self._begin(request, page, shown, moment, begin, text=text, let_wait=let_wait)
            page.box = kept if keeps_box else page.box
        self.uploads.drop(principal_of(request).id, files if is_asked else ())
        if not is_asked:
            yield self.following.nothing
        else:
            async with aclosing(self.following.show(request, page)) as drawn:
                async for updates in drawn:
                    yield updates

    def choose_assistant(self, assistant: str, page: PageView) -> Updates:
        """Say who shall answer in a new conversation; the examples are then for this one."""
        page.assistant = assistant
        return self.drawing.draw_choice(page)

    def stop(self, conversation_id: str, request: gr.Request) -> None:
        """Stop the reply; whoever follows it shows what it came to."""
        self.replies.stop(principal_of(request), ConversationId(conversation_id))

    async def _begin(
        self,
        request: gr.Request,
        page: PageView,
        shown: ConversationId | None,
        moment: float,
        begin: Callable[[Principal, ConversationId | None], Iterator[ReplyEvent]],
        *,
        text: str | None,
        let_wait: LetWait | None,
    ) -> bool:
        """Start a reply and turn the page to it; False where this very question is being answered.

        A question that has to wait is counted here as well, once: not again when its turn comes.
        """
        owner, visitor = principal_of(request), visitor_of(request)

        def start() -> RunningReply:
            self.quotas.take(Kind.QUESTION, visitor)
            return self.replies.start(owner, begin(owner, shown), network=visitor.network)

        with errors_shown(self.texts):
            try:
                reply = await asyncio.to_thread(start)
            except ConversationBusyError:
                running = self.replies.find(owner, shown)
                if (
                    running is not None
                    and text is not None
                    and running.progress.question.text == text.strip()
                ):
                    return False  # Enter was pressed twice
                if running is None or let_wait is None or not let_wait(owner, running.conversation_id):
                    raise
                page.box = EMPTY_BOX
                return True
        if text is not None:
            page.is_editing, page.box = False, EMPTY_BOX
        page.turn_to(reply.conversation_id, moment)
        return True

    # --- questions that wait --------------------------------------------------------------------------------

    async def take_back(
        self, event: gr.EventData, conversation_id: str, page: PageView, moment: float, request: gr.Request
    ) -> AsyncGenerator[Updates]:
        """Take a question back that waits; the page's script puts its words into the box."""
        owner, shown = principal_of(request), page.shown_to(moment, conversation_id)
        number = str(event.number)
        if shown and number.isascii() and number.isdigit():
            self.waiting.take_back(owner, shown, int(number))
        async with aclosing(self.following.show(request, page)) as drawn:
            async for updates in drawn:
                yield updates

    # --- conversations --------------------------------------------------------------------------------------

    async def open(
        self, conversation_id: str, page: PageView, moment: float, request: gr.Request
    ) -> AsyncGenerator[Updates]:
        """Show a conversation; one that is not there gives an empty page and a word about it."""
        owner = principal_of(request)
        page.turn_to(await self._find(owner, conversation_id), moment)
        async with aclosing(self.following.show(request, page)) as drawn:
            async for updates in drawn:
                yield updates

    async def choose(
        self, event: gr.EventData, page: PageView, moment: float, request: gr.Request
    ) -> AsyncGenerator[Updates]:
        """Open, rename or delete a conversation of the list; `refresh` after a lost connection."""
        owner, chosen = principal_of(request), ConversationId(str(event.id))
        with errors_shown(self.texts):
            match str(event.do):
                case "open" | "refresh":
                    page.turn_to(await self._find(owner, chosen), moment)
                case "rename":
                    await asyncio.to_thread(self.manager.rename_conversation, owner, chosen, str(event.title))
                case "delete":
                    self.waiting.drop(owner, chosen)
                    await asyncio.to_thread(self.manager.delete_conversation, owner, chosen)
                    if chosen == page.conversation_id:
                        page.turn_to(None, moment)
        async with aclosing(self.following.show(request, page)) as drawn:
            async for updates in drawn:
                yield updates

    def find(self, search: str, page: PageView, request: gr.Request) -> str:
        """List the conversations that hold the words."""
        page.search = search
        with errors_shown(self.texts):
            return self.drawing.draw_list(principal_of(request), page)

    async def _find(self, owner: Principal, conversation_id: str) -> ConversationId | None:
        if not conversation_id:
            return None
        wanted = ConversationId(conversation_id)
        try:
            await asyncio.to_thread(self.manager.load_conversation, owner, wanted)
        except AssistantError as exc:
            warn(explain(exc, self.texts))
            return None
        return wanted

    # --- editing --------------------------------------------------------------------------------------------

    async def begin_editing(
        self, conversation_id: str, page: PageView, moment: float, request: gr.Request
    ) -> AsyncGenerator[Updates]:
        """Put the last question into the box."""
        owner, shown = principal_of(request), page.shown_to(moment, conversation_id)
        with errors_shown(self.texts):
            conversation = await asyncio.to_thread(
                self.manager.load_conversation, owner, shown or ConversationId("")
            )
        text = next((m.text for m in reversed(conversation.messages) if m.role is Role.USER), "")
        page.turn_to(shown, moment)
        page.is_editing, page.box = True, {"text": text, "files": []}
        async with aclosing(self.following.show(request, page)) as drawn:
            async for updates in drawn:
                yield updates

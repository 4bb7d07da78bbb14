"""What happens when someone uses the chat: events of the page → calls of the manager → updates of the page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.conversation import AttachmentId, Conversation, ConversationId, OwnerId, StoredMessage
from assistant.errors import AssistantError
from assistant.events import QuestionSaved, ReplyEvent, ReplyFinished, Stage, StageChanged
from assistant.manager import ConversationManager
from model.messages import Role, TextDelta
from web.chat_view import ChatMessages, render_conversation, render_draft, render_list, render_messages
from web.request_guard import owner_of
from web.shown_errors import errors_shown
from web.texts import Texts
from web.voice_panel import with_words

SECONDS_BETWEEN_UPDATES = 0.06  # what an eye can follow

Updates = dict[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatParts:
    """The components that the handlers update."""

    conversation_id: gr.Textbox
    chatbot: gr.Chatbot
    box: gr.MultimodalTextbox
    persona: gr.Radio
    conversations: gr.HTML
    search: gr.Textbox
    regenerate: gr.Button
    edit: gr.Button
    cancel_edit: gr.Button
    export: gr.Button
    is_editing: gr.State

    @property
    def all(self) -> list[Any]:
        """All of them, as outputs of an event."""
        return [getattr(self, name) for name in self.__slots__]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatHandlers:
    """The handlers of one page."""

    manager: ConversationManager
    texts: Texts
    default_persona: str
    parts: ChatParts

    # --- a turn ---------------------------------------------------------------------------------------------

    def send(
        self,
        value: dict[str, Any],
        conversation_id: str,
        persona: str,
        is_editing: bool,
        words: str,
        languages: str | None,
        request: gr.Request,
    ) -> Iterator[Updates]:
        """Ask a question, or put an edited one in place of the last."""
        owner, open_id = owner_of(request), ConversationId(conversation_id) if conversation_id else None
        text, files = value.get("text") or "", [Path(path) for path in value.get("files") or ()]
        if is_editing and open_id:

            def begin() -> Iterator[ReplyEvent]:
                return self.manager.edit_last_question(owner, open_id, text, language=self.texts.language)
        else:
            with errors_shown(self.texts):
                prepared = self.manager.prepare_turn(text, files, owner=owner)
                turn = with_words(prepared, words, languages)

            def begin() -> Iterator[ReplyEvent]:
                return self.manager.stream_reply(
                    owner, open_id, turn, persona=persona, language=self.texts.language
                )

        yield from self._run(owner, open_id, begin, keeps_last_question=not is_editing)

    def choose_example(
        self, event: gr.SelectData, conversation_id: str, persona: str, request: gr.Request
    ) -> Iterator[Updates]:
        """Ask one of the questions that an empty conversation offers."""
        yield from self.send(
            {"text": event.value["text"]}, conversation_id, persona, False, "", None, request
        )

    def regenerate(self, conversation_id: str, request: gr.Request) -> Iterator[Updates]:
        """Answer the last question again."""
        owner, open_id = owner_of(request), ConversationId(conversation_id)
        yield from self._run(
            owner,
            open_id,
            lambda: self.manager.regenerate(owner, open_id, language=self.texts.language),
            keeps_last_question=False,
        )

    def choose_product(
        self, event: gr.EventData, conversation_id: str, request: gr.Request
    ) -> Iterator[Updates]:
        """Answer the last question again for the product that the user chose."""
        owner, open_id = owner_of(request), ConversationId(conversation_id)
        photo, picture = AttachmentId(str(event.attachment)), str(event.picture)
        picture_id = int(picture) if picture.isascii() and picture.isdigit() else -1
        yield from self._run(
            owner,
            open_id,
            lambda: self.manager.choose_product(
                owner, open_id, photo, picture_id, language=self.texts.language
            ),
            keeps_last_question=False,
        )

    def stop(self, conversation_id: str, request: gr.Request) -> None:
        """Stop the reply; the event that streams it shows what it came to."""
        with errors_shown(self.texts):
            self.manager.stop_reply(owner_of(request), ConversationId(conversation_id))

    def _run(
        self,
        owner: OwnerId,
        open_id: ConversationId | None,
        begin: Callable[[], Iterator[ReplyEvent]],
        *,
        keeps_last_question: bool,
    ) -> Iterator[Updates]:
        shown_id = open_id
        with errors_shown(self.texts):
            earlier = self._messages_before(owner, open_id, keeps_last_question=keeps_last_question)
            try:
                with closing(begin()) as events:  # type: ignore[type-var]  # it is a generator
                    for shown_id, update in self._show(owner, events, earlier):  # noqa: B007  # for the error
                        yield update
            except AssistantError:
                if shown_id is not None:
                    yield self._updates(owner, self.manager.load_conversation(owner, shown_id))
                raise

    def _show(
        self, owner: OwnerId, events: Iterator[ReplyEvent], earlier: tuple[StoredMessage, ...]
    ) -> Iterator[tuple[ConversationId | None, Updates]]:
        parts, texts = self.parts, self.texts
        question: tuple[StoredMessage, ...] = ()
        shown_id: ConversationId | None = None
        stage, text, shown_at = Stage.WAITING, "", 0.0
        for event in events:
            match event:
                case QuestionSaved():
                    is_first, question, shown_id = not question, (event.message,), event.conversation_id
                    if is_first:
                        yield shown_id, self._started(owner, shown_id)
                case StageChanged():
                    stage = event.stage
                case TextDelta(text=piece):
                    text += piece
                    if time.monotonic() - shown_at < SECONDS_BETWEEN_UPDATES:
                        continue
                    shown_at = time.monotonic()
                case ReplyFinished(message=reply):
                    question = (*question, reply)
            messages: ChatMessages = render_messages((*earlier, *question), texts, is_running=True)
            if not isinstance(event, ReplyFinished):
                messages.append(render_draft(text, stage, texts))
            yield shown_id, {parts.chatbot: messages}
        if shown_id is not None:
            yield (
                shown_id,
                self._updates(owner, self.manager.load_conversation(owner, shown_id), keeps_box=True),
            )

    def _messages_before(
        self, owner: OwnerId, open_id: ConversationId | None, *, keeps_last_question: bool
    ) -> tuple[StoredMessage, ...]:
        if open_id is None:
            return ()
        messages = self.manager.load_conversation(owner, open_id).messages
        if keeps_last_question:
            return messages
        questions = [i for i, message in enumerate(messages) if message.role is Role.USER]
        return messages[: questions[-1]] if questions else messages

    def _started(self, owner: OwnerId, conversation_id: ConversationId) -> Updates:
        """Return the page as it is while a reply is being written."""
        parts = self.parts
        return {
            parts.conversation_id: conversation_id,
            parts.box: gr.update(
                value={"text": "", "files": []},
                submit_btn=False,
                stop_btn=True,
                placeholder=self.texts("chat.placeholder"),
            ),
            parts.persona: gr.update(visible=False),
            parts.conversations: self._list(owner, conversation_id),
            parts.regenerate: gr.update(visible=False),
            parts.edit: gr.update(visible=False),
            parts.cancel_edit: gr.update(visible=False),
            parts.export: gr.update(visible=False),
            parts.is_editing: False,
        }

    # --- conversations --------------------------------------------------------------------------------------

    def open(self, conversation_id: str, request: gr.Request) -> Updates:
        """Show a conversation; one that is not there gives an empty page and a word about it."""
        owner = owner_of(request)
        conversation = None
        if conversation_id:
            try:
                conversation = self.manager.load_conversation(owner, ConversationId(conversation_id))
            except AssistantError as exc:
                gr.Warning(self.texts.error(exc.code, exc.params), title="Docent")
        return self._updates(owner, conversation)

    def choose(self, event: gr.EventData, conversation_id: str, search: str, request: gr.Request) -> Updates:
        """Open, rename or delete a conversation of the list."""
        owner, chosen = owner_of(request), ConversationId(str(event.id))
        with errors_shown(self.texts):
            match str(event.do):
                case "open":
                    return self.open(chosen, request)
                case "rename":
                    self.manager.rename_conversation(owner, chosen, str(event.title))
                case "delete":
                    self.manager.delete_conversation(owner, chosen)
                    if chosen == conversation_id:
                        return self.open("", request)
        return {self.parts.conversations: self._list(owner, ConversationId(conversation_id), search)}

    def find(self, search: str, conversation_id: str, request: gr.Request) -> str:
        """List the conversations that hold the words."""
        with errors_shown(self.texts):
            return self._list(owner_of(request), ConversationId(conversation_id), search)

    # --- editing --------------------------------------------------------------------------------------------

    def begin_editing(self, conversation_id: str, request: gr.Request) -> Updates:
        """Put the last question into the box."""
        with errors_shown(self.texts):
            messages = self.manager.load_conversation(
                owner_of(request), ConversationId(conversation_id)
            ).messages
        text = next((m.text for m in reversed(messages) if m.role is Role.USER), "")
        return {
            self.parts.box: gr.update(
                value={"text": text, "files": []}, placeholder=self.texts("chat.editing_placeholder")
            ),
            self.parts.edit: gr.update(visible=False),
            self.parts.cancel_edit: gr.update(visible=True),
            self.parts.is_editing: True,
        }

    # --- the page -------------------------------------------------------------------------------------------

    def _updates(
        self, owner: OwnerId, conversation: Conversation | None, *, keeps_box: bool = False
    ) -> Updates:
        """Return the page as it is while nothing is being written; `keeps_box` leaves what is being typed."""
        parts, has_messages = self.parts, bool(conversation and conversation.messages)
        box: dict[str, Any] = {
            "submit_btn": True,
            "stop_btn": False,
            "placeholder": self.texts("chat.placeholder"),
        }
        if not keeps_box:
            box["value"] = {"text": "", "files": []}
        persona = conversation.persona if conversation else self.default_persona
        return {
            parts.conversation_id: conversation.id if conversation else "",
            parts.chatbot: render_conversation(conversation, self.texts),
            parts.box: gr.update(**box),
            parts.persona: gr.update(visible=conversation is None, value=persona),
            parts.conversations: self._list(owner, conversation.id if conversation else None),
            parts.search: "",
            parts.regenerate: gr.update(visible=has_messages),
            parts.edit: gr.update(visible=has_messages),
            parts.cancel_edit: gr.update(visible=False),
            parts.export: gr.update(visible=has_messages),
            parts.is_editing: False,
        }

    def _list(self, owner: OwnerId, current: ConversationId | None, search: str = "") -> str:
        found = self.manager.list_conversations(owner, search)
        return render_list(found, current, self.texts, is_search=bool(search.strip()))

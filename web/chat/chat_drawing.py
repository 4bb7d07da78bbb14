"""The view of a page → updates of its components."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import takewhile
from typing import Any

import gradio as gr

from assistant.conversation import Conversation, ConversationId
from assistant.errors import NotFoundError
from assistant.manager import ConversationManager
from assistant.people.principal import Principal
from assistant.profiles.profile import AssistantProfile
from assistant.profiles.profiles import Profiles
from assistant.turn.replies.running_replies import Progress, RunningReplies
from assistant.turn.suggestions import Suggestions
from web.chat.chat_view import ChatMessages, render_draft, render_list, render_messages, render_waiting
from web.chat.lesson_buttons import render_lesson_buttons
from web.chat.page_view import PageView
from web.chat.waiting_questions import WaitingQuestions
from web.texts import Texts

EXAMPLES = 4

Updates = dict[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatParts:
    """The components that are drawn."""

    conversation_id: gr.Textbox
    chatbot: gr.Chatbot
    box: gr.MultimodalTextbox
    assistant: gr.Radio
    conversations: gr.HTML
    search: gr.Textbox
    regenerate: gr.Button
    edit: gr.Button
    cancel_edit: gr.Button
    export: gr.Button
    queued: gr.HTML
    modes: gr.HTML

    @property
    def all(self) -> list[Any]:
        """All of them, as outputs of an event."""
        return [getattr(self, name) for name in self.__slots__]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A page as it is now.

    Attributes:
        updates: Of all its components.
        before: The messages above the one that is being written; all of them where none is.
    """

    updates: Updates
    before: ChatMessages


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatDrawing:
    """Draws pages of one language."""

    manager: ConversationManager
    replies: RunningReplies
    texts: Texts
    suggestions: Suggestions
    profiles: Profiles
    parts: ChatParts
    waiting: WaitingQuestions

    def draw(self, owner: Principal, page: PageView) -> Drawing:
        """Draw the whole page.

        Raises:
            AssistantError: The history can't be read.
        """
        conversation = self._load_shown(owner, page)
        reply = self.replies.find(owner, page.conversation_id)
        before, messages = self._render(conversation, reply.progress if reply else None)
        parts, is_busy = self.parts, reply is not None
        offered = self.profiles.meant_for(owner)
        chosen = self.profiles.choose_for(owner, page.assistant)
        can_change = _has_messages(conversation) and not is_busy
        updates = {
            parts.conversation_id: page.conversation_id or "",
            parts.chatbot: messages if conversation else self.draw_welcome(page),
            parts.box: self._draw_box(page, is_busy=is_busy),
            parts.assistant: gr.update(
                visible=conversation is None,
                choices=[(profile.offer(self.texts.language), profile.key) for profile in offered],
                value=conversation.assistant if conversation else chosen,
            ),
            parts.conversations: self.draw_list(owner, page),
            parts.search: "" if page.take_end_of_search() else gr.skip(),
            parts.regenerate: gr.update(visible=can_change and not page.is_editing),
            parts.edit: gr.update(visible=can_change and not page.is_editing),
            parts.cancel_edit: gr.update(visible=can_change and page.is_editing),
            parts.export: gr.update(visible=can_change),
            parts.modes: self._draw_modes(page, conversation),
            parts.queued: render_waiting(self.waiting.list(owner, page.conversation_id), self.texts),
        }
        return Drawing(updates=updates, before=before)

    def draw_choice(self, page: PageView) -> Updates:
        """Draw what depends on the assistant that is chosen for a new conversation."""
        return {
            self.parts.chatbot: self.draw_welcome(page),
            self.parts.modes: self._draw_modes(page, None),
        }

    def draw_welcome(self, page: PageView) -> Updates:
        """Draw an empty conversation with questions for the assistant that is chosen."""
        language = self.texts.language
        profile = self._shown_profile(page, None)
        found = self.suggestions.suggest(profile.key, language, count=EXAMPLES)
        if found.has_samples:
            examples = list(profile.examples(language))[:EXAMPLES]
        else:
            about = [self.texts("chat.example_about", topic=topic) for topic in found.topics]
            examples = [*found.questions, *about][:EXAMPLES]
        return gr.update(
            value=[],
            examples=[{"text": text} for text in examples],
            placeholder=render_greeting(profile, self.texts),
        )

    def draw_reply(self, drawing: Drawing, progress: Progress) -> Updates:
        """Draw only how far a reply has come, on the page as it was drawn."""
        return {self.parts.chatbot: [*drawing.before, *self._render_running(progress)]}

    def draw_list(self, owner: Principal, page: PageView) -> str:
        """Draw the list of conversations."""
        return render_list(
            self.manager.list_conversations(owner, page.search),
            page.conversation_id,
            self.texts,
            is_search=bool(page.search.strip()),
            running=frozenset(reply.conversation_id for reply in self.replies.of_principal(owner)),
        )

    def _shown_profile(self, page: PageView, conversation: Conversation | None) -> AssistantProfile:
        chosen = page.assistant or self.profiles.default_key
        return self.profiles.find(conversation.assistant if conversation else chosen)

    def _draw_modes(self, page: PageView, conversation: Conversation | None) -> str:
        if page.is_editing:
            return ""  # the box holds the last question
        return render_lesson_buttons(self._shown_profile(page, conversation), self.texts)

    def _load_shown(self, owner: Principal, page: PageView) -> Conversation | None:
        shown: ConversationId | None = page.conversation_id
        if shown is None:
            return None
        try:
            return self.manager.load_conversation(owner, shown)
        except NotFoundError:
            page.conversation_id, page.is_editing = None, False  # deleted from another page
            return None

    def _render(
        self, conversation: Conversation | None, progress: Progress | None
    ) -> tuple[ChatMessages, ChatMessages]:
        stored = conversation.messages if conversation else ()
        if progress is None:
            rendered = render_messages(stored, self.texts)
            return rendered, rendered
        earlier = takewhile(lambda message: message.id != progress.question.id, stored)
        before = render_messages(tuple(earlier), self.texts, is_running=True)
        return before, [*before, *self._render_running(progress)]

    def _render_running(self, progress: Progress) -> ChatMessages:
        question = render_messages([progress.question], self.texts, is_running=True)
        draft = render_draft(
            progress.text,
            progress.stage,
            self.texts,
            place=progress.place,
            is_stopping=progress.is_stopping,
        )
        return [*question, draft]

    def _draw_box(self, page: PageView, *, is_busy: bool) -> dict[str, Any]:
        placeholder = "chat.editing_placeholder" if page.is_editing else "chat.placeholder"
        box: dict[str, Any] = {
            "submit_btn": True,  # what is sent while an answer is written waits for its turn
            "stop_btn": is_busy,
            "placeholder": self.texts(placeholder),
        }
        value = page.take_box()
        if value is not None:
            box["value"] = value
        return gr.update(**box)


def render_greeting(profile: AssistantProfile, texts: Texts) -> str:
    """Render what stands above an empty conversation with an assistant."""
    greeting = profile.greeting(texts.language) or profile.name(texts.language)
    return f"<h2>{escape(greeting)}</h2><p>{escape(texts('chat.welcome_text'))}</p>"


def _has_messages(conversation: Conversation | None) -> bool:
    return conversation is not None and bool(conversation.messages)

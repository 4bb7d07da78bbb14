"""The chat: a list of conversations beside a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import gradio as gr

from assistant.manager import ConversationManager
from assistant.profiles.profiles import Profiles
from assistant.turn.replies.running_replies import RunningReplies
from assistant.turn.suggestions import Suggestions
from web.chat.chat_drawing import ChatDrawing, ChatParts, render_greeting
from web.chat.chat_handlers import ChatHandlers
from web.chat.next_questions import NextQuestions
from web.chat.page_following import PageFollowing
from web.chat.page_view import PageView
from web.chat.voice_panel import VoiceHandlers, build_voice_panel
from web.chat.waiting_questions import WaitingQuestions
from web.guards.quotas import Quotas
from web.guards.uploads import Uploads
from web.markup import DELIMITERS, DISPLAYED
from web.texts import Texts
from web.theme import render_theme_choice

LATEX_DELIMITERS: list[dict[str, str | bool]] = [
    {"left": left, "right": right, "display": left in DISPLAYED} for left, right in DELIMITERS
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the handlers of a page work with."""

    manager: ConversationManager
    replies: RunningReplies
    suggestions: Suggestions
    profiles: Profiles
    waiting: WaitingQuestions
    uploads: Uploads
    quotas: Quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class Triggers:
    """What is pressed or typed into and never drawn."""

    new: gr.Button
    product_choice: gr.HTML
    listening: Any  # the event that hears a recording before it is sent


@dataclass(frozen=True, slots=True, kw_only=True)
class EventState:
    """What goes with each event: the view of its page, and when it happened."""

    view: gr.State
    moment: gr.Number
    voice: VoiceHandlers


# A click in the list becomes one event with what is to be done; questions are asked in a dialog of the page.
LIST_SCRIPT = "docent.listenToList(element, trigger)"


def build_chat_page(
    services: Services, texts: Texts, *, site: str, max_question_characters: int
) -> gr.Blocks:
    """Compose the page in one language.

    Args:
        services: What the handlers work with.
        texts: In the language of the page.
        site: Whom the page is by; stands above the list.
        max_question_characters: A longer question is refused.
    """
    blocks = gr.Blocks(title=texts("page.title"), fill_height=True, delete_cache=(3600, 86400))
    with blocks:
        with gr.Sidebar(width=300, elem_id="sidebar"):
            new, search, conversations = _add_list(texts, site)
        with gr.Column(elem_id="main"):
            gr.HTML(_render_bar(texts))
            conversation_id = gr.Textbox(visible="hidden", elem_id="conversation-id", label="id")
            chatbot = _add_messages(services.profiles, texts)
            with gr.Row(elem_id="actions"):
                actions = _add_actions(texts)
            assistant = _add_choice_of_assistant(services.profiles, texts)
            queued = gr.HTML(
                elem_id="queued", js_on_load="docent.listenToQueue(element, trigger)", padding=False
            )
            modes = gr.HTML(
                elem_id="modes", js_on_load="docent.listenToModes(element, trigger)", padding=False
            )
            voice = build_voice_panel(texts)
            box = _add_box(texts, max_question_characters)
            product_choice = gr.HTML(
                elem_id="product-choice", js_on_load="window.docentChooseProduct = trigger"
            )
            # each page has a view of its own; when an event happens is said by the page
            view = gr.State(PageView())
            moment = gr.Number(visible="hidden", elem_id="moment", label="moment")
        parts = ChatParts(
            conversation_id=conversation_id,
            chatbot=chatbot,
            box=box,
            assistant=assistant,
            conversations=conversations,
            search=search,
            queued=queued,
            modes=modes,
            **actions,
        )
        hearing = VoiceHandlers(
            spoken=services.manager.spoken, texts=texts, panel=voice, uploads=services.uploads
        )
        listening = hearing.connect(box, assistant)
        triggers = Triggers(new=new, product_choice=product_choice, listening=listening)
        state = EventState(view=view, moment=moment, voice=hearing)
        _connect(blocks, _make_handlers(services, parts, texts), triggers, state)
    return blocks


def _add_list(texts: Texts, site: str) -> tuple[gr.Button, gr.Textbox, gr.HTML]:
    """Add what stands beside the conversation: the button for a new one, the search, and the list."""
    gr.HTML(f'<div id="brand">{escape(site)}</div>')
    new = gr.Button(texts("chat.new"), elem_id="new", variant="primary", size="md")
    search = gr.Textbox(
        placeholder=texts("chat.search"), label=texts("chat.search"), show_label=False, elem_id="search"
    )
    conversations = gr.HTML(js_on_load=LIST_SCRIPT, elem_id="conversations")
    gr.HTML(_render_menu(texts))
    return new, search, conversations


def _add_messages(profiles: Profiles, texts: Texts) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chatbot",
        label=texts("chat.log"),
        show_label=False,
        container=False,
        buttons=[],
        layout="bubble",
        height=None,
        allow_tags=False,
        latex_delimiters=LATEX_DELIMITERS,
        placeholder=render_greeting(profiles.default, texts),
        feedback_options=None,
    )


def _add_actions(texts: Texts) -> dict[str, gr.Button]:
    """Add what can be done with a conversation; which of it is shown depends on how the conversation stands."""
    variants: dict[str, Literal["secondary", "stop"]] = {
        "regenerate": "secondary",
        "edit": "secondary",
        "cancel_edit": "stop",
        "export": "secondary",
    }
    return {
        name: gr.Button(
            texts(f"chat.{name}"),
            size="sm",
            visible=False,
            elem_id=name.replace("_", "-"),
            variant=variant,
        )
        for name, variant in variants.items()
    }


def _add_choice_of_assistant(profiles: Profiles, texts: Texts) -> gr.Radio:
    return gr.Radio(
        [(profile.offer(texts.language), profile.key) for profile in profiles],
        value=profiles.default_key,
        label=texts("chat.choose_assistant"),
        elem_id="assistant",
    )


def _add_box(texts: Texts, max_question_characters: int) -> gr.MultimodalTextbox:
    """Add the box for a question, and below it what is kept of it."""
    box = gr.MultimodalTextbox(
        elem_id="box",
        label=texts("chat.input"),
        show_label=False,
        placeholder=texts("chat.placeholder"),
        sources=["upload", "microphone"],
        file_types=["image", "audio"],
        file_count="multiple",
        max_plain_text_length=max(max_question_characters, 1_000_000),  # too long is said, not made a file
        max_lines=8,
        autofocus=True,
    )
    gr.HTML(f'<p id="notice"><a href="/my-data">{escape(texts("chat.notice_link"))}</a></p>', padding=False)
    return box


def _make_handlers(services: Services, parts: ChatParts, texts: Texts) -> ChatHandlers:
    drawing = ChatDrawing(
        manager=services.manager,
        replies=services.replies,
        suggestions=services.suggestions,
        texts=texts,
        profiles=services.profiles,
        parts=parts,
        waiting=services.waiting,
    )
    following = PageFollowing(
        replies=services.replies,
        drawing=drawing,
        texts=texts,
        waiting=services.waiting,
        next_questions=NextQuestions(
            manager=services.manager, replies=services.replies, waiting=services.waiting, texts=texts
        ),
    )
    return ChatHandlers(
        manager=services.manager,
        replies=services.replies,
        drawing=drawing,
        following=following,
        texts=texts,
        waiting=services.waiting,
        uploads=services.uploads,
        quotas=services.quotas,
    )


def _connect(blocks: gr.Blocks, handlers: ChatHandlers, triggers: Triggers, state: EventState) -> None:
    parts, outputs = handlers.drawing.parts, handlers.drawing.parts.all
    open_id, view, moment = parts.conversation_id, state.view, state.moment
    at_once: dict[str, Any] = {
        "show_progress": "hidden",
        "api_visibility": "private",
        "concurrency_limit": None,
        "trigger_mode": "multiple",  # an event is not over before the replies that it follows are
    }
    # what changes the view says when it happened: `moment` is always the last input
    turning: dict[str, Any] = {**at_once, "js": "docent.withMoment"}

    panel = state.voice.panel
    asked = [parts.box, open_id, parts.assistant, view, panel.words, panel.languages, moment]
    send, changed = state.voice.emptying(handlers.send, parts.box), [*outputs, panel.names, *panel.outputs]
    parts.box.submit(send, asked, changed, cancels=[triggers.listening], **turning)
    parts.chatbot.example_select(
        handlers.choose_example, [open_id, parts.assistant, view, moment], outputs, **turning
    )
    parts.regenerate.click(handlers.regenerate, [open_id, view, moment], outputs, **turning)
    triggers.product_choice.select(handlers.choose_product, [open_id, view, moment], outputs, **turning)
    choice = [parts.chatbot, parts.modes]
    parts.assistant.input(handlers.choose_assistant, [parts.assistant, view], choice, **at_once)
    parts.box.stop(handlers.stop, [open_id], None, **at_once)
    parts.modes.select(handlers.choose_mode, [open_id, parts.assistant, view, moment], outputs, **turning)
    parts.queued.select(handlers.take_back, [open_id, view, moment], outputs, **turning)

    blocks.load(
        handlers.open, [open_id, view, moment], outputs, **{**turning, "js": "docent.readConversation"}
    )
    open_id.change(None, [open_id], None, js="docent.showConversation", api_visibility="private")
    triggers.new.click(handlers.open, [gr.State(""), view, moment], outputs, **turning)
    parts.conversations.select(handlers.choose, [view, moment], outputs, **turning)
    parts.search.input(handlers.find, [parts.search, view], [parts.conversations], **at_once)
    parts.edit.click(handlers.begin_editing, [open_id, view, moment], outputs, **turning)
    parts.cancel_edit.click(handlers.open, [open_id, view, moment], outputs, **turning)
    parts.export.click(None, [open_id], None, js="docent.exportConversation", api_visibility="private")


MENU_ICON = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 6h16M4 12h16M4 18h16" {}/></svg>'
NEW_ICON = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 5v14M5 12h14" {}/></svg>'
STROKE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"'


def _render_bar(texts: Texts) -> str:
    """Render the heading of the page; on a phone it is a bar with the menu and a new conversation."""
    menu, new = escape(texts("chat.menu")), escape(texts("chat.new"))
    return (
        f'<header id="bar"><button type="button" class="bar-menu" aria-label="{menu}" aria-expanded="false">'
        f"{MENU_ICON.format(STROKE)}</button><h1>{new}</h1>"
        f'<button type="button" class="bar-new" aria-label="{new}">{NEW_ICON.format(STROKE)}</button></header>'
    )


def _render_menu(texts: Texts) -> str:
    other = "zh" if texts.language == "en" else "en"
    return (
        '<nav id="menu">'
        f"{render_theme_choice(texts)}"
        f'<button type="button" class="language" data-language="{other}" lang="{other}">'
        f"{escape(texts('language.other'))}</button>"
        f'<a class="for-guests" href="/account/sign-in">{escape(texts("account.menu_sign_in"))}</a>'
        f'<a class="for-members" href="/account">{escape(texts("account.title"))}</a>'
        f'<a class="for-admins" href="/admin">{escape(texts("chat.admin"))}</a></nav>'
    )

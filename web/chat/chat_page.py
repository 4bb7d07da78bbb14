"""The chat: a list of conversations beside a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from assistant.manager import ConversationManager
from assistant.profiles.profiles import Profiles
from assistant.turn.replies.running_replies import RunningReplies
from assistant.turn.suggestions import Suggestions
from web.chat.chat_drawing import ChatDrawing, ChatParts, render_greeting
from web.chat.chat_handlers import ChatHandlers
from web.chat.next_questions import NextQuestions
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
    manager: ConversationManager,
    replies: RunningReplies,
    suggestions: Suggestions,
    texts: Texts,
    *,
    profiles: Profiles,
    max_question_characters: int,
    waiting: WaitingQuestions,
    uploads: Uploads,
    quotas: Quotas,
) -> gr.Blocks:
    """Compose the page in one language."""
    blocks = gr.Blocks(title=texts("page.title"), fill_height=True, delete_cache=(3600, 86400))
    with blocks:
        with gr.Sidebar(width=300, elem_id="sidebar"):
            gr.HTML('<div id="brand">Docent</div>')
            new = gr.Button(texts("chat.new"), elem_id="new", variant="primary", size="md")
            search = gr.Textbox(
                placeholder=texts("chat.search"),
                label=texts("chat.search"),
                show_label=False,
                elem_id="search",
            )
            conversations = gr.HTML(js_on_load=LIST_SCRIPT, elem_id="conversations")
            gr.HTML(_render_menu(texts))
        with gr.Column(elem_id="main"):
            gr.HTML(_render_bar(texts))
            conversation_id = gr.Textbox(visible="hidden", elem_id="conversation-id", label="id")
            chatbot = gr.Chatbot(
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
            with gr.Row(elem_id="actions"):
                regenerate = gr.Button(
                    texts("chat.regenerate"), size="sm", visible=False, elem_id="regenerate"
                )
                edit = gr.Button(texts("chat.edit"), size="sm", visible=False, elem_id="edit")
                cancel_edit = gr.Button(
                    texts("chat.cancel_edit"), size="sm", visible=False, elem_id="cancel-edit", variant="stop"
                )
                export = gr.Button(texts("chat.export"), size="sm", visible=False, elem_id="export")
            assistant = gr.Radio(
                [(profile.offer(texts.language), profile.key) for profile in profiles],
                value=profiles.default_key,
                label=texts("chat.choose_assistant"),
                elem_id="assistant",
            )
            queued = gr.HTML(
                elem_id="queued", js_on_load="docent.listenToQueue(element, trigger)", padding=False
            )
            voice = build_voice_panel(texts)
            box = gr.MultimodalTextbox(
                elem_id="box",
                label=texts("chat.input"),
                show_label=False,
                placeholder=texts("chat.placeholder"),
                sources=["upload", "microphone"],
                file_types=["image", "audio"],
                file_count="multiple",
                max_plain_text_length=max(
                    max_question_characters, 1_000_000
                ),  # too long is said, not made a file
                max_lines=8,
                autofocus=True,
            )
            gr.HTML(
                f'<p id="notice"><a href="/my-data">{escape(texts("chat.notice_link"))}</a></p>',
                padding=False,
            )
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
            regenerate=regenerate,
            edit=edit,
            cancel_edit=cancel_edit,
            export=export,
            queued=queued,
        )
        drawing = ChatDrawing(
            manager=manager,
            replies=replies,
            suggestions=suggestions,
            texts=texts,
            profiles=profiles,
            parts=parts,
            waiting=waiting,
        )
        handlers = ChatHandlers(
            manager=manager,
            replies=replies,
            drawing=drawing,
            texts=texts,
            waiting=waiting,
            next_questions=NextQuestions(manager=manager, replies=replies, waiting=waiting, texts=texts),
            uploads=uploads,
            quotas=quotas,
        )
        hearing = VoiceHandlers(spoken=manager.spoken, texts=texts, panel=voice, uploads=uploads)
        listening = hearing.connect(box, assistant)
        triggers = Triggers(new=new, product_choice=product_choice, listening=listening)
        _connect(blocks, handlers, triggers, EventState(view=view, moment=moment, voice=hearing))
    return blocks


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
    parts.assistant.input(handlers.choose_assistant, [parts.assistant, view], [parts.chatbot], **at_once)
    parts.box.stop(handlers.stop, [open_id], None, **at_once)
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

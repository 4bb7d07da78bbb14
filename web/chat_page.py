"""The chat: a list of conversations beside a conversation."""

from __future__ import annotations

from html import escape
from typing import Any

import gradio as gr

from assistant.manager import ConversationManager
from assistant.personas import PERSONAS
from web.chat_handlers import ChatHandlers, ChatParts
from web.texts import Texts
from web.voice_panel import VoiceHandlers, VoicePanel, build_voice_panel

EXAMPLES = 4
LATEX_DELIMITERS: list[dict[str, str | bool]] = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "\\[", "right": "\\]", "display": True},
    {"left": "\\(", "right": "\\)", "display": False},  # a single $ is money in a shop
]
# A click in the list becomes one event with what is to be done; questions are asked in a dialog of the page.
LIST_SCRIPT = "docent.listenToList(element, trigger)"


def build_chat_page(
    manager: ConversationManager,
    texts: Texts,
    *,
    default_persona: str,
    max_question_characters: int,
    parallel_replies: int,
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
                placeholder=f"<h2>{escape(texts('chat.welcome'))}</h2><p>{escape(texts('chat.welcome_text'))}</p>",
                examples=[{"text": texts(f"chat.example_{i}")} for i in range(1, EXAMPLES + 1)],
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
            persona = gr.Radio(
                [(texts(f"chat.persona_{name}"), name) for name in PERSONAS],
                value=default_persona,
                label=texts("chat.persona"),
                elem_id="persona",
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
            product_choice = gr.HTML(
                elem_id="product-choice", js_on_load="window.docentChooseProduct = trigger"
            )
            is_editing = gr.State(value=False)
        parts = ChatParts(
            conversation_id=conversation_id,
            chatbot=chatbot,
            box=box,
            persona=persona,
            conversations=conversations,
            search=search,
            regenerate=regenerate,
            edit=edit,
            cancel_edit=cancel_edit,
            export=export,
            is_editing=is_editing,
        )
        handlers = ChatHandlers(manager=manager, texts=texts, default_persona=default_persona, parts=parts)
        listening = VoiceHandlers(spoken=manager.spoken, texts=texts, panel=voice).connect(box, persona)
        _connect(blocks, handlers, new, product_choice, parallel_replies, voice, listening)
    return blocks


def _connect(
    blocks: gr.Blocks,
    handlers: ChatHandlers,
    new: gr.Button,
    product_choice: gr.HTML,
    parallel_replies: int,
    voice: VoicePanel,
    listening: Any,
) -> None:
    parts, outputs = handlers.parts, handlers.parts.all
    shared: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # every event that uses the model waits in one line
    reply = {**shared, "concurrency_limit": parallel_replies, "concurrency_id": "reply"}
    quick = {**shared, "concurrency_limit": None}
    open_id = parts.conversation_id

    asked = [parts.box, open_id, parts.persona, parts.is_editing, voice.words, voice.languages]
    parts.box.submit(handlers.send, asked, outputs, cancels=[listening], **reply)
    parts.chatbot.example_select(handlers.choose_example, [open_id, parts.persona], outputs, **reply)
    parts.regenerate.click(handlers.regenerate, [open_id], outputs, **reply)
    product_choice.select(handlers.choose_product, [open_id], outputs, **reply)
    parts.box.stop(handlers.stop, [open_id], None, **quick)

    blocks.load(handlers.open, [open_id], outputs, js="docent.readConversation", **quick)
    open_id.change(None, [open_id], None, js="docent.showConversation", api_visibility="private")
    new.click(handlers.open, [gr.State("")], outputs, **quick)
    parts.conversations.select(handlers.choose, [open_id, parts.search], outputs, **quick)
    parts.search.input(handlers.find, [parts.search, open_id], [parts.conversations], **quick)
    parts.edit.click(handlers.begin_editing, [open_id], outputs, **quick)
    parts.cancel_edit.click(handlers.open, [open_id], outputs, **quick)
    parts.export.click(None, [open_id], None, js="docent.exportConversation", api_visibility="private")


def _render_menu(texts: Texts) -> str:
    other = "zh" if texts.language == "en" else "en"
    return (
        '<nav id="menu">'
        f'<button type="button" class="theme">{escape(texts("chat.theme"))}</button>'
        f'<button type="button" class="language" data-language="{other}" lang="{other}">'
        f"{escape(texts('language.other'))}</button>"
        f'<a href="/admin">{escape(texts("chat.admin"))}</a></nav>'
    )

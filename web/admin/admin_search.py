"""The search tab: what a question finds, by which of the retrievers, and whether it would be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from assistant.profiles.profiles import Profiles
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import EVERYTHING
from web.admin.admin_view import render_search
from web.shown_errors import errors_shown
from web.texts import Texts

SEARCHED_PASSAGES = 5
EVERY = ""  # the choice of all collections


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHandlers:
    """What happens when someone uses the search tab."""

    knowledge: KnowledgeBase
    profiles: Profiles
    texts: Texts

    def search(self, query: str, assistant: str) -> Iterator[str]:
        """Show what a question finds."""
        yield f'<p class="empty" role="status">{escape(self.texts("admin.searching"))}</p>'
        try:
            with errors_shown(self.texts):
                scope = self.knowledge.scope_of(assistant) if assistant in self.profiles.keys else EVERYTHING
                found = self.knowledge.retrieve(query, k=SEARCHED_PASSAGES, scope=scope)
                html = render_search(found, self.texts)
        except gr.Error:
            yield ""
            raise
        yield html


def build_search_tab(knowledge: KnowledgeBase, profiles: Profiles, texts: Texts) -> None:
    """Compose the tab."""
    handlers = SearchHandlers(knowledge=knowledge, profiles=profiles, texts=texts)
    gr.HTML(f"<p>{escape(texts('admin.search_intro'))}</p>")
    with gr.Row():
        query = gr.Textbox(
            label=texts("admin.search"),
            placeholder=texts("admin.search_placeholder"),
            elem_id="query",
            scale=3,
        )
        assistants = [(texts("admin.every_collection"), EVERY)]
        assistants += [(profile.name(texts.language), profile.key) for profile in profiles]
        assistant = gr.Dropdown(
            assistants, value=EVERY, label=texts("admin.search_as"), elem_id="search-as", scale=1
        )
    found = gr.HTML(elem_id="found")
    events: dict[str, Any] = {
        "concurrency_limit": None,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    query.submit(handlers.search, [query, assistant], [found], **events)
    assistant.input(handlers.search, [query, assistant], [found], **events)

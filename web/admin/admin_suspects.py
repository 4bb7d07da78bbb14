"""The tab of suspicious sentences: what seems to speak to the assistant, and whether it may read it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from knowledge_base.errors import DocumentNotFoundError
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.store.suspect_rows import Decision
from knowledge_base.store.suspects import SuspectedSentence
from web.admin.admin_view import name_place
from web.shown_errors import errors_shown
from web.texts import Texts

SHOWN_SENTENCES = 300
_WAYS = {"let_read": Decision.KEPT, "leave_out": Decision.LEFT_OUT}  # by what the buttons are called


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectHandlers:
    """What happens when someone uses the tab."""

    knowledge: KnowledgeBase
    texts: Texts

    def refresh(self) -> str:
        """Show the sentences."""
        with errors_shown(self.texts):
            return render_suspects(self.knowledge.suspects.list_sentences(SHOWN_SENTENCES), self.texts)

    def decide(self, event: gr.EventData) -> str:
        """Keep what the admin decided; a sentence that is gone meanwhile needs no decision."""
        with errors_shown(self.texts):
            shown = {s.key: s for s in self.knowledge.suspects.list_sentences(SHOWN_SENTENCES)}
            suspect, decision = shown.get(str(event.id)), _WAYS.get(str(event.do))
            if suspect is not None and decision is not None:
                with suppress(DocumentNotFoundError):
                    self.knowledge.suspects.decide(suspect.passage.id, suspect.text, decision)
        return self.refresh()


def build_suspects_tab(tab: gr.Tab, knowledge: KnowledgeBase, texts: Texts) -> None:
    """Compose the tab; it is filled when it is opened."""
    handlers = SuspectHandlers(knowledge=knowledge, texts=texts)
    gr.HTML(f"<p>{escape(texts('admin.suspects_intro'))}</p>")
    sentences = gr.HTML(elem_id="suspects", js_on_load="docentAdmin.listenToItems(element, trigger)")
    quiet: dict[str, Any] = {
        "concurrency_limit": None,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    tab.select(handlers.refresh, None, [sentences], **quiet)
    sentences.select(handlers.decide, None, [sentences], **quiet)


def render_suspects(suspects: Sequence[SuspectedSentence], texts: Texts) -> str:
    """Render the sentences: those that wait for a decision first."""
    if not suspects:
        return f'<p class="empty">{escape(texts("admin.suspects_none"))}</p>'
    parts = []
    for decision in Decision:
        alike = [suspect for suspect in suspects if suspect.decision is decision]
        if alike:
            parts.append(f"<h3>{escape(texts(f'admin.suspects_{decision}'))} ({len(alike)})</h3>")
            parts += [_render_suspect(suspect, texts) for suspect in alike]
    return "".join(parts)


def _render_suspect(suspect: SuspectedSentence, texts: Texts) -> str:
    passage = suspect.passage
    place = " › ".join(filter(None, (passage.document_title, name_place(passage, texts))))
    label = escape(texts("admin.do_open"))
    buttons = "".join(
        f'<button type="button" data-do="{way}">{escape(texts(f"admin.do_{way}"))}</button>'
        for way, decision in _WAYS.items()
        if decision is not suspect.decision
    )
    return (
        f'<section class="passage item" data-id="{suspect.key}"><p>{escape(suspect.text)}</p>'
        f'<p class="place">{escape(place)} <button type="button" class="plain" data-do="open" '
        f'data-document="{passage.document_id}" data-ordinal="{passage.ordinal}" '
        f'data-quote="{escape(suspect.text)}">{label}</button></p>'
        f'<div class="row-actions">{buttons}</div></section>'
    )

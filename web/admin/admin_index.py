"""The index tab: what is indexed, how it is searched, and what the fast search finds of what the exact one finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from knowledge_base.index.index_recall import RecallReport
from knowledge_base.index.indexes import IndexFacts
from knowledge_base.knowledge import KnowledgeBase
from web.shown_errors import errors_shown
from web.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexHandlers:
    """What happens when someone uses the index tab."""

    knowledge: KnowledgeBase
    texts: Texts

    def refresh(self) -> str:
        """Show what is indexed."""
        with errors_shown(self.texts):
            return render_facts(self.knowledge.index_facts(), self.texts)

    def measure(self) -> Iterator[str]:
        """Compare the index with exact search."""
        yield f'<p class="note" role="status">{escape(self.texts("admin.recall_measuring"))}</p>'
        try:
            with errors_shown(self.texts):
                html = render_recall(self.knowledge.measure_recall(), self.texts)
        except gr.Error:
            yield ""
            raise
        yield html


def build_index_tab(tab: gr.Tab, knowledge: KnowledgeBase, texts: Texts) -> None:
    """Compose the tab; it is filled when it is opened."""
    handlers = IndexHandlers(knowledge=knowledge, texts=texts)
    facts = gr.HTML(elem_id="index-facts")
    gr.HTML(f"<p>{escape(texts('admin.recall_intro'))}</p>")
    measure = gr.Button(texts("admin.recall_measure"), size="sm", elem_id="measure-recall")
    recall = gr.HTML(elem_id="recall")
    events: dict[str, Any] = {
        "concurrency_limit": 1,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    tab.select(handlers.refresh, None, [facts], **events)
    measure.click(handlers.measure, None, [recall], **events)


def render_facts(facts: IndexFacts, texts: Texts) -> str:
    """Render what is indexed."""
    rows = (
        ("admin.index_passages", str(facts.passage_count)),
        ("admin.index_encoder", facts.encoder),
        ("admin.index_kind", texts(f"admin.index_{facts.kind}")),
        ("admin.index_work", texts("admin.index_building" if facts.is_building else "admin.index_idle")),
    )
    return (
        '<table class="facts-table">'
        + "".join(f"<tr><th>{escape(texts(key))}</th><td>{escape(value)}</td></tr>" for key, value in rows)
        + "</table>"
    )


def render_recall(report: RecallReport, texts: Texts) -> str:
    """Render a measurement."""
    if not report.queries:
        return f'<p class="empty">{escape(texts("admin.recall_none"))}</p>'
    said = texts(
        "admin.recall_result",
        recall=f"{report.recall:.1%}",
        k=report.k,
        queries=report.queries,
        milliseconds=f"{1000 * report.median_seconds:.2f}",
    )
    return f'<p class="note">{escape(said)}</p>'

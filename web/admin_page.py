"""The admin page: documents in, their state, their passages, and a search to try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from knowledge_base.errors import DocumentError
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.loaders.formats import FORMATS_BY_SUFFIX
from knowledge_base.passages import DocumentId
from web.admin_view import render_documents, render_passages, render_search
from web.shown_errors import errors_shown
from web.texts import Texts

REFRESH_SECONDS = 1.5
SHOWN_PASSAGES = 200
SEARCHED_PASSAGES = 5
CANCELLED = "cancelled"  # what the page's script hands over instead of an id


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminHandlers:
    """What happens when someone uses the admin page."""

    knowledge: KnowledgeBase
    texts: Texts

    def refresh(self) -> tuple[str, Any]:
        """Show the documents as they are now."""
        with errors_shown(self.texts):
            documents = self.knowledge.documents()
        note = "" if self.knowledge.is_ready else f"<p>{escape(self.texts('admin.loading'))}</p>"
        choices = [(document.name, document.id) for document in documents]
        return note + render_documents(documents, self.texts), gr.update(choices=choices)

    def add(self, paths: Sequence[str] | None) -> tuple[None, str, Any]:
        """Take uploaded files; each that can't be used is named with the reason."""
        for path in map(Path, paths or ()):
            try:
                self.knowledge.add_document(path.name, path.read_bytes())
            except DocumentError as exc:
                gr.Warning(
                    escape(self.texts.error(exc.code, exc.params, name=path.name)),
                    title="Docent",
                    duration=15,
                )
            else:
                gr.Info(escape(self.texts("admin.added", name=path.name)), title="Docent", duration=4)
        return (None, *self.refresh())

    def show(self, document_id: str | None) -> str:
        """Show a document's passages."""
        with errors_shown(self.texts):
            passages = self.knowledge.passages(self._chosen(document_id), limit=SHOWN_PASSAGES)
        return render_passages(passages, self.texts)

    def delete(self, document_id: str | None) -> tuple[str, str, Any]:
        """Delete a document, unless the person thought better of it."""
        if document_id != CANCELLED:
            with errors_shown(self.texts):
                self.knowledge.delete_documents(self._chosen(document_id))
        table, _ = self.refresh()
        choices = [(document.name, document.id) for document in self.knowledge.documents()]
        return "", table, gr.update(choices=choices, value=None)

    def reindex(self, document_id: str | None) -> tuple[str, Any]:
        """Read a document again."""
        with errors_shown(self.texts):
            self.knowledge.reindex(self._chosen(document_id))
        return self.refresh()

    def reindex_all(self) -> tuple[str, Any]:
        """Read all documents again."""
        with errors_shown(self.texts):
            self.knowledge.reindex(*(document.id for document in self.knowledge.documents()))
        return self.refresh()

    def add_samples(self) -> tuple[str, Any]:
        """Add the sample documents."""
        with errors_shown(self.texts):
            gr.Info(self.texts("admin.samples_added", count=self.knowledge.add_samples()), title="Docent")
        return self.refresh()

    def remove_samples(self) -> tuple[str, Any]:
        """Delete the sample documents."""
        with errors_shown(self.texts):
            gr.Info(
                self.texts("admin.samples_removed", count=self.knowledge.remove_samples()), title="Docent"
            )
        return self.refresh()

    def search(self, query: str) -> str:
        """Show what a question finds."""
        with errors_shown(self.texts):
            return render_search(self.knowledge.retrieve(query, k=SEARCHED_PASSAGES), self.texts)

    def _chosen(self, document_id: str | None) -> DocumentId:
        if not document_id:
            raise gr.Error(self.texts("admin.choose_first"), title="Docent", print_exception=False)
        return DocumentId(document_id)


def build_admin_page(knowledge: KnowledgeBase, texts: Texts) -> gr.Blocks:
    """Compose the page in one language."""
    handlers = AdminHandlers(knowledge=knowledge, texts=texts)
    blocks = gr.Blocks(title=texts("page.admin_title"), delete_cache=(3600, 86400))
    quiet: dict[str, Any] = {
        "concurrency_limit": None,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    with blocks:
        gr.HTML(
            f'<header id="admin-head"><h1>{escape(texts("admin.heading"))}</h1>'
            f'<a href="/">{escape(texts("admin.back"))}</a></header><p>{escape(texts("admin.intro"))}</p>'
        )
        files = gr.File(
            label=texts("admin.upload"),
            file_count="multiple",
            file_types=sorted(FORMATS_BY_SUFFIX),
            height=140,
            elem_id="files",
        )
        table = gr.HTML(elem_id="documents")
        with gr.Row():
            reindex_all = gr.Button(texts("admin.reindex_all"), size="sm")
            add_samples = gr.Button(texts("admin.add_samples"), size="sm", elem_id="add-samples")
            remove_samples = gr.Button(texts("admin.remove_samples"), size="sm", elem_id="remove-samples")
        with gr.Row(elem_id="document-actions"):
            chosen = gr.Dropdown([], value=None, label=texts("admin.choose"), elem_id="chosen", scale=3)
            show = gr.Button(texts("admin.show"), size="sm", elem_id="show")
            reindex = gr.Button(texts("admin.reindex"), size="sm", elem_id="reindex")
            delete = gr.Button(texts("admin.delete"), size="sm", variant="stop", elem_id="delete")
        passages = gr.HTML(elem_id="passages")
        with gr.Row():
            query = gr.Textbox(
                label=texts("admin.search"), placeholder=texts("admin.search_placeholder"), elem_id="query"
            )
        found = gr.HTML(elem_id="found")

        shown = [table, chosen]
        blocks.load(handlers.refresh, None, shown, **quiet)
        gr.Timer(REFRESH_SECONDS).tick(handlers.refresh, None, shown, **quiet)
        files.upload(handlers.add, [files], [files, *shown], **quiet)
        show.click(handlers.show, [chosen], [passages], **quiet)
        reindex.click(handlers.reindex, [chosen], shown, **quiet)
        delete.click(handlers.delete, [chosen], [passages, *shown], js="docent.confirmDelete", **quiet)
        reindex_all.click(handlers.reindex_all, None, shown, **quiet)
        add_samples.click(handlers.add_samples, None, shown, **quiet)
        remove_samples.click(handlers.remove_samples, None, shown, **quiet)
        query.submit(handlers.search, [query], [found], **quiet)
    return blocks

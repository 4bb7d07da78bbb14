"""The documents tab: files in, their state, what can be done with each, and who answers from which collection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.personas import PERSONAS
from knowledge_base.errors import DocumentError
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.loaders.formats import FORMATS_BY_SUFFIX
from knowledge_base.passages import DEFAULT_COLLECTION, DocumentId, DocumentSummary
from knowledge_base.properties import make_properties
from web.admin_view import render_collections, render_documents, render_passages
from web.shown_errors import errors_shown
from web.texts import Texts

SHOWN_PASSAGES = 200
ALL = ""  # the choice of every collection
QUIET: dict[str, Any] = {
    "concurrency_limit": None,
    "show_progress": "hidden",
    "api_visibility": "private",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHandlers:
    """What happens when someone uses the documents tab."""

    knowledge: KnowledgeBase
    texts: Texts

    def refresh(self, words: str, collection: str, shown: str) -> tuple[Any, Any, str]:
        """Show the documents as they are now; what did not change is not sent again.

        Args:
            words: Only documents whose name, title or tags hold them.
            collection: Only documents of this one; empty means all.
            shown: What the page shows.
        """
        with errors_shown(self.texts):
            documents = [d for d in self.knowledge.documents() if _matches(d, words, collection)]
            collections = self.knowledge.collections.list()
            html = self._render_notes() + render_documents(
                documents, self.texts, today=date.today(), is_filtered=bool(words.strip() or collection)
            )
            rendered = render_collections(collections, self.texts)
        if html + rendered == shown:
            return gr.skip(), gr.skip(), shown
        return html, rendered, html + rendered

    def list_collections(self) -> tuple[Any, Any]:
        """Offer the collections, for adding to and for looking at."""
        names = [collection.name for collection in self.knowledge.collections.list()]
        everything = [(self.texts("admin.all_collections"), ALL), *((name, name) for name in names)]
        return gr.update(choices=names), gr.update(choices=everything)

    def add(self, paths: Sequence[str] | None, collection: str | None, tags: str) -> None:
        """Take uploaded files; each that can't be used is named with the reason."""
        with errors_shown(self.texts):
            properties = make_properties(
                collection=collection or DEFAULT_COLLECTION, tags=tags.replace("，", ",").split(",")
            )
        for path in map(Path, paths or ()):
            try:
                document_id = self.knowledge.add_document(path.name, path.read_bytes(), properties)
            except DocumentError as exc:
                problem = self.texts.error(exc.code, exc.params, name=path.name)
                gr.Warning(escape(problem), title="Docent", duration=15)
            else:
                version = self.knowledge.versions(document_id)[0].version
                key = "admin.added" if version == 1 else "admin.added_version"
                said = self.texts(key, name=path.name, version=version)
                gr.Info(escape(said), title="Docent", duration=4)

    def act(self, event: gr.EventData) -> Any:
        """Do what a button of a document's row says."""
        document_id, wanted = DocumentId(str(event.id)), str(event.do)
        with errors_shown(self.texts):
            match wanted:
                case "passages":
                    passages = self.knowledge.passages(document_id, limit=SHOWN_PASSAGES)
                    return render_passages(passages, self.texts)
                case "reindex":
                    self.knowledge.reindex(document_id)
                case "cancel":
                    self.knowledge.cancel(document_id)
                case "delete":
                    self.knowledge.delete_documents(document_id)
                    return ""
                case "properties":
                    self._set_properties(document_id, event)
        return gr.skip()

    def act_on_collection(self, event: gr.EventData) -> None:
        """Give a collection to assistants, or remove an empty one."""
        with errors_shown(self.texts):
            if str(event.do) == "remove":
                self.knowledge.collections.remove(str(event.name))
                return
            assistants = frozenset(str(name) for name in event.assistants)
            given = None if assistants >= PERSONAS.keys() else assistants & PERSONAS.keys()
            self.knowledge.collections.give(str(event.name), given)

    def reindex_all(self) -> None:
        """Read all documents again."""
        with errors_shown(self.texts):
            self.knowledge.reindex(*(document.id for document in self.knowledge.documents()))

    def switch_pause(self) -> Any:
        """Pause the queue, or let it go on."""
        with errors_shown(self.texts):
            self.knowledge.pause(is_paused=not self.knowledge.is_paused)
            return self.name_pause()

    def name_pause(self) -> Any:
        """Say what the button for pausing does now."""
        is_paused = self.knowledge.is_ready and self.knowledge.is_paused
        return gr.update(value=self.texts("admin.resume" if is_paused else "admin.pause"))

    def add_samples(self) -> None:
        """Add the sample documents."""
        with errors_shown(self.texts):
            gr.Info(self.texts("admin.samples_added", count=self.knowledge.add_samples()), title="Docent")

    def remove_samples(self) -> None:
        """Delete the sample documents."""
        with errors_shown(self.texts):
            count = self.knowledge.remove_samples()
            gr.Info(self.texts("admin.samples_removed", count=count), title="Docent")

    def _set_properties(self, document_id: DocumentId, event: gr.EventData) -> None:
        days = [
            date.fromisoformat(str(day)) if day else None for day in (event.valid_from, event.valid_until)
        ]
        properties = make_properties(
            collection=str(event.collection),
            tags=str(event.tags).replace("，", ",").split(","),
            valid_from=days[0],
            valid_until=days[1],
        )
        self.knowledge.set_properties(document_id, properties)

    def _render_notes(self) -> str:
        notes = []
        if not self.knowledge.is_ready:
            notes.append(self.texts("admin.loading"))
        else:
            if self.knowledge.is_paused:
                notes.append(self.texts("admin.paused"))
            progress = self.knowledge.reembedding_progress
            if progress is not None:
                notes.append(self.texts("admin.reembedding", percent=round(100 * progress)))
        return "".join(f'<p class="note" role="status">{escape(note)}</p>' for note in notes)


def build_documents_tab(blocks: gr.Blocks, timer: gr.Timer, knowledge: KnowledgeBase, texts: Texts) -> None:
    """Compose the tab."""
    handlers = DocumentHandlers(knowledge=knowledge, texts=texts)
    gr.HTML(f"<p>{escape(texts('admin.intro'))}</p>")
    with gr.Row(equal_height=True):
        files = gr.File(
            label=texts("admin.upload"),
            file_count="multiple",
            file_types=sorted(FORMATS_BY_SUFFIX),
            height=170,
            elem_id="files",
            scale=3,
        )
        with gr.Column(scale=2, min_width=240):
            collection = gr.Dropdown(
                [DEFAULT_COLLECTION],
                value=DEFAULT_COLLECTION,
                label=texts("admin.collection"),
                allow_custom_value=True,
                elem_id="collection",
            )
            tags = gr.Textbox(
                label=texts("admin.tags"), placeholder=texts("admin.tags_placeholder"), elem_id="tags"
            )
    with gr.Row(elem_id="filters"):
        words = gr.Textbox(
            placeholder=texts("admin.filter"), label=texts("admin.filter"), show_label=False, elem_id="filter"
        )
        looked_at = gr.Dropdown(
            [(texts("admin.all_collections"), ALL)],
            value=ALL,
            label=texts("admin.collection"),
            show_label=False,
            elem_id="looked-at",
        )
    table = gr.HTML(elem_id="documents", js_on_load="docentAdmin.listenToDocuments(element, trigger)")
    with gr.Row(elem_id="document-actions"):
        pause = gr.Button(texts("admin.pause"), size="sm", elem_id="pause")
        reindex_all = gr.Button(texts("admin.reindex_all"), size="sm", elem_id="reindex-all")
        add_samples = gr.Button(texts("admin.add_samples"), size="sm", elem_id="add-samples")
        remove_samples = gr.Button(texts("admin.remove_samples"), size="sm", elem_id="remove-samples")
    passages = gr.HTML(elem_id="passages")
    with gr.Accordion(texts("admin.collections"), open=False, elem_id="collections-part"):
        gr.HTML(f"<p>{escape(texts('admin.collections_intro'))}</p>")
        collections = gr.HTML(
            elem_id="collections", js_on_load="docentAdmin.listenToCollections(element, trigger)"
        )
    shown = gr.State("")

    looks, outputs = [words, looked_at, shown], [table, collections, shown]
    choices = (handlers.list_collections, None, [collection, looked_at])
    blocks.load(handlers.refresh, looks, outputs, **QUIET)
    blocks.load(*choices, **QUIET)
    blocks.load(handlers.name_pause, None, [pause], **QUIET)
    timer.tick(handlers.refresh, looks, outputs, **QUIET)
    words.input(handlers.refresh, looks, outputs, **QUIET)
    looked_at.input(handlers.refresh, looks, outputs, **QUIET)
    added = files.upload(handlers.add, [files, collection, tags], None, **QUIET)
    changes = [
        added.then(lambda: None, None, [files], **QUIET),
        table.select(handlers.act, None, [passages], **QUIET),
        collections.select(handlers.act_on_collection, None, None, **QUIET),
        reindex_all.click(handlers.reindex_all, None, None, **QUIET),
        pause.click(handlers.switch_pause, None, [pause], **QUIET),
        add_samples.click(handlers.add_samples, None, None, **QUIET),
        remove_samples.click(handlers.remove_samples, None, None, **QUIET),
    ]
    for change in changes:
        change.then(handlers.refresh, looks, outputs, **QUIET).then(*choices, **QUIET)


def _matches(document: DocumentSummary, words: str, collection: str) -> bool:
    text = " ".join((document.name, document.title, *document.properties.tags)).lower()
    is_named = all(word in text for word in words.lower().split())
    return is_named and collection in {ALL, document.properties.collection}

"""The documents tab: files in, their state, and what can be done with each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import gradio as gr
from gradio.components import Component

from assistant.profiles.profiles import Profiles
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentId, DocumentSummary
from knowledge_base.reading.loaders.formats import FORMATS_BY_SUFFIX
from web.admin.admin_poll import poll
from web.admin.admin_table import ALL, IN_WORK, STATE_CHOICES, WITH_WARNINGS, TableView, render_documents
from web.admin.admin_upload import UploadHandlers, read_properties
from web.guards.uploads import Uploads
from web.messages import say
from web.shown_errors import errors_shown
from web.texts import Texts

PROPERTIES = ("collection", "tags", "valid_from", "valid_until")
QUIET: dict[str, Any] = {
    "concurrency_limit": None,
    "show_progress": "hidden",
    "api_visibility": "private",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHandlers:
    """What happens when someone uses the documents tab."""

    knowledge: KnowledgeBase
    profiles: Profiles
    texts: Texts

    def refresh(self, words: str, collection: str, state: str, page: int, shown: str) -> tuple[Any, str]:
        """Show the documents as they are now; what did not change is not sent again.

        Args:
            words: Of the filter; see `TableView` for this and the next three.
            collection: That is looked at.
            state: That is looked at.
            page: That is looked at.
            shown: What the page shows.
        """
        view = TableView(words=words, collection=collection, state=state, page=page)
        with errors_shown(self.texts):
            documents = self.knowledge.documents()
            names = [collection.name for collection in self.knowledge.collections.list()]
            table = render_documents(documents, view, self.texts, today=date.today())
            is_busy = not self.knowledge.is_ready or any(d.state in IN_WORK for d in documents)
            described = f'data-busy="{str(is_busy).lower()}" {self._describe(names)}'
            html = f"<div {described}>{self._render_notes()}{self._render_bar(documents)}{table}</div>"
        return (gr.skip(), shown) if html == shown else (html, html)

    def find(self, words: str, collection: str, state: str, shown: str) -> tuple[Any, int, str]:
        """Show the first page of other documents."""
        html, now_shown = self.refresh(words, collection, state, 0, shown)
        return html, 0, now_shown

    def list_collections(self) -> Any:
        """Offer the collections for looking at."""
        names = [collection.name for collection in self.knowledge.collections.list()]
        return gr.update(
            choices=[(self.texts("admin.all_collections"), ALL), *((name, name) for name in names)]
        )

    def act(self, page: int, event: gr.EventData) -> int:
        """Do what a button of the table says; returns the page that is looked at."""
        wanted = str(event.do)
        with errors_shown(self.texts):
            match wanted:
                case "page":
                    return max(0, int(str(event.page)))
                case "pause" | "resume":
                    self.knowledge.pause(is_paused=wanted == "pause")
                case "reindex_all":
                    self.knowledge.reindex(*(document.id for document in self.knowledge.documents()))
                case "add_samples":
                    count = self.knowledge.add_samples()
                    say(self.texts("admin.samples_added", count=count))
                case "remove_samples":
                    count = self.knowledge.remove_samples()
                    say(self.texts("admin.samples_removed", count=count))
                case _:
                    self._act_on(DocumentId(str(event.id)), wanted, event)
        return page

    def _act_on(self, document_id: DocumentId, wanted: str, event: gr.EventData) -> None:
        match wanted:
            case "reindex":
                self.knowledge.reindex(document_id)
            case "cancel":
                self.knowledge.cancel(document_id)
            case "delete":
                self.knowledge.delete_documents(document_id)
            case "properties":
                answers = {name: getattr(event, name) for name in PROPERTIES}
                self.knowledge.set_properties(document_id, read_properties(answers))

    def _describe(self, collections: Sequence[str]) -> str:
        """Tell the page's script what its dialogs offer."""
        assistants = {profile.key: profile.name(self.texts.language) for profile in self.profiles}
        given = {"collections": collections, "assistants": assistants}
        return " ".join(
            f'data-{name}="{escape(json.dumps(value, ensure_ascii=False))}"' for name, value in given.items()
        )

    def _render_bar(self, documents: Sequence[DocumentSummary]) -> str:
        """Render the buttons that concern all documents."""
        samples = sum(document.is_sample for document in documents)
        is_paused = self.knowledge.is_paused
        buttons = [("resume", 0) if is_paused else ("pause", 0)]
        buttons += [("reindex_all", len(documents))] if documents else []
        buttons.append(("remove_samples", samples) if samples else ("add_samples", 0))
        html = "".join(
            f'<button type="button" class="plain" data-do="{name}" data-count="{count}">'
            f"{escape(self.texts(f'admin.{name}'))}</button>"
            for name, count in buttons
        )
        return f'<div class="bar" id="document-actions">{html}</div>'

    def _render_notes(self) -> str:
        notes = []
        if not self.knowledge.is_ready:
            notes.append(self.texts("admin.loading"))
        if self.knowledge.is_paused:
            notes.append(self.texts("admin.paused"))
        progress = self.knowledge.reembedding_progress
        if progress is not None:
            notes.append(self.texts("admin.reembedding", percent=round(100 * progress)))
        return "".join(f'<p class="note" role="status">{escape(note)}</p>' for note in notes)


def build_documents_tab(
    blocks: gr.Blocks, knowledge: KnowledgeBase, profiles: Profiles, texts: Texts, uploads: Uploads
) -> None:
    """Compose the tab."""
    handlers = DocumentHandlers(knowledge=knowledge, profiles=profiles, texts=texts)
    adding = UploadHandlers(knowledge=knowledge, profiles=profiles, texts=texts, uploads=uploads)
    gr.HTML(f"<p>{escape(texts('admin.intro'))}</p>")
    files = gr.File(
        label=texts("admin.upload"),
        file_count="multiple",
        file_types=sorted(FORMATS_BY_SUFFIX),
        height=150,
        elem_id="files",
    )
    answers = gr.Textbox(visible="hidden", elem_id="upload-answers", label="answers")
    held_files = gr.HTML(elem_id="held", js_on_load="docentAdmin.listenToHeld(element, trigger)")
    with gr.Row(elem_id="filters"):
        words = gr.Textbox(
            placeholder=texts("admin.filter"), label=texts("admin.filter"), show_label=False, elem_id="filter"
        )
        collection = gr.Dropdown(
            [(texts("admin.all_collections"), ALL)],
            value=ALL,
            label=texts("admin.collection"),
            show_label=False,
            elem_id="looked-at",
        )
        states = [(texts("admin.all_states"), ALL)]
        states += [(texts(f"admin.only_{name}"), name) for name in (*STATE_CHOICES, WITH_WARNINGS)]
        state = gr.Dropdown(
            states, value=ALL, label=texts("admin.state"), show_label=False, elem_id="only-state"
        )
    table = gr.HTML(elem_id="documents", js_on_load="docentAdmin.listenToDocuments(element, trigger)")
    page, shown, held = gr.State(0), gr.State(""), gr.State(())

    filters: list[Component] = [words, collection, state]
    looks, outputs = [*filters, page, shown], [table, shown]
    blocks.load(handlers.refresh, looks, outputs, **QUIET)
    blocks.load(handlers.list_collections, None, [collection], **QUIET)
    poll("documents", handlers.refresh, looks, outputs)
    for listen in (words.input, collection.input, state.input):
        listen(handlers.find, [*filters, shown], [table, page, shown], **QUIET)
    added = files.upload(
        adding.add, [files, answers, held], [held_files, held], js="docentAdmin.askUpload", **QUIET
    )
    changes = [
        added.then(lambda: None, None, [files], **QUIET),
        held_files.select(adding.decide, [held], [held_files, held], **QUIET),
        table.select(handlers.act, [page], [page], **QUIET),
    ]
    for change in changes:
        change.then(handlers.refresh, looks, outputs, **QUIET).then(
            handlers.list_collections, None, [collection], **QUIET
        )

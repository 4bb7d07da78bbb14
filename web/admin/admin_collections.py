"""The collections tab: which there are, and which assistants answer from each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from assistant.profiles.profiles import Profiles
from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import Collection
from web.admin.admin_poll import poll
from web.messages import say
from web.shown_errors import errors_shown
from web.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionHandlers:
    """What happens when someone uses the collections tab."""

    knowledge: KnowledgeBase
    profiles: Profiles
    texts: Texts

    def refresh(self, shown: str) -> tuple[Any, str]:
        """Show the collections as they are now; what did not change is not sent again."""
        with errors_shown(self.texts):
            html = render_collections(self.knowledge.collections.list(), self.profiles, self.texts)
        return (gr.skip(), shown) if html == shown else (html, html)

    def act(self, event: gr.EventData) -> None:
        """Make a collection, give one to assistants, or remove an empty one."""
        name, wanted = str(event.name), str(event.do)
        with errors_shown(self.texts):
            if wanted == "remove":
                self.knowledge.collections.remove(name)
            elif wanted == "create":
                made = self.knowledge.collections.create(
                    name, read_assistants(event.assistants, self.profiles)
                )
                say(self.texts("admin.collection_made", name=made))
            else:
                self.knowledge.collections.give(name, read_assistants(event.assistants, self.profiles))


def read_assistants(names: Sequence[object], profiles: Profiles) -> frozenset[str] | None:
    """Return the assistants of ticked boxes; None where all are ticked, and later ones are meant too."""
    ticked = frozenset(map(str, names)) & profiles.keys
    return None if ticked == profiles.keys else ticked


def build_collections_tab(tab: gr.Tab, knowledge: KnowledgeBase, profiles: Profiles, texts: Texts) -> None:
    """Compose the tab; it is filled when it is opened."""
    handlers = CollectionHandlers(knowledge=knowledge, profiles=profiles, texts=texts)
    gr.HTML(f"<p>{escape(texts('admin.collections_intro'))}</p>")
    collections = gr.HTML(
        elem_id="collections", js_on_load="docentAdmin.listenToCollections(element, trigger)"
    )
    shown = gr.State("")
    quiet: dict[str, Any] = {
        "concurrency_limit": None,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    tab.select(handlers.refresh, [shown], [collections, shown], **quiet)
    poll("collections", handlers.refresh, [shown], [collections, shown])
    # a refused change must be undone on the screen too: nothing counts as shown
    acted = collections.select(handlers.act, None, None, **quiet)
    acted.then(lambda: "", None, [shown], **quiet).then(
        handlers.refresh, [shown], [collections, shown], **quiet
    )


def render_collections(collections: Sequence[Collection], profiles: Profiles, texts: Texts) -> str:
    """Render the collections with a box for each assistant."""
    rows = "".join(_render_collection(collection, profiles, texts) for collection in collections)
    names = (profile.name(texts.language) for profile in profiles)
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    return (
        f'<div class="bar"><button type="button" class="plain" data-do="create">'
        f"{escape(texts('admin.new_collection'))}</button></div>"
        f'<table class="collections"><thead><tr><th scope="col">{escape(texts("admin.collection"))}</th>'
        f'<th scope="col">{escape(texts("admin.documents"))}</th>{heads}<th></th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _render_collection(collection: Collection, profiles: Profiles, texts: Texts) -> str:
    boxes = "".join(
        f'<td><input type="checkbox" name="{profile.key}" aria-label="{escape(profile.name(texts.language))}: '
        f'{escape(collection.name)}"{_checked(collection, profile.key)}></td>'
        for profile in profiles
    )
    remove = (
        f'<button type="button" data-do="remove" aria-label="{escape(texts("admin.do_remove"))}: '
        f'{escape(collection.name)}">{escape(texts("admin.do_remove"))}</button>'
    )
    nobody = ""
    if collection.given_to is not None and not collection.given_to:
        nobody = f'<div class="warning">{escape(texts("admin.given_to_nobody"))}</div>'
    return (
        f'<tr data-name="{escape(collection.name)}"><td>{escape(collection.name)}{nobody}</td>'
        f"<td>{collection.document_count}</td>{boxes}"
        f'<td><div class="row-actions">{"" if collection.document_count else remove}</div></td></tr>'
    )


def _checked(collection: Collection, name: str) -> str:
    return " checked" if collection.given_to is None or name in collection.given_to else ""

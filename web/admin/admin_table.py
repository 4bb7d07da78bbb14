"""The table of documents: which of them are shown, and how."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from knowledge_base.passages import DocumentProperties, DocumentState, DocumentSummary
from web.texts import Texts

PAGE_DOCUMENTS = 50
IN_WORK = frozenset({DocumentState.QUEUED, DocumentState.READING, DocumentState.EMBEDDING})
ALL = ""  # the choice of every collection, and of every state
WITH_WARNINGS = "warnings"
STATE_CHOICES = {
    "in_work": IN_WORK,
    "ready": frozenset({DocumentState.READY}),
    "failed": frozenset({DocumentState.FAILED}),
    "cancelled": frozenset({DocumentState.CANCELLED}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """What of the documents is looked at.

    Attributes:
        words: Only documents whose name, title or tags hold them.
        collection: Only documents of this one.
        state: Only documents in this state: a key of `STATE_CHOICES`, or `WITH_WARNINGS`.
        page: From 0; the last one where there are fewer.
    """

    words: str = ""
    collection: str = ALL
    state: str = ALL
    page: int = 0

    def shows(self, document: DocumentSummary) -> bool:
        """Tell whether a document is among those that are looked at."""
        text = " ".join((document.name, document.title, *document.properties.tags)).lower()
        if not all(word in text for word in self.words.lower().split()):
            return False
        if self.collection not in {ALL, document.properties.collection}:
            return False
        if self.state == WITH_WARNINGS:
            return bool(document.warnings)
        return self.state not in STATE_CHOICES or document.state in STATE_CHOICES[self.state]


def render_documents(
    documents: Sequence[DocumentSummary], view: TableView, texts: Texts, *, today: date
) -> str:
    """Render a page of the documents that are looked at; those that failed come first, on whichever page they were."""
    shown = [document for document in documents if view.shows(document)]
    shown.sort(key=lambda document: document.state is not DocumentState.FAILED)
    if not shown:
        return f'<p class="empty">{escape(texts("admin.none_match" if documents else "admin.none"))}</p>'
    page = min(max(view.page, 0), (len(shown) - 1) // PAGE_DOCUMENTS)
    first = page * PAGE_DOCUMENTS
    names = ("name", "state", "passages", "size", "actions")
    head = "".join(f'<th scope="col" class="{name}">{escape(texts(f"admin.{name}"))}</th>' for name in names)
    rows = "".join(
        _render_document(document, texts, today) for document in shown[first : first + PAGE_DOCUMENTS]
    )
    return (
        f'<table class="documents"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f"{_render_pager(page, len(shown), texts)}"
    )


def name_state(document: DocumentSummary, texts: Texts) -> str:
    """Say where a document stands."""
    if document.state is DocumentState.EMBEDDING:
        return texts("admin.state_embedding", percent=round(100 * document.progress))
    return texts(f"admin.state_{document.state}")


def _render_pager(page: int, count: int, texts: Texts) -> str:
    if count <= PAGE_DOCUMENTS:
        return ""
    first = page * PAGE_DOCUMENTS
    last = min(first + PAGE_DOCUMENTS, count)
    buttons = (("previous", page - 1, page == 0), ("next", page + 1, last == count))
    html = "".join(
        f'<button type="button" data-do="page" data-page="{target}"{" disabled" if is_off else ""}>'
        f"{escape(texts(f'admin.page_{name}'))}</button>"
        for name, target, is_off in buttons
    )
    shown = texts("admin.page_shown", first=first + 1, last=last, total=count)
    return f'<nav class="pager" aria-label="{escape(texts("admin.pages"))}"><span>{escape(shown)}</span>{html}</nav>'


def _render_document(document: DocumentSummary, texts: Texts, today: date) -> str:
    is_read = document.state is DocumentState.READING
    state = f'<span class="state">{escape(name_state(document, texts))}</span>'
    if document.state is DocumentState.EMBEDDING or (is_read and document.progress):
        label = escape(f"{document.name}: {name_state(document, texts)}")
        state += (
            f'<progress max="100" value="{round(100 * document.progress)}" aria-label="{label}"></progress>'
        )
    title = f'<div class="title">{escape(document.title)}</div>' if document.title != document.name else ""
    kept = {
        "collection": document.properties.collection,
        "tags": ", ".join(document.properties.tags),
        "valid_from": _iso(document.properties.valid_from),
        "valid_until": _iso(document.properties.valid_until),
    }
    return (
        f'<tr class="{document.state}" data-id="{document.id}" data-name="{escape(document.name)}" '
        f'data-properties="{escape(json.dumps(kept, ensure_ascii=False))}">'
        f'<td class="name">{escape(document.name)}{title}{_render_badges(document, texts, today)}'
        f"{_render_problems(document, texts)}</td>"
        f'<td class="state">{state}</td><td class="passages">{document.passage_count}</td>'
        f'<td class="size">{name_size(document.size_bytes)}</td>'
        f'<td class="actions"><div class="row-actions">{_render_actions(document, texts)}</div></td></tr>'
    )


def _render_problems(document: DocumentSummary, texts: Texts) -> str:
    html = ""
    if document.error_code is not None:
        problem = texts.error(document.error_code, document.error_params, name=document.name)
        html += f'<div class="problem">{escape(problem)}</div>'
    for warning in document.warnings:
        said = texts(f"admin.warning_{warning.code}", count=warning.count)
        html += f'<div class="warning">{escape(said)}</div>'
    return html


def _render_badges(document: DocumentSummary, texts: Texts, today: date) -> str:
    properties = document.properties
    badges = [("", properties.collection), *(("tag", tag) for tag in properties.tags)]
    if document.is_sample:
        badges.append(("", texts("admin.sample")))
    if document.version > 1:
        badges.append(("", texts("admin.version", version=document.version)))
    validity = _name_validity(properties, texts, today)
    if validity:
        badges.append(("" if properties.is_valid_on(today) else "off", validity))
    return (
        '<div class="badges">'
        + "".join(f'<span class="badge {kind}">{escape(text)}</span>' for kind, text in badges)
        + "</div>"
    )


def _name_validity(properties: DocumentProperties, texts: Texts, today: date) -> str:
    if properties.valid_until and properties.valid_until < today:
        return texts("admin.expired", day=_iso(properties.valid_until))
    if properties.valid_from and properties.valid_from > today:
        return texts("admin.not_yet_valid", day=_iso(properties.valid_from))
    return texts("admin.valid_until", day=_iso(properties.valid_until)) if properties.valid_until else ""


def _render_actions(document: DocumentSummary, texts: Texts) -> str:
    actions = ["properties"]
    if document.state in IN_WORK:
        actions.append("cancel")
    else:
        actions.append("reindex")
    if document.passage_count:
        actions.insert(0, "passages")
    actions.append("delete")
    return "".join(
        f'<button type="button" data-do="{action}" aria-label="{escape(texts(f"admin.do_{action}"))}: '
        f'{escape(document.name)}">{escape(texts(f"admin.do_{action}"))}</button>'
        for action in actions
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def name_size(size_bytes: int) -> str:
    """Write a size as people read it."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1000:.1f} kB"
    return f"{size_bytes / 1_000_000:.1f} MB"

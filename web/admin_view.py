"""Documents, collections and passages → what the admin page shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from html import escape

from assistant.personas import PERSONAS
from knowledge_base.passages import (
    Collection,
    DocumentProperties,
    DocumentState,
    DocumentSummary,
    Passage,
    Retrieval,
    ScoredPassage,
)
from web.texts import Texts

SHOWN_CANDIDATES = 10
IN_WORK = frozenset({DocumentState.QUEUED, DocumentState.READING, DocumentState.EMBEDDING})


def render_documents(
    documents: Sequence[DocumentSummary], texts: Texts, *, today: date, is_filtered: bool
) -> str:
    """Render the table of documents."""
    if not documents:
        return f'<p class="empty">{escape(texts("admin.none_match" if is_filtered else "admin.none"))}</p>'
    names = ("name", "state", "passages", "size", "actions")
    head = "".join(f"<th>{escape(texts(f'admin.{name}'))}</th>" for name in names)
    rows = "".join(_render_document(document, texts, today) for document in documents)
    return f'<table class="documents"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def render_collections(collections: Sequence[Collection], texts: Texts) -> str:
    """Render the collections with a box for each assistant."""
    rows = "".join(_render_collection(collection, texts) for collection in collections)
    heads = "".join(f"<th>{escape(texts(f'admin.assistant_{name}'))}</th>" for name in PERSONAS)
    return (
        f'<table class="collections"><thead><tr><th>{escape(texts("admin.collection"))}</th>'
        f"<th>{escape(texts('admin.documents'))}</th>{heads}<th></th></tr></thead><tbody>{rows}</tbody></table>"
    )


def render_passages(passages: Sequence[Passage], texts: Texts) -> str:
    """Render a document's passages."""
    if not passages:
        return f'<p class="empty">{escape(texts("admin.no_passages"))}</p>'
    heading = f"<h3>{escape(texts('admin.passages_of', title=passages[0].document_title))}</h3>"
    return heading + "".join(
        f'<section class="passage"><h4>{passage.ordinal + 1} · {escape(_place(passage, texts))}</h4>'
        f"<p>{_lines(passage.text)}</p></section>"
        for passage in passages
    )


def render_search(retrieval: Retrieval, texts: Texts) -> str:
    """Render what a search found, and why."""
    if not retrieval.candidates:
        return f'<p class="empty">{escape(texts("admin.search_none"))}</p>'
    note = "" if retrieval.relevant else f'<p class="note">{escape(texts("admin.search_unsure"))}</p>'
    used = {i for scored in retrieval.relevant for i in (scored.passage.merged_ids or (scored.passage.id,))}
    best = (*retrieval.relevant, *(s for s in retrieval.candidates if s.passage.id not in used))
    return note + "".join(
        _render_scored(scored, texts, is_used=scored.passage.id in used) for scored in best[:SHOWN_CANDIDATES]
    )


def name_state(document: DocumentSummary, texts: Texts) -> str:
    """Say where a document stands."""
    if document.state is DocumentState.EMBEDDING:
        return texts("admin.state_embedding", percent=round(100 * document.progress))
    return texts(f"admin.state_{document.state}")


def _render_document(document: DocumentSummary, texts: Texts, today: date) -> str:
    is_read = document.state is DocumentState.READING
    state = f'<span class="state">{escape(name_state(document, texts))}</span>'
    if document.state is DocumentState.EMBEDDING or (is_read and document.progress):
        state += f'<progress max="100" value="{round(100 * document.progress)}"></progress>'
    if document.error_code is not None:
        problem = texts.error(document.error_code, document.error_params, name=document.name)
        state += f'<div class="problem">{escape(problem)}</div>'
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
        f"<td>{escape(document.name)}{title}{_render_badges(document, texts, today)}</td><td>{state}</td>"
        f"<td>{document.passage_count}</td><td>{_size(document.size_bytes)}</td>"
        f'<td><div class="row-actions">{_render_actions(document, texts)}</div></td></tr>'
    )


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


def _render_collection(collection: Collection, texts: Texts) -> str:
    boxes = "".join(
        f'<td><input type="checkbox" name="{name}" aria-label="{escape(texts(f"admin.assistant_{name}"))}: '
        f'{escape(collection.name)}"{_checked(collection, name)}></td>'
        for name in PERSONAS
    )
    remove = f'<button type="button" data-do="remove">{escape(texts("admin.do_remove"))}</button>'
    return (
        f'<tr data-name="{escape(collection.name)}"><td>{escape(collection.name)}</td>'
        f"<td>{collection.document_count}</td>{boxes}"
        f'<td><div class="row-actions">{"" if collection.document_count else remove}</div></td></tr>'
    )


def _checked(collection: Collection, name: str) -> str:
    return " checked" if collection.given_to is None or name in collection.given_to else ""


def _render_scored(scored: ScoredPassage, texts: Texts, *, is_used: bool) -> str:
    ranks = (
        ("admin.final_rank", f"{scored.rank or '–'}"),
        ("admin.relevance", f"{scored.relevance:.2f}"),
        ("admin.meaning_rank", _rank(scored.dense_rank, scored.dense_score, 3)),
        ("admin.word_rank", _rank(scored.lexical_rank, scored.lexical_score, 2)),
        ("admin.fused_rank", _rank(scored.fused_rank, scored.score, 4)),
        ("admin.rerank_score", "–" if scored.rerank_score is None else f"{scored.rerank_score:.3f}"),
    )
    facts = "".join(f"<span>{escape(texts(key))} <b>{escape(value)}</b></span>" for key, value in ranks)
    badge = f'<span class="badge">{escape(texts("admin.used"))}</span> ' if is_used else ""
    place = " › ".join(filter(None, (scored.passage.document_title, _place(scored.passage, texts))))
    return (
        f'<section class="passage{" used" if is_used else ""}"><h4>{badge}{escape(place)}</h4>'
        f'<p class="facts">{facts}</p><p>{_lines(scored.passage.text)}</p></section>'
    )


def _rank(rank: int | None, score: float | None, digits: int) -> str:
    shown = "" if score is None else f" ({score:.{digits}f})"
    return f"{rank or '–'}{shown}"


def _place(passage: Passage, texts: Texts) -> str:
    page = (texts("chat.page", page=passage.page),) if passage.page is not None else ()
    return " › ".join((*passage.heading_path, *page))


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _size(size_bytes: int) -> str:
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1000:.1f} kB"
    return f"{size_bytes / 1_000_000:.1f} MB"

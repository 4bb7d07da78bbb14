"""Documents and passages → what the admin page shows."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from knowledge_base.passages import DocumentState, DocumentSummary, Passage, Retrieval, ScoredPassage
from web.texts import Texts

SHOWN_CANDIDATES = 8


def render_documents(documents: Sequence[DocumentSummary], texts: Texts) -> str:
    """Render the table of documents."""
    if not documents:
        return f'<p class="empty">{escape(texts("admin.none"))}</p>'
    names = ("name", "state", "passages", "size")
    head = "".join(f"<th>{escape(texts(f'admin.{name}'))}</th>" for name in names)
    rows = "".join(_render_document(document, texts) for document in documents)
    return f'<table class="documents"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def render_passages(passages: Sequence[Passage], texts: Texts) -> str:
    """Render a document's passages."""
    return "".join(
        f'<section class="passage"><h4>{passage.ordinal + 1} · {escape(_place(passage, texts))}</h4>'
        f"<p>{_lines(passage.text)}</p></section>"
        for passage in passages
    )


def render_search(retrieval: Retrieval, texts: Texts) -> str:
    """Render what a search found, and why."""
    if not retrieval.candidates:
        return f'<p class="empty">{escape(texts("admin.search_none"))}</p>'
    note = "" if retrieval.relevant else f"<p>{escape(texts('admin.search_unsure'))}</p>"
    used = {scored.passage.id for scored in retrieval.relevant}
    best = (*retrieval.relevant, *(s for s in retrieval.candidates if s.passage.id not in used))
    return note + "".join(
        _render_scored(scored, texts, is_used=scored.passage.id in used) for scored in best[:SHOWN_CANDIDATES]
    )


def name_state(document: DocumentSummary, texts: Texts) -> str:
    """Say where a document stands."""
    if document.state is DocumentState.EMBEDDING:
        return texts("admin.state_embedding", percent=round(100 * document.progress))
    return texts(f"admin.state_{document.state}")


def _render_document(document: DocumentSummary, texts: Texts) -> str:
    state = escape(name_state(document, texts))
    if document.error_code is not None:
        problem = texts.error(document.error_code, document.error_params, name=document.name)
        state += f'<div class="problem">{escape(problem)}</div>'
    sample = f' <span class="badge">{escape(texts("admin.sample"))}</span>' if document.is_sample else ""
    title = f'<div class="title">{escape(document.title)}</div>' if document.title != document.name else ""
    return (
        f'<tr class="{document.state}"><td>{escape(document.name)}{sample}{title}</td><td>{state}</td>'
        f"<td>{document.passage_count}</td><td>{_size(document.size_bytes)}</td></tr>"
    )


def _render_scored(scored: ScoredPassage, texts: Texts, *, is_used: bool) -> str:
    facts = [
        f"{texts('admin.relevance')} {scored.relevance:.2f}",
        f"{texts('admin.meaning_rank')} {scored.dense_rank or '–'}",
        f"{texts('admin.word_rank')} {scored.lexical_rank or '–'}",
    ]
    badge = f'<span class="badge">{escape(texts("admin.used"))}</span> ' if is_used else ""
    place = " › ".join(filter(None, (scored.passage.document_title, _place(scored.passage, texts))))
    return (
        f'<section class="passage{" used" if is_used else ""}"><h4>{escape(place)}</h4>'
        f'<p class="facts">{badge}{escape(" · ".join(facts))}</p><p>{_lines(scored.passage.text)}</p></section>'
    )


def _place(passage: Passage, texts: Texts) -> str:
    page = (texts("chat.page", page=passage.page),) if passage.page is not None else ()
    return " › ".join((*passage.heading_path, *page))


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _size(size_bytes: int) -> str:
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1000:.1f} kB"
    return f"{size_bytes / 1_000_000:.1f} MB"

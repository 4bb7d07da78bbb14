"""Passages and times → what the admin page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape

from knowledge_base.passages import Passage, Retrieval, ScoredPassage
from web.texts import Texts

SHOWN_CANDIDATES = 10


def render_search(retrieval: Retrieval, texts: Texts) -> str:
    """Render what a search found, and why."""
    if not retrieval.candidates:
        return f'<p class="empty">{escape(texts("admin.search_none"))}</p>'
    note = "" if retrieval.relevant else f'<p class="note">{escape(texts("admin.search_unsure"))}</p>'
    used = {i for scored in retrieval.relevant for i in (scored.passage.merged_ids or (scored.passage.id,))}
    best = list(_without_repetition((*retrieval.relevant, *retrieval.candidates)))
    return note + "".join(
        _render_scored(scored, texts, is_used=not used.isdisjoint(_ids_of(scored.passage)))
        for scored in best[:SHOWN_CANDIDATES]
    )


def name_place(passage: Passage, texts: Texts) -> str:
    """Say where in its document a passage stands."""
    page = (texts("chat.page", page=passage.page),) if passage.page is not None else ()
    return " › ".join((*passage.heading_path, *page))


def render_time(at: datetime) -> str:
    """Render a time in UTC; the page's script writes it in the browser's zone."""
    utc = f"{at:%Y-%m-%dT%H:%M:%S}Z"
    return f'<time datetime="{utc}">{at:%Y-%m-%d %H:%M} UTC</time>'


def _without_repetition(found: Iterable[ScoredPassage]) -> Iterator[ScoredPassage]:
    """Leave out what a passage before holds, be it alone or given together with its neighbour."""
    shown: set[int] = set()
    for scored in found:
        if shown.isdisjoint(_ids_of(scored.passage)):
            shown.update(_ids_of(scored.passage))
            yield scored


def _ids_of(passage: Passage) -> tuple[int, ...]:
    return passage.merged_ids or (passage.id,)


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
    place = " › ".join(filter(None, (scored.passage.document_title, name_place(scored.passage, texts))))
    return (
        f'<section class="passage{" used" if is_used else ""}"><h4>{badge}{escape(place)}</h4>'
        f'<p class="facts">{facts}</p><p>{_lines(scored.passage.text)}</p></section>'
    )


def _rank(rank: int | None, score: float | None, digits: int) -> str:
    shown = "" if score is None else f" ({score:.{digits}f})"
    return f"{rank or '–'}{shown}"


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))

"""The review tab: statements of documents that can't both be right, and text that stands twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import Passage
from knowledge_base.review.conflict_scan import ScanState
from knowledge_base.review.conflicts import Claim, Conflict
from knowledge_base.review.duplicates import Duplicate
from knowledge_base.review.scan_log import Scan
from web.admin.admin_poll import poll
from web.admin.admin_view import name_place, render_time
from web.shown_errors import errors_shown
from web.texts import Texts

SHOWN_FINDINGS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewHandlers:
    """What happens when someone uses the review tab."""

    knowledge: KnowledgeBase
    texts: Texts

    def refresh(self, shown: str) -> tuple[Any, Any, str]:
        """Show where the scan stands and what the last one found."""
        with errors_shown(self.texts):
            progress = self.knowledge.conflict_scan.progress
            scan = self.knowledge.scans.load_scan()
            shown_ids = [
                claim.passage_id
                for conflict in (scan.conflicts[:SHOWN_FINDINGS] if scan else ())
                for claim in (conflict.left, conflict.right)
            ]
            html = render_scan(scan, self.knowledge.read_passages(shown_ids), self.texts)
        is_running = progress.state is ScanState.RUNNING
        if is_running:
            said = escape(self.texts("admin.scanning", percent=round(100 * progress.progress)))
            before = html if scan else ""  # "not compared yet" is not said of what is being compared
            html = f'<p class="note" role="status" data-busy="true">{said}</p>{before}'
        elif progress.state is ScanState.FAILED:
            html = f'<p class="problem">{escape(self.texts("admin.scan_failed"))}</p>{html}'
        if html == shown:
            return gr.skip(), gr.skip(), shown
        label = self.texts("admin.scan_stop" if is_running else "admin.scan_start")
        return html, gr.update(value=label), html

    def switch(self, shown: str) -> tuple[Any, Any, str]:
        """Begin a scan, or stop the one that is running."""
        with errors_shown(self.texts):
            if not self.knowledge.conflict_scan.start():
                self.knowledge.conflict_scan.cancel()
        return self.refresh(shown)

    def dismiss(self, shown: str, event: gr.EventData) -> tuple[Any, Any, str]:
        """Keep a finding out of this scan and the next ones."""
        with errors_shown(self.texts):
            self.knowledge.scans.dismiss(str(event.id))
        return self.refresh(shown)

    def restore(self, shown: str) -> tuple[Any, Any, str]:
        """Show again what was dismissed."""
        with errors_shown(self.texts):
            self.knowledge.scans.restore_all()
        return self.refresh(shown)


def build_review_tab(tab: gr.Tab, knowledge: KnowledgeBase, texts: Texts) -> None:
    """Compose the tab; it is filled when it is opened."""
    handlers = ReviewHandlers(knowledge=knowledge, texts=texts)
    gr.HTML(f"<p>{escape(texts('admin.review_intro'))}</p>")
    with gr.Row():
        start = gr.Button(texts("admin.scan_start"), size="sm", elem_id="scan", variant="primary")
        restore = gr.Button(texts("admin.restore"), size="sm", elem_id="restore")
    findings = gr.HTML(elem_id="findings", js_on_load="docentAdmin.listenToItems(element, trigger)")
    shown = gr.State("")
    quiet: dict[str, Any] = {
        "concurrency_limit": None,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    outputs = [findings, start, shown]
    tab.select(handlers.refresh, [shown], outputs, **quiet)
    poll("findings", handlers.refresh, [shown], outputs)
    start.click(handlers.switch, [shown], outputs, **quiet)
    restore.click(handlers.restore, [shown], outputs, **quiet)
    findings.select(handlers.dismiss, [shown], outputs, **quiet)


def render_scan(scan: Scan | None, passages: Mapping[int, Passage], texts: Texts) -> str:
    """Render what the last scan found.

    Args:
        scan: The scan; None where there was none.
        passages: Those that the findings stand in, by id, as far as they are still there.
        texts: The words.
    """
    if scan is None:
        return f'<p class="empty">{escape(texts("admin.scan_never"))}</p>'
    at = escape(texts("admin.scanned_at", at="\0")).replace("\0", render_time(scan.scanned_at))
    notes = []
    if not scan.is_current:
        notes.append(texts("admin.scan_old"))
    if not scan.is_complete:
        notes.append(texts("admin.scan_incomplete"))
    if not scan.conflicts and not scan.duplicates:
        notes.append(texts("admin.scan_clean"))
    parts = [f'<p class="facts">{at} {escape(" ".join(notes))}</p>']
    if scan.conflicts:
        parts.append(f"<h3>{escape(texts('admin.conflicts', count=len(scan.conflicts)))}</h3>")
        parts.extend(
            _render_conflict(conflict, passages, texts) for conflict in scan.conflicts[:SHOWN_FINDINGS]
        )
    if scan.duplicates:
        parts.append(f"<h3>{escape(texts('admin.duplicates', count=len(scan.duplicates)))}</h3>")
        parts.extend(_render_duplicate(duplicate, texts) for duplicate in scan.duplicates[:SHOWN_FINDINGS])
    return "".join(parts)


def _render_conflict(conflict: Conflict, passages: Mapping[int, Passage], texts: Texts) -> str:
    sides = "".join(
        f"<div><h4>{escape(claim.document_title)}</h4>"
        f"{_render_place(claim, passages.get(claim.passage_id), texts)}<p>{_mark(claim)}</p></div>"
        for claim in (conflict.left, conflict.right)
    )
    return _render_item(conflict.key, f'<div class="columns">{sides}</div>', texts)


def _render_place(claim: Claim, passage: Passage | None, texts: Texts) -> str:
    """Name the section, with a button that opens it; nothing where the document has changed since."""
    if passage is None:
        return ""
    label = escape(texts("admin.do_open"))
    return (
        f'<p class="place">{escape(name_place(passage, texts))} <button type="button" class="plain" data-do="open" '
        f'data-document="{claim.document_id}" data-ordinal="{passage.ordinal}" '
        f'data-quote="{escape(claim.sentence)}" aria-label="{label}: {escape(claim.document_title)}">'
        f"{label}</button></p>"
    )


def _render_duplicate(duplicate: Duplicate, texts: Texts) -> str:
    said = texts(
        "admin.duplicate",
        left=duplicate.left_title,
        right=duplicate.right_title,
        percent=round(100 * duplicate.share),
        count=len(duplicate.passages),
    )
    return _render_item(duplicate.key, f"<p>{escape(said)}</p>", texts)


def _render_item(key: str, body: str, texts: Texts) -> str:
    return (
        f'<section class="passage item" data-id="{key}">{body}<div class="row-actions">'
        f'<button type="button" data-do="dismiss">{escape(texts("admin.do_not_a_problem"))}</button>'
        "</div></section>"
    )


def _mark(claim: Claim) -> str:
    """Mark what differs; a whole sentence that differs is not marked."""
    before, differs, after = (
        claim.sentence[: claim.start],
        claim.sentence[claim.start : claim.end],
        claim.sentence[claim.end :],
    )
    if not before and not after:
        return escape(differs)
    return f"{escape(before)}<mark>{escape(differs)}</mark>{escape(after)}"

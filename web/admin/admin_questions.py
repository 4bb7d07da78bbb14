"""The questions tab: what was asked in vain and why, and which documents answer nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, get_args

import gradio as gr

from knowledge_base.knowledge import KnowledgeBase
from knowledge_base.passages import DocumentSummary
from knowledge_base.store.insight import DocumentUse, Reason, UnansweredQuestion
from web.admin.admin_view import render_time
from web.shown_errors import errors_shown
from web.texts import Texts

SHOWN_QUESTIONS = 100
SHOWN_UNUSED = 500
SHOWN_USED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionHandlers:
    """What happens when someone uses the questions tab."""

    knowledge: KnowledgeBase
    texts: Texts

    def refresh(self) -> tuple[str, str]:
        """Show the questions and the use of the documents."""
        with errors_shown(self.texts):
            usage = self.knowledge.usage
            documents = {document.id: document for document in self.knowledge.documents()}
            never = [documents[i] for i in usage.never_used() if i in documents]
            used = [
                (documents[use.document_id], use) for use in usage.list_uses() if use.document_id in documents
            ]
            questions = usage.list_unanswered(SHOWN_QUESTIONS)
        return render_questions(questions, self.texts), render_uses(never, used, self.texts)

    def dismiss(self, event: gr.EventData) -> tuple[str, str]:
        """Take a question off the list."""
        with errors_shown(self.texts):
            self.knowledge.usage.dismiss_unanswered(int(str(event.id)))
        return self.refresh()


def build_questions_tab(tab: gr.Tab, knowledge: KnowledgeBase, texts: Texts) -> None:
    """Compose the tab; it is filled when it is opened."""
    handlers = QuestionHandlers(knowledge=knowledge, texts=texts)
    gr.HTML(f"<p>{escape(texts('admin.questions_intro'))}</p>")
    questions = gr.HTML(elem_id="unanswered", js_on_load="docentAdmin.listenToItems(element, trigger)")
    uses = gr.HTML(elem_id="uses")
    quiet: dict[str, Any] = {
        "concurrency_limit": None,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    tab.select(handlers.refresh, None, [questions, uses], **quiet)
    questions.select(handlers.dismiss, None, [questions, uses], **quiet)


def render_questions(questions: Sequence[UnansweredQuestion], texts: Texts) -> str:
    """Render the questions that were not answered, by the reason, those asked most often first."""
    if not questions:
        return f'<p class="empty">{escape(texts("admin.unanswered_none"))}</p>'
    parts = []
    for reason in get_args(Reason):
        alike = [question for question in questions if question.reason == reason]
        if alike:
            parts.append(
                f"<h3>{escape(texts(f'admin.{reason}_heading'))} ({len(alike)})</h3>"
                f'<p class="place">{escape(texts(f"admin.{reason}_note"))}</p>'
            )
            parts += [_render_question(question, texts) for question in alike]
    return "".join(parts)


def render_uses(
    never: Sequence[DocumentSummary], used: Sequence[tuple[DocumentSummary, DocumentUse]], texts: Texts
) -> str:
    """Render which documents no answer cites, and which are cited most."""
    unused = "".join(f"<li>{escape(document.name)}</li>" for document in never[:SHOWN_UNUSED])
    more = len(never) - SHOWN_UNUSED
    if more > 0:
        unused += f"<li>{escape(texts('admin.and_more', count=more))}</li>"
    ordered = sorted(used, key=lambda pair: -pair[1].cited_count)[:SHOWN_USED]
    cited = "".join(
        f"<li>{escape(document.name)} · {escape(texts('admin.cited_times', count=use.cited_count))}"
        f" · {render_time(use.last_cited_at)}</li>"
        for document, use in ordered
    )
    none = f'<p class="empty">{escape(texts("admin.none_here"))}</p>'
    heading = escape(texts("admin.never_used"))
    box = f'<div role="region" tabindex="0" aria-label="{heading}" class="scrolled"><ul>{unused}</ul></div>'
    return (
        f'<div class="columns"><div><h3>{heading}</h3>{box if unused else none}</div>'
        f"<div><h3>{escape(texts('admin.most_used'))}</h3>{f'<ol>{cited}</ol>' if cited else none}</div></div>"
    )


def _render_question(question: UnansweredQuestion, texts: Texts) -> str:
    facts = [texts("admin.asked_times", count=question.count)]
    if question.best_passage_title:
        nearest = texts(
            "admin.nearest", title=question.best_passage_title, relevance=f"{question.best_relevance:.2f}"
        )
        facts.append(nearest)
    return (
        f'<section class="passage item" data-id="{question.id}"><h4>{escape(question.text)}</h4>'
        f'<p class="facts">{render_time(question.asked_at)} · {escape(" · ".join(facts))}</p><div class="row-actions">'
        f'<button type="button" data-do="dismiss" aria-label="{escape(texts("admin.do_dismiss"))}: '
        f'{escape(question.text)}">{escape(texts("admin.do_dismiss"))}</button></div></section>'
    )

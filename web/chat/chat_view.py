"""A conversation → what the chat shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from assistant.conversation import (
    UNSUPPORTED,
    AttachmentKind,
    Citation,
    ConversationId,
    ConversationSummary,
    SourceKind,
    StoredAttachment,
    StoredMessage,
)
from assistant.events import Stage
from model.chat.messages import Role
from web.chat.figure_view import render_figure
from web.chat.photo_findings import describe_findings
from web.chat.product_cards import render_product_cards
from web.chat.waiting_questions import WaitingQuestion
from web.markup import find_addresses, formatted, formatted_with_anchors, plain
from web.texts import Texts

CARDS_PLACE = '<div class="cards-place"></div>'
ChatMessages = list[dict[str, Any]]


def render_messages(
    messages: Sequence[StoredMessage], texts: Texts, *, is_running: bool = False
) -> ChatMessages:
    """Render the messages; a last question without a reply is marked, unless one is being made."""
    rendered = [_render(message, texts) for message in messages]
    for number, (question, reply) in enumerate(pairwise(messages), start=1):
        if question.role is Role.USER and reply.role is not Role.USER:
            is_last = number == len(messages) - 1 and not is_running
            cards = render_product_cards(question, texts, can_choose=is_last)
            rendered[number]["content"] = rendered[number]["content"].replace(CARDS_PLACE, cards, 1)
    if messages and messages[-1].role is Role.USER and not is_running:
        rendered[-1]["content"] += _mark(texts("chat.mark_unanswered"))
    return rendered


def render_draft(
    text: str, stage: Stage, texts: Texts, *, place: int = 0, is_stopping: bool = False
) -> dict[str, Any]:
    """Render a reply that is being written, that waits at a place in the line, or that will end in a moment."""
    if is_stopping:
        label = f'<span class="stage stopping">{escape(texts("chat.stopping"))}</span>'
        return {"role": "assistant", "content": f"{formatted(text)}\n\n{label}" if text else label}
    said = texts("chat.place_in_line", place=place) if place else texts(f"chat.stage_{stage}")
    label = f'<span class="stage">{escape(said)}</span>'
    if not text:
        return {"role": "assistant", "content": label}
    below = f"\n\n{label}" if stage is Stage.DRAWING else ""
    return {"role": "assistant", "content": formatted(text) + below}


def render_list(
    conversations: Sequence[ConversationSummary],
    current: ConversationId | None,
    texts: Texts,
    *,
    is_search: bool,
    running: Collection[ConversationId] = (),
) -> str:
    """Render the list of conversations as HTML; `running` are those in which a reply is being written."""
    if not conversations:
        return f'<p class="empty">{escape(texts("chat.no_match" if is_search else "chat.empty_list"))}</p>'
    rename, delete = escape(texts("chat.rename")), escape(texts("chat.delete"))
    label = escape(texts("chat.being_written"))
    dot = f'<span class="writing" role="img" title="{label}" aria-label="{label}"></span>'
    items = []
    for conversation in conversations:
        title, is_current = escape(conversation.title), conversation.id == current
        match = f'<span class="match">{escape(conversation.match)}</span>' if conversation.match else ""
        items.append(
            f'<li class="conversation{" current" if is_current else ""}" data-id="{conversation.id}">'
            f'<a href="?c={conversation.id}"{" aria-current=true" if is_current else ""} title="{title}">'
            f'<span class="title">{title}</span>{match}</a>{dot if conversation.id in running else ""}'
            f'<button type="button" data-do="rename" title="{rename}" aria-label="{rename}: {title}">✎</button>'
            f'<button type="button" data-do="delete" title="{delete}" aria-label="{delete}: {title}">✕</button></li>'
        )
    return f'<ul class="conversations">{"".join(items)}</ul>'


def render_waiting(waiting: Sequence[WaitingQuestion], texts: Texts) -> str:
    """Render the questions that wait until the answer that is being written is done."""
    if not waiting:
        return ""
    label = escape(texts("chat.take_back"))
    items = []
    for question in waiting:
        names = [attachment.name for attachment in question.turn.attachments]
        shown = escape(" · ".join(filter(None, (question.turn.text, *names))))
        items.append(
            f'<li data-number="{question.number}" data-text="{escape(question.turn.text)}"><span>{shown}</span>'
            f'<button type="button" title="{label}" aria-label="{label}: {shown}">✕</button></li>'
        )
    return f"<p>{escape(texts('chat.waiting'))}</p><ul>{''.join(items)}</ul>"


def name_source(citation: Citation, texts: Texts) -> str:
    """Name where a citation comes from: document, headings, page."""
    place = name_place(citation, texts)
    return f"{citation.document_title} › {place}" if place else citation.document_title


def name_place(citation: Citation, texts: Texts) -> str:
    """Name where in its document a citation stands: headings, then the page, slide, picture, sheet or time."""
    path = citation.heading_path
    headings = path[1:] if path[:1] == (citation.document_title,) else path
    match citation.source_kind:
        case SourceKind.SHEET if headings:
            first = texts("chat.place_sheet", name=headings[0])
            return " › ".join((first, *headings[1:]))
        case SourceKind.RECORDING if headings:
            return texts("chat.place_recording", time=headings[-1])
        case SourceKind.SLIDE | SourceKind.PICTURE as kind if citation.page is not None:
            return " › ".join((*headings, texts(f"chat.place_{kind}", page=citation.page)))
    page = () if citation.page is None else (texts("chat.page", page=citation.page),)
    return " › ".join((*headings, *page))


def _render(message: StoredMessage, texts: Texts) -> dict[str, Any]:
    if message.role is Role.USER:
        return {"role": "user", "content": _render_question(message, texts)}
    return {"role": "assistant", "content": _render_reply(message, texts)}


def _render_question(message: StoredMessage, texts: Texts) -> str:
    shown = "".join(_render_attachment(attachment, texts) for attachment in message.attachments)
    return f"{plain(message.text)}{shown}"


def _render_attachment(attachment: StoredAttachment, texts: Texts) -> str:
    url, name = f"/attachments/{attachment.id}", plain(attachment.name)
    if attachment.kind is AttachmentKind.IMAGE:
        media = f'<a class="photo" href="{url}" target="_blank"><img src="{url}" alt="{name}"></a>'
        label = texts("chat.read_in_photo")
    else:
        media = f'<audio controls preload="metadata" src="{url}" title="{name}"></audio>'
        label = texts("chat.heard_in_recording")
    known = attachment.understanding
    if known is None:
        return f'<div class="attachment">{media}</div>'
    codes = [f"{texts('chat.barcode')}: {code}" for code in known.barcodes]
    read = "\n".join((*codes, known.text)).strip() or texts("chat.nothing_read")
    values = describe_findings(known, texts) if attachment.kind is AttachmentKind.IMAGE else ""
    shown = f'<p class="findings">{plain(texts("draft.found", values=values))}</p>' if values else ""
    details = (
        f'{shown}<details class="understanding"><summary>{plain(label)}</summary>{plain(read)}</details>'
    )
    return f'<div class="attachment">{media}{details}</div>'


def _render_reply(message: StoredMessage, texts: Texts) -> str:
    links = {citation.number: _link(citation, texts) for citation in message.citations}
    links[UNSUPPORTED] = _unsupported_mark(texts)
    addresses = find_addresses([citation.text for citation in message.citations])
    body = formatted_with_anchors(message.text, message.anchors, links, addresses)
    reason = message.finish_reason
    mark = _mark(texts(f"chat.mark_{reason}")) if reason in {"cancelled", "length", "error"} else ""
    copy = f'<button class="copy" type="button">{plain(texts("chat.copy"))}</button>'
    listen = (
        f'<a class="listen" role="button" href="#listen-{message.id}">{plain(texts("speech.listen"))}</a>'
    )
    sources = "".join(
        f'<a class="source" href="#citation-{citation.id}"><b>{citation.number}</b> '
        f"{plain(name_source(citation, texts))}</a>"
        for citation in message.citations
    )
    listed = f'<span class="sources-label">{plain(texts("chat.sources"))}</span>{sources}' if sources else ""
    note = ""
    if any(anchor.number == UNSUPPORTED for anchor in message.anchors):
        label = plain(texts("chat.unsupported"))  # no pointer rests on a mark on a phone
        note = f'<span class="unsupported-note">{_unsupported_mark(texts)}{label}</span>'
    figures = "".join(render_figure(figure, texts) for figure in message.figures)
    return (
        f'{body}\n\n{figures}{CARDS_PLACE}{mark}<div class="reply-footer">{note}{listed}{listen}{copy}</div>'
    )


def _link(citation: Citation, texts: Texts) -> str:
    title = plain(name_source(citation, texts))
    return f'<a class="citation" href="#citation-{citation.id}" title="{title}">{citation.number}</a>'


def _unsupported_mark(texts: Texts) -> str:
    label = plain(texts("chat.unsupported"))
    return f'<span class="unsupported" role="img" title="{label}" aria-label="{label}">?</span>'


def _mark(text: str) -> str:
    return f'<div class="mark">{plain(text)}</div>'

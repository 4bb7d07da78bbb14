"""A conversation as a Markdown document."""

from __future__ import annotations

from assistant.conversation import (
    UNSUPPORTED,
    Citation,
    Conversation,
    FinishReason,
    SourceKind,
    StoredFigure,
    StoredMessage,
)
from knowledge_base.text.languages import Language
from model.chat.messages import Role

_NAMES: dict[Language, dict[Role, str]] = {
    "en": {Role.USER: "You", Role.ASSISTANT: "Docent"},
    "zh": {Role.USER: "您", Role.ASSISTANT: "Docent"},
}
_MARKS: dict[Language, dict[FinishReason, str]] = {
    "en": {
        "cancelled": "stopped",
        "error": "interrupted by an error",
        "length": "cut off at the length limit",
    },
    "zh": {"cancelled": "已停止", "error": "因错误中断", "length": "达到长度上限"},
}
_UNSUPPORTED: dict[Language, str] = {"en": "no passage supports this", "zh": "资料中没有依据"}
_PICTURE: dict[Language, str] = {"en": "picture", "zh": "图"}
_PLACE: dict[Language, dict[SourceKind, str]] = {
    "en": {
        SourceKind.SLIDE: "slide {page}",
        SourceKind.PICTURE: "picture {page}",
        SourceKind.PAGE: "page {page}",
    },
    "zh": {
        SourceKind.SLIDE: "第 {page} 张幻灯片",
        SourceKind.PICTURE: "第 {page} 张图片",
        SourceKind.PAGE: "第 {page} 页",
    },
}


def render_markdown(conversation: Conversation, language: Language) -> str:
    """Render a conversation; each reply's citations become footnotes."""
    blocks = [f"# {_one_line(conversation.title)}"]
    for position, message in enumerate(conversation.messages, start=1):
        name = _NAMES[language].get(message.role, message.role)
        blocks.append(f"## {name} · {message.created_at:%Y-%m-%d %H:%M} UTC")
        blocks.extend(_render_attachments(message))
        blocks.append(_with_footnotes(message, position, language))
        blocks.extend(_render_figure(figure, language) for figure in message.figures)
        mark = _MARKS[language].get(message.finish_reason) if message.finish_reason else None
        if mark:
            blocks.append(f"*({mark})*")
        blocks.extend(_render_citation(citation, position, language) for citation in message.citations)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _render_attachments(message: StoredMessage) -> list[str]:
    blocks = []
    for attachment in message.attachments:
        blocks.append(f"- `{attachment.name.replace('`', chr(39))}`")
        known = attachment.understanding
        if known and (known.text or known.barcodes):
            blocks.append(_quote("\n".join((*known.barcodes, known.text)).strip()))
    return blocks


def _render_figure(figure: StoredFigure, language: Language) -> str:
    specification = figure.specification
    title = next(filter(None, map(specification.get, ("title", "prompt", "caption", "figure"))))
    return "" if title == "none" else f"*({_PICTURE[language]}: {_one_line(str(title))})*"


def _with_footnotes(message: StoredMessage, position: int, language: Language) -> str:
    text = message.text
    for anchor in sorted(message.anchors, key=lambda anchor: anchor.offset, reverse=True):
        mark = (
            f" *({_UNSUPPORTED[language]})*"
            if anchor.number == UNSUPPORTED
            else f"[^{position}-{anchor.number}]"
        )
        text = f"{text[: anchor.offset]}{mark}{text[anchor.offset :]}"
    return text


def _render_citation(citation: Citation, position: int, language: Language) -> str:
    where = [citation.document_title, *citation.heading_path]
    if citation.page is not None:
        places = _PLACE[language]
        place = places.get(citation.source_kind, places[SourceKind.PAGE])
        where.append(place.format(page=citation.page))
    passage = "\n".join(f"    {line}" for line in citation.text.splitlines())
    return f"[^{position}-{citation.number}]: {_one_line(' › '.join(where))}\n\n{passage}"


def _quote(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""Data → markup for the chat: whatever users, models and documents write stays text.

Gradio renders Markdown and sanitises HTML. On top of that nothing that is data may become markup of ours: a model
that writes `<a class="citation">` must not get a working citation.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from assistant.conversation import CitationAnchor

_PUNCTUATION = {ord(char): f"&#{ord(char)};" for char in string.punctuation}
_CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)
_ANCHOR_MARK = "\ue000{}\ue001"  # private use: no text holds it
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def plain(text: str) -> str:
    """Write text so that neither Markdown nor HTML sees anything in it; lines stay lines."""
    lines = _PRIVATE.sub("", text).translate(_PUNCTUATION).split("\n")
    return "<br>".join(line.replace("  ", "&nbsp; ") for line in lines)


def formatted(text: str) -> str:
    """Write a model's Markdown so that it formats text and formulas, but holds no HTML and no pictures."""
    pieces = _CODE.split(text)
    return "".join(piece if i % 2 else _without_html(piece) for i, piece in enumerate(pieces))


def formatted_with_anchors(text: str, anchors: Sequence[CitationAnchor], links: dict[int, str]) -> str:
    """Write a model's Markdown with a link or a mark behind each sentence that has an anchor.

    Args:
        text: The reply.
        anchors: Where numbers stand.
        links: Markup of each number, and of `UNSUPPORTED`.
    """
    marked = _PRIVATE.sub("", text) if _PRIVATE.search(text) else text
    if len(marked) == len(text):
        for anchor in sorted(anchors, key=lambda a: a.offset, reverse=True):
            mark = _ANCHOR_MARK.format(anchor.number)
            marked = f"{marked[: anchor.offset]}{mark}{marked[anchor.offset :]}"
    html = formatted(marked)
    return re.sub("\ue000(\\d+)\ue001", lambda match: links.get(int(match.group(1)), ""), html)


def _without_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("![", "&#33;[")

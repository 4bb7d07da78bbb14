"""Values of other files that are HTML, such as the articles that a help desk exports → plain text."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup

from knowledge_base.reading.loaders.blocks import BlockKind
from knowledge_base.reading.loaders.web.html_content import read_soup
from knowledge_base.reading.loaders.web.html_walk import HtmlWalker
from knowledge_base.reading.visibility.left_out import LeftOut

_TAG = re.compile(
    r"</(?:p|div|span|b|i|u|em|strong|a|li|ul|ol|h[1-6]|td|tr|table|pre|code|s|del|font|small|blockquote|section)\s*>"
    r"|<(?:br|hr|p|li)\s*/?>|<img\s",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d?);")
MAX_DEPTH = 40
MAX_TWICE = 2  # times that markup may be written as text of markup


def read_markup(value: str, left_out: LeftOut | None = None) -> str:
    """Return the text of a value, its paragraphs as lines; a value without markup as it is.

    Args:
        value: Of a JSON object, or of a cell.
        left_out: Counts what of it no reader sees.
    """
    if "<" not in value and "&" not in value:
        return value
    for _ in range(MAX_TWICE):
        if _TAG.search(value):
            return _read(value, left_out or LeftOut())
        if not _ENTITY.search(value):
            return value
        value = BeautifulSoup(value.replace("<", "&lt;"), "lxml").get_text().replace("\xa0", " ")
    return value


def read_values(value: Any, left_out: LeftOut, *, depth: int = 0) -> Any:
    """Return a JSON value with the text of all that is HTML in it; what is nested too deeply stays as it is."""
    if isinstance(value, str):
        return read_markup(value, left_out)
    if depth > MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [read_values(item, left_out, depth=depth + 1) for item in value]
    if isinstance(value, dict):
        return {name: read_values(item, left_out, depth=depth + 1) for name, item in value.items()}
    return value


def _read(html: str, left_out: LeftOut) -> str:
    walker = HtmlWalker()
    walker.visit(read_soup(f"<body>{html}</body>", left_out, is_page=False))
    lines: list[str] = []
    path: tuple[str, ...] = ()
    for block in walker.blocks:
        if block.heading_path != path:
            path = block.heading_path
            lines.extend(path[-1:])
        lines.append(block.text if block.kind is not BlockKind.ITEM else f"- {block.text}")
    return "\n".join(lines)

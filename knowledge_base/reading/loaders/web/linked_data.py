"""Questions with answers that a page states for search engines (schema.org, JSON-LD): they may stand nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer

from knowledge_base.reading.loaders.blocks import Block, BlockKind
from knowledge_base.reading.loaders.web.markup_values import read_markup

MAX_DEPTH = 20
_KIND = "ld+json"


def read_questions(html: str, known: Sequence[Block]) -> Iterator[Block]:
    """Yield the questions of a page's linked data that none of its blocks holds.

    Args:
        html: The text of the page.
        known: What was read of the page itself.
    """
    if _KIND not in html:
        return
    written = _key("\n".join("\n".join((*block.heading_path, block.text)) for block in known))
    for script in BeautifulSoup(html, "lxml", parse_only=SoupStrainer("script")).find_all("script"):
        if _KIND not in str(script.get("type") or ""):
            continue
        try:
            value = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue
        for question, answer in _walk(value, 0):
            if question and answer and _key(answer) not in written:
                yield Block(text=answer, heading_path=(question,), kind=BlockKind.ANSWER)


def _walk(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        if _is_a(value, "Question"):
            yield _text(value.get("name") or value.get("text")), _answers(value)
        else:
            for item in value.values():
                yield from _walk(item, depth + 1)


def _answers(question: dict[str, Any]) -> str:
    found = question.get("acceptedAnswer") or question.get("suggestedAnswer") or []
    answers = found if isinstance(found, list) else [found]
    return "\n".join(_text(answer.get("text")) for answer in answers if isinstance(answer, dict))


def _is_a(value: dict[str, Any], kind: str) -> bool:
    kinds = value.get("@type")
    return kind in (kinds if isinstance(kinds, list) else [kinds])


def _text(value: Any) -> str:
    return read_markup(value).strip() if isinstance(value, str) else ""


def _key(text: str) -> str:
    return "".join(text.split()).lower()

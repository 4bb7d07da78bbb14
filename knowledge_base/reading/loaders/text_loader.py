"""Plain text → blocks: a blank line ends a paragraph, a numbered line of its own may be a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge_base.reading.loaders.blocks import Block, BlockKind, HeadingPath, LoadedDocument, join_lines
from knowledge_base.reading.loaders.encodings import decode_text
from knowledge_base.reading.loaders.text_headings import find_headings

WRAPPED_LINE_CHARACTERS = 50  # a line at least that long that is followed by another was broken by its editor
_ITEM = re.compile(r"\s*+(?:[-*•·‣▪◦–]\s++|\(?\d{1,3}[.)、]\s*+|[a-z][.)]\s++)\S")


def load_text(data: bytes) -> LoadedDocument:
    """Read plain text; its lines stay lines, unless they are a paragraph that was wrapped."""
    lines = decode_text(data).split("\n")
    headings = find_headings(lines)
    path = HeadingPath()
    blocks: list[Block] = []
    paragraph: list[str] = []
    for place, line in enumerate([*lines, ""]):
        if line.strip() and place not in headings:
            paragraph.append(line)
            continue
        blocks += [replace(block, heading_path=path.path) for block in _read_paragraph(paragraph)]
        paragraph = []
        if place in headings:
            path.enter(headings[place], line)
    return LoadedDocument(title="", blocks=tuple(blocks))


def is_list_item(line: str) -> bool:
    """Tell whether a line begins with a bullet or a number."""
    return _ITEM.match(line) is not None


def _read_paragraph(lines: Sequence[str]) -> list[Block]:
    groups: list[list[str]] = []
    for line in map(str.strip, lines):
        if groups and not is_list_item(line) and len(groups[-1][-1]) >= WRAPPED_LINE_CHARACTERS:
            groups[-1].append(line)
        else:
            groups.append([line])
    if not any(is_list_item(group[0]) for group in groups):
        text = "\n".join(join_lines(group) for group in groups)
        return [Block(text=text)] if text else []
    return [
        Block(text=join_lines(group), kind=BlockKind.ITEM if is_list_item(group[0]) else BlockKind.TEXT)
        for group in groups
    ]

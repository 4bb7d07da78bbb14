"""Blocks → passages: pieces small enough for a prompt, cut between sentences, never across headings.

A passage of about 120 tokens answers one question; a small model reads three of them in seconds and mixes up fewer
facts than in long ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from knowledge_base.loaders.blocks import Block
from knowledge_base.sentences import split_sentences

MAX_TOKENS = 120
MIN_TOKENS = 40  # a shorter rest goes to the passage before it, if it has room

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A passage before it has an id."""

    text: str
    heading_path: tuple[str, ...]
    page: int | None


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is not cut: a sentence or a table row, and what joins it to the one before."""

    text: str
    joint: str
    tokens: int


def chunk_blocks(blocks: Sequence[Block]) -> Iterator[Chunk]:
    """Cut a document's blocks into passages, in order; no word is lost or repeated."""
    for (path, page), section in groupby(blocks, key=lambda block: (block.heading_path, block.page)):
        for text in _pack([unit for block in section for unit in _split(block.text)]):
            yield Chunk(text=text, heading_path=path, page=page)


def count_tokens(text: str) -> int:
    """Estimate a text's tokens: a Chinese character is one, a word about one per five letters."""
    return sum(1 + (len(match) - 1) // 5 for match in _TOKEN.findall(text))


def _pack(units: Sequence[_Unit]) -> list[str]:
    packs: list[list[_Unit]] = []
    size = 0
    for unit in units:
        if packs and size + unit.tokens <= MAX_TOKENS:
            packs[-1].append(unit)
            size += unit.tokens
        else:
            packs.append([unit])
            size = unit.tokens
    if (
        len(packs) > 1
        and _size(packs[-1]) < MIN_TOKENS
        and _size(packs[-2]) + _size(packs[-1]) <= MAX_TOKENS + MIN_TOKENS
    ):
        packs[-2].extend(packs.pop())
    return ["".join(unit.joint + unit.text for unit in pack).strip() for pack in packs]


def _size(pack: Sequence[_Unit]) -> int:
    return sum(unit.tokens for unit in pack)


def _split(text: str) -> Iterator[_Unit]:
    """Split a block into sentences, and a sentence that is too long into words."""
    joint = "\n"
    start = 0
    for sentence in split_sentences(text):
        raw = text[start : sentence.end]
        start = sentence.end
        piece = raw.strip()
        for part in _cut(piece) if count_tokens(piece) > MAX_TOKENS else [piece]:
            yield _Unit(part, joint, count_tokens(part))
            joint = ""
        joint = "\n" if text[start : start + 1] == "\n" else " " if text[start : start + 1].isspace() else ""


def _cut(text: str) -> Iterator[str]:
    start = tokens = 0
    for match in _TOKEN.finditer(text):
        size = count_tokens(match.group()[: 5 * MAX_TOKENS])
        if tokens and tokens + size > MAX_TOKENS:
            yield text[start : match.start()]
            start, tokens = match.start(), 0
        tokens += size
        while match.end() - start > 5 * MAX_TOKENS:  # a word without end, such as a long base64 line
            yield text[start : start + 5 * MAX_TOKENS]
            start += 5 * MAX_TOKENS
            tokens = 0
    yield text[start:]

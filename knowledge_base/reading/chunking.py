"""Blocks → passages: pieces small enough for a prompt, cut between sentences, never across headings.

A passage of about 120 tokens answers one question; a small model reads three of them in seconds and mixes up fewer
facts than in long ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from knowledge_base.reading.loaders.blocks import Block, BlockKind
from knowledge_base.text.sentences import split_sentences

MAX_TOKENS = 120
MIN_TOKENS = 40  # a shorter rest goes to the passage before it, if it has room
MAX_LEAD_IN_TOKENS = 60
# Up to how many tokens a block is not cut at all.
_WHOLE_TOKENS = {
    BlockKind.TEXT: 0,
    BlockKind.PICTURE: 0,  # what is read in it is text
    BlockKind.ITEM: MAX_TOKENS,
    BlockKind.ROW: 2 * MAX_TOKENS,
    BlockKind.CODE: 2 * MAX_TOKENS,
    BlockKind.ANSWER: 400,  # with its question it still fits the 512 tokens that the encoder reads
}
_LED = {BlockKind.ITEM, BlockKind.ROW, BlockKind.CODE}

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A passage before it has an id."""

    text: str
    heading_path: tuple[str, ...]
    page: int | None
    suspected: tuple[str, ...] = ()  # its sentences and headings that seem to speak to a machine


@dataclass(frozen=True, slots=True, eq=False)
class _Unit:
    """What is not cut: a sentence, a list item or a table row, and what joins it to the one before."""

    text: str
    joint: str
    tokens: int
    lead_in: _Unit | None = None  # the sentence that says what a list or table is of


def chunk_blocks(blocks: Sequence[Block]) -> Iterator[Chunk]:
    """Cut a document's blocks into passages, in order; no word is lost.

    Only the sentence before a list or table, when it ends with a colon, is repeated: at the head of each passage
    that goes on with the list. Without it "14 days" says nothing.
    """
    for (path, page), section in groupby(blocks, key=lambda block: (block.heading_path, block.page)):
        for text in _pack(_to_units(section)):
            yield Chunk(text=text, heading_path=path, page=page)


def count_tokens(text: str) -> int:
    """Estimate a text's tokens: a Chinese character is one, a word about one per five letters."""
    return sum(1 + (len(match) - 1) // 5 for match in _TOKEN.findall(text))


def _to_units(blocks: Iterable[Block]) -> list[_Unit]:
    units: list[_Unit] = []
    lead_in: _Unit | None = None
    for block in blocks:
        pieces = list(_split_block(block))
        if block.kind in _LED:
            pieces = [replace(piece, lead_in=lead_in) for piece in pieces]
        elif pieces:
            is_lead_in = pieces[-1].text.endswith((":", "：")) and pieces[-1].tokens <= MAX_LEAD_IN_TOKENS
            lead_in = pieces[-1] if is_lead_in else None
        units.extend(pieces)
    return units


def _split_block(block: Block) -> Iterator[_Unit]:
    tokens = count_tokens(block.text)
    if tokens <= _WHOLE_TOKENS[block.kind]:
        if block.text.strip():
            yield _Unit(block.text.strip("\n"), "\n", tokens)
    elif block.kind is BlockKind.CODE:
        for line in block.text.split("\n"):
            for index, part in enumerate(_cut(line)):
                yield _Unit(part, "" if index else "\n", count_tokens(part))
    else:
        yield from _split(block.text)


def _pack(units: Sequence[_Unit]) -> list[str]:
    packs: list[list[_Unit]] = []
    size = 0
    for unit in units:
        if packs and size + unit.tokens <= MAX_TOKENS:
            packs[-1].append(unit)
            size += unit.tokens
        else:
            packs.append([*_head_of_pack(packs, unit), unit])
            size = _size(packs[-1])
    packs = [pack for pack in packs if pack]
    if (
        len(packs) > 1
        and _size(packs[-1]) < MIN_TOKENS
        and _size(packs[-2]) + _size(packs[-1]) <= MAX_TOKENS + MIN_TOKENS
    ):
        rest = packs.pop()
        packs[-1].extend(unit for unit in rest if unit not in packs[-1])  # a lead-in that is there already
    return ["".join(unit.joint + unit.text for unit in pack).strip() for pack in packs]


def _head_of_pack(packs: list[list[_Unit]], unit: _Unit) -> list[_Unit]:
    """Return the lead-in that a passage begins with; one that ends the passage before moves over."""
    if unit.lead_in is None or unit.tokens + unit.lead_in.tokens > MAX_TOKENS:
        return []
    if packs and packs[-1] and packs[-1][-1] is unit.lead_in:
        packs[-1].pop()
    return [unit.lead_in]


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

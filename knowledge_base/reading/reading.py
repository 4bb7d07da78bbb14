"""A document's bytes → its title and passages.

Text comes from the loaders. Pictures of text and recordings go through whoever recognises them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath

from knowledge_base.errors import DocumentEmptyError, DocumentTooLargeError
from knowledge_base.media_reader import MediaReader
from knowledge_base.passages import DocumentWarning
from knowledge_base.reading.chunking import Chunk, chunk_blocks
from knowledge_base.reading.loaders.blocks import Block, LoadedDocument
from knowledge_base.reading.loaders.formats import DocumentFormat, sniff_format
from knowledge_base.reading.loaders.process import load_document
from knowledge_base.reading.recognition import OnProgress, hear, recognise_pages, recognise_pictures
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen
from knowledge_base.reading.visibility.unseen_characters import (
    remove_struck_characters,
    remove_unseen_characters,
)

MAX_PASSAGES = 100_000
TITLE_CHARACTERS = 200
HEADING_CHARACTERS = 200  # each heading stands in all passages below it
HEADING_LEVELS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """What was read of a document.

    Attributes:
        title: Its own, or its name without the ending.
        chunks: Its passages, in order.
        warnings: What of it could not be read.
    """

    title: str
    chunks: tuple[Chunk, ...]
    warnings: tuple[DocumentWarning, ...]


def read_chunks(
    name: str, data: bytes, media: MediaReader | None = None, on_progress: OnProgress | None = None
) -> tuple[str, list[Chunk]]:
    """Return a document's title and its passages; see `read_document`."""
    read = read_document(name, data, media, on_progress)
    return read.title, list(read.chunks)


def read_document(
    name: str, data: bytes, media: MediaReader | None = None, on_progress: OnProgress | None = None
) -> ReadDocument:
    """Read a document and cut it into passages.

    Args:
        name: File name; it tells the format and is the title of a document that has none.
        data: The file.
        media: Recognises scanned pages, pictures and recordings; without it they hold no text.
        on_progress: Called with the share of the pictures or of the recording that is recognised, 0 to 1; always 0
            for a recording whose length is not known before its end. It may raise to stop.

    Raises:
        DocumentError: It can't be read, or holds no text.
    """
    format_ = sniff_format(name, data)
    if format_ is DocumentFormat.RECORDING:
        return _cut(name, hear(data, media, on_progress))
    loaded = load_document(format_, data)
    loaded = recognise_pages(format_, data, loaded, media, on_progress)
    return _cut(name, recognise_pictures(format_, data, loaded, media, on_progress))


def _cut(name: str, loaded: LoadedDocument) -> ReadDocument:
    loaded = _without_unseen_characters(loaded)
    title = " ".join(loaded.title.split())[:TITLE_CHARACTERS] or PurePath(name).stem
    chunks = list(chunk_blocks([_with_short_headings(block) for block in loaded.blocks]))
    if not chunks:
        msg = f"{name!r} holds no text, and none was recognised in it"
        raise DocumentEmptyError(msg)
    if len(chunks) > MAX_PASSAGES:
        msg = f"{name!r} has {len(chunks)} passages"
        raise DocumentTooLargeError(msg, passages=len(chunks))
    return ReadDocument(
        title=title, chunks=tuple(_without_title(chunk, title) for chunk in chunks), warnings=loaded.warnings
    )


def _without_unseen_characters(loaded: LoadedDocument) -> LoadedDocument:
    left_out = LeftOut()

    def clean(text: str) -> str:
        cleaned, count = remove_unseen_characters(text)
        left_out.add(Unseen.CHARACTERS, count)
        cleaned, count = remove_struck_characters(cleaned)
        left_out.add(Unseen.STRUCK, count)
        return cleaned

    paths = {path: tuple(map(clean, path)) for path in dict.fromkeys(b.heading_path for b in loaded.blocks)}
    blocks = (
        replace(block, text=clean(block.text), heading_path=paths[block.heading_path])
        for block in loaded.blocks
    )
    return replace(
        loaded,
        title=clean(loaded.title),
        blocks=tuple(blocks),
        warnings=loaded.warnings + left_out.warnings,
    )


def _with_short_headings(block: Block) -> Block:
    headings = (heading[:HEADING_CHARACTERS] for heading in block.heading_path[:HEADING_LEVELS])
    return replace(block, heading_path=tuple(headings))


def _without_title(chunk: Chunk, title: str) -> Chunk:
    """Drop the title from the headings: it is shown in front of them."""
    if chunk.heading_path[:1] != (title,):
        return chunk
    return Chunk(text=chunk.text, heading_path=chunk.heading_path[1:], page=chunk.page)

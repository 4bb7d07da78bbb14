"""A document's bytes → its title and passages.

Text comes from the loaders. Pictures of text, such as scanned pages, and recordings go through whoever recognises
them: a `MediaReader`, which another floor provides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from pathlib import PurePath
from typing import Protocol

from knowledge_base.chunking import Chunk, chunk_blocks
from knowledge_base.errors import DocumentEmptyError, DocumentTooLargeError
from knowledge_base.loaders.blocks import Block, LoadedDocument, is_han, join_lines
from knowledge_base.loaders.formats import DocumentFormat, sniff_format
from knowledge_base.loaders.process import load_document, render_pages

MAX_PASSAGES = 100_000
TITLE_CHARACTERS = 200
HEADING_CHARACTERS = 200  # each heading stands in all passages below it
HEADING_LEVELS = 6
PAGES_AT_ONCE = 8  # rendered by one process
MAX_PICTURE_PAGES = 1000  # recognising a page takes seconds
SECTION_SECONDS = 60.0  # of a recording under one time mark

WRAPPED_SHARE = 0.6  # of the longest line, from which a line may have been broken by its column's end
_END_OF_SENTENCE = ".!?。！？:：;；"

OnProgress = Callable[[float], None]


class SpokenSegment(Protocol):
    """Something that was said."""

    @property
    def start_seconds(self) -> float:
        """When it begins."""

    @property
    def text(self) -> str:
        """The words."""


class MediaReader(Protocol):
    """Recognises text in pictures and speech in recordings."""

    def read_picture(self, data: bytes) -> str:
        """Return the text of a JPEG or PNG in reading order, a paragraph or line each line; empty if there is none.

        Raises:
            DocumentError: It can't be decoded.
        """

    def transcribe(self, data: bytes) -> Iterable[SpokenSegment]:
        """Yield what is said in a recording, in order.

        Raises:
            DocumentError: It can't be decoded, or is too long.
        """


def read_chunks(
    name: str, data: bytes, media: MediaReader | None = None, on_progress: OnProgress | None = None
) -> tuple[str, list[Chunk]]:
    """Return a document's title and its passages.

    Args:
        name: File name; it tells the format and is the title of a document that has none.
        data: The file.
        media: Recognises scanned pages, pictures and recordings; without it they hold no text.
        on_progress: Called with the share of the pictures that is recognised, 0 to 1, and with 0 for each piece of
            a recording, whose length is not known before its end; it may raise to stop.

    Raises:
        DocumentError: It can't be read, or holds no text.
    """
    format_ = sniff_format(name, data)
    if format_ is DocumentFormat.RECORDING:
        loaded = LoadedDocument(title="", blocks=tuple(_hear(data, media, on_progress)))
    else:
        loaded = load_document(format_, data)
        recognised = _recognise(format_, data, loaded.picture_pages, media, on_progress)
        loaded = LoadedDocument(title=loaded.title, blocks=tuple(_merge_pages(loaded.blocks, recognised)))
    return _to_chunks(name, loaded)


def _to_chunks(name: str, loaded: LoadedDocument) -> tuple[str, list[Chunk]]:
    title = " ".join(loaded.title.split())[:TITLE_CHARACTERS] or PurePath(name).stem
    chunks = list(chunk_blocks([_with_short_headings(block) for block in loaded.blocks]))
    if not chunks:
        msg = f"{name!r} holds no text, and none was recognised in it"
        raise DocumentEmptyError(msg)
    if len(chunks) > MAX_PASSAGES:
        msg = f"{name!r} has {len(chunks)} passages"
        raise DocumentTooLargeError(msg, passages=len(chunks))
    return title, [_without_title(chunk, title) for chunk in chunks]


def _with_short_headings(block: Block) -> Block:
    headings = (heading[:HEADING_CHARACTERS] for heading in block.heading_path[:HEADING_LEVELS])
    return replace(block, heading_path=tuple(headings))


def _recognise(
    format_: DocumentFormat,
    data: bytes,
    pages: Sequence[int],
    media: MediaReader | None,
    on_progress: OnProgress | None,
) -> dict[int, list[Block]]:
    """Recognise pages that are pictures, a few at a time: neither all of them nor their pixels are held at once."""
    if media is None:
        return {}
    if len(pages) > MAX_PICTURE_PAGES:
        msg = f"the document has {len(pages)} scanned pages"
        raise DocumentTooLargeError(msg, pages=len(pages), limit_pages=MAX_PICTURE_PAGES)
    found: dict[int, list[Block]] = {}
    for start in range(0, len(pages), PAGES_AT_ONCE):
        batch = pages[start : start + PAGES_AT_ONCE]
        for page, picture in zip(batch, render_pages(format_, data, batch), strict=True):
            lines = [line.strip() for line in media.read_picture(picture).split("\n") if line.strip()]
            found[page] = [Block(text="\n".join(_join_wrapped(lines)), page=page)] if lines else []
            if on_progress:
                on_progress(len(found) / len(pages))
    return found


def _join_wrapped(lines: Sequence[str]) -> list[str]:
    """Join the lines of a sentence that was broken where its column ends."""
    width = max(map(len, lines))
    joined: list[list[str]] = []
    for line in lines:
        above = joined[-1][-1] if joined else ""
        is_unfinished = len(above) >= WRAPPED_SHARE * width and above[-1] not in _END_OF_SENTENCE
        if is_unfinished and (line[0].islower() or is_han(line[0])):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [join_lines(group) for group in joined]


def _merge_pages(blocks: Sequence[Block], recognised: dict[int, list[Block]]) -> Iterator[Block]:
    """Put recognised pages in their places; what little text such a page had before gives way to them."""
    kept = (block for block in blocks if not recognised.get(block.page or 0))
    pictures = (block for page in sorted(recognised) for block in recognised[page])
    path: tuple[str, ...] = ()
    for block in merge(kept, pictures, key=lambda block: block.page or 0):
        if recognised.get(block.page or 0):
            yield Block(text=block.text, heading_path=path, page=block.page, kind=block.kind)
        else:
            path = block.heading_path
            yield block


@dataclass(slots=True)
class _Section:
    start_seconds: float
    texts: list[str]


def _hear(data: bytes, media: MediaReader | None, on_progress: OnProgress | None) -> Iterator[Block]:
    """Write down a recording; what is said within a minute stands under the time at which it begins."""
    sections: list[_Section] = []
    for segment in media.transcribe(data) if media else ():
        if not sections or segment.start_seconds >= sections[-1].start_seconds + SECTION_SECONDS:
            sections.append(_Section(segment.start_seconds, []))
        sections[-1].texts.append(segment.text)
        if on_progress:
            on_progress(0.0)
    for section in sections:
        yield Block(text="\n".join(section.texts), heading_path=(_time_mark(section.start_seconds),))


def _time_mark(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def _without_title(chunk: Chunk, title: str) -> Chunk:
    """Drop the title from the headings: it is shown in front of them."""
    if chunk.heading_path[:1] != (title,):
        return chunk
    return Chunk(text=chunk.text, heading_path=chunk.heading_path[1:], page=chunk.page)

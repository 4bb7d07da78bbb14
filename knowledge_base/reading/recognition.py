"""What a document shows or says instead of writing it → blocks of text: scanned pages, pictures, speech.

Everything is recognised a few pieces at a time, so that neither all pictures nor their pixels are held at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from typing import TypeVar

from knowledge_base.errors import DocumentTooLargeError
from knowledge_base.media_reader import MediaReader
from knowledge_base.passages import DocumentWarning
from knowledge_base.reading.loaders.blocks import Block, BlockKind, LoadedDocument, is_han, join_lines
from knowledge_base.reading.loaders.formats import DocumentFormat
from knowledge_base.reading.loaders.process import render_pages, render_pictures

PAGES_AT_ONCE = 8  # rendered by one process
MAX_PICTURE_PAGES = 1000  # recognising a page takes seconds
MAX_PICTURES = 300  # in a document that has text of its own; further ones are left out, with a warning
SECTION_SECONDS = 60.0  # of a recording under one time mark
WRAPPED_SHARE = 0.6  # of the longest line, from which a line may have been broken by its column's end
_END_OF_SENTENCE = ".!?。！？:：;；"

OnProgress = Callable[[float], None]
Item = TypeVar("Item")


def recognise_pages(
    format_: DocumentFormat,
    data: bytes,
    loaded: LoadedDocument,
    media: MediaReader | None,
    on_progress: OnProgress | None,
) -> LoadedDocument:
    """Put the text of pages that are pictures in their places; what little text such a page had gives way to it.

    Raises:
        DocumentTooLargeError: Too many pages are pictures.
        DocumentError: A page can't be drawn or recognised.
    """
    pages = loaded.picture_pages
    if media is not None and len(pages) > MAX_PICTURE_PAGES:
        msg = f"the document has {len(pages)} scanned pages"
        raise DocumentTooLargeError(msg, pages=len(pages), limit_pages=MAX_PICTURE_PAGES)
    found: dict[int, list[Block]] = {}
    for batch in _batches(pages) if media else ():
        for page, picture in zip(batch, render_pages(format_, data, batch), strict=True):
            text = _recognise(media, picture)
            found[page] = [Block(text=text, page=page)] if text else []
            _report(on_progress, len(found) / len(pages))
    unread = len(pages) - sum(map(bool, found.values()))
    warnings = (DocumentWarning(code="pages_without_text", count=unread),) if unread else ()
    return replace(
        loaded, blocks=tuple(_merge_pages(loaded.blocks, found)), warnings=loaded.warnings + warnings
    )


def recognise_pictures(
    format_: DocumentFormat,
    data: bytes,
    loaded: LoadedDocument,
    media: MediaReader | None,
    on_progress: OnProgress | None,
) -> LoadedDocument:
    """Put the text of pictures where they stand; one that stands in several places, such as a logo, at the first.

    Raises:
        DocumentError: The reading was stopped.
    """
    names = list(dict.fromkeys(block.picture for block in loaded.blocks if block.picture))
    wanted = names[:MAX_PICTURES] if media else []
    texts: dict[str, str] = {}
    unreadable = 0
    for batch in _batches(wanted):
        for name, picture in zip(batch, render_pictures(format_, data, batch), strict=True):
            unreadable += picture is None
            texts[name] = _recognise(media, picture) if picture else ""
            _report(on_progress, len(texts) / len(wanted))
    counts = {"pictures_unreadable": unreadable, "pictures_left_out": len(names) - len(wanted)}
    warnings = tuple(DocumentWarning(code=code, count=count) for code, count in counts.items() if count)
    return replace(loaded, blocks=tuple(_put_in(loaded.blocks, texts)), warnings=loaded.warnings + warnings)


def hear(data: bytes, media: MediaReader | None, on_progress: OnProgress | None) -> LoadedDocument:
    """Write down a recording; what is said within a minute stands under the time at which it begins.

    Raises:
        DocumentError: It can't be decoded, or is too long.
    """
    sections: list[_Section] = []
    length = (media.measure_recording(data) if media else None) or 0.0
    for segment in media.transcribe(data) if media else ():
        if not sections or segment.start_seconds >= sections[-1].start_seconds + SECTION_SECONDS:
            sections.append(_Section(segment.start_seconds, []))
        sections[-1].texts.append(segment.text)
        _report(on_progress, min(segment.start_seconds / length, 1.0) if length else 0.0)
    blocks = (
        Block(text="\n".join(section.texts), heading_path=(_time_mark(section.start_seconds),))
        for section in sections
    )
    return LoadedDocument(title="", blocks=tuple(blocks))


@dataclass(slots=True)
class _Section:
    start_seconds: float
    texts: list[str]


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + PAGES_AT_ONCE] for start in range(0, len(items), PAGES_AT_ONCE))


def _report(on_progress: OnProgress | None, share: float) -> None:
    if on_progress:
        on_progress(share)


def _recognise(media: MediaReader | None, picture: bytes) -> str:
    text = media.read_picture(picture) if media else ""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return "\n".join(_join_wrapped(lines)) if lines else ""


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
    kept = (block for block in blocks if not recognised.get(block.page or 0))
    pictures = (block for page in sorted(recognised) for block in recognised[page])
    path: tuple[str, ...] = ()
    for block in merge(kept, pictures, key=lambda block: block.page or 0):
        if recognised.get(block.page or 0):
            yield Block(text=block.text, heading_path=path, page=block.page, kind=block.kind)
        else:
            path = block.heading_path
            yield block


def _put_in(blocks: Sequence[Block], texts: dict[str, str]) -> Iterator[Block]:
    left = dict(texts)
    for block in blocks:
        if block.kind is not BlockKind.PICTURE:
            yield block
        elif text := left.pop(block.picture, ""):
            yield replace(block, text=text, kind=BlockKind.TEXT, picture="")


def _time_mark(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"

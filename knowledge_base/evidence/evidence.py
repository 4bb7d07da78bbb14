"""What stands behind a citation: the section that the passage is from, and a picture of its page."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from knowledge_base.errors import PageImageBusyError, PageImageError, PassageNotFoundError
from knowledge_base.evidence.page_image_process import Pictured, render_page_image
from knowledge_base.passages import DocumentId, Passage

NEIGHBOURS = 3  # passages shown before and after the cited one, at most
PARALLEL_RENDERINGS = 2  # processes at a time, so that visitors can't fill the machine with them
WAITING_RENDERINGS = 6  # that may wait for one of them
RENDERING_WAIT_SECONDS = 15.0
PICTURED = {
    ".pdf": Pictured.PDF,
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".bmp", ".tif", ".tiff"),
        Pictured.IMAGE,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedPassage:
    """Where a passage stood and what it said when it was cited.

    Attributes:
        document_id: Its document.
        ordinal: Its position in the document, from 0. A merged passage has that of one of its parts.
        text: The whole passage.
        quote: The sentences of it that count, one a line.
    """

    document_id: DocumentId
    ordinal: int
    text: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A cited passage between its neighbours under the same heading, in the order of the document."""

    title: str
    heading_path: tuple[str, ...]
    page: int | None
    before: tuple[str, ...]
    passage: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What can be shown of a cited passage.

    Attributes:
        section: Its text with its neighbours.
        has_page_image: Whether `EvidenceReader.render` gives a picture of its page.
    """

    section: Section
    has_page_image: bool


class PassageSource(Protocol):
    """The passages as this module needs them."""

    def list_passages(self, document_id: DocumentId, *, offset: int, limit: int) -> tuple[Passage, ...]:
        """Return passages in order; DocumentNotFoundError where the document is gone."""

    def find_ordinal(self, document_id: DocumentId, text: str) -> int | None:
        """Return where a document's passage with this text stands."""


class DocumentSource(Protocol):
    """The documents as this module needs them."""

    def read_name(self, document_id: DocumentId) -> str:
        """Return a document's file name; DocumentNotFoundError where it is gone."""

    def read(self, document_id: DocumentId) -> tuple[str, bytes]:
        """Return a document's name and bytes; DocumentNotFoundError where it is gone."""


class EvidenceReader:
    """Opens documents where they are cited."""

    def __init__(self, documents: DocumentSource, passages: PassageSource) -> None:
        self._documents = documents
        self._passages = passages
        self._queue = threading.BoundedSemaphore(PARALLEL_RENDERINGS + WAITING_RENDERINGS)
        self._renderings = threading.BoundedSemaphore(PARALLEL_RENDERINGS)

    def open(self, cited: CitedPassage) -> Evidence:
        """Find a cited passage and its neighbours.

        Raises:
            DocumentNotFoundError: The document is gone.
            PassageNotFoundError: The document is there and no longer says this.
        """
        section = self._find_section(cited)
        kind = _pictured(self._documents.read_name(cited.document_id), section.page)
        return Evidence(section=section, has_page_image=kind is not None)

    def render(self, cited: CitedPassage) -> bytes:
        """Draw the page that a passage is from as WebP, with the quoted words marked.

        Raises:
            DocumentNotFoundError: The document is gone.
            PassageNotFoundError: The document is there and no longer says this.
            PageImageError: The document has no pages to draw, or this one can't be drawn.
            PageImageBusyError: Too many pages are being drawn.
        """
        section = self._find_section(cited)
        with _held(self._queue, 0), _held(self._renderings, RENDERING_WAIT_SECONDS):
            name, data = self._documents.read(cited.document_id)
            kind = _pictured(name, section.page)
            if kind is None:
                msg = f"{name!r} has no pages to draw"
                raise PageImageError(msg)
            return render_page_image(
                kind, data, page=section.page or 1, quote=cited.quote, passage=cited.text
            )

    def _find_section(self, cited: CitedPassage) -> Section:
        found = self._read_around(cited, cited.ordinal)
        if found is None:
            ordinal = self._passages.find_ordinal(cited.document_id, cited.text)
            found = None if ordinal is None else self._read_around(cited, ordinal)
        if found is None:
            msg = f"document {cited.document_id!r} no longer holds the passage"
            raise PassageNotFoundError(msg)
        return found

    def _read_around(self, cited: CitedPassage, ordinal: int) -> Section | None:
        """Return the section around a position, or None where another text stands there."""
        # a merged passage spans several rows, so that its neighbours lie a few rows further away
        reach = 2 * NEIGHBOURS
        rows = self._passages.list_passages(
            cited.document_id, offset=max(0, ordinal - reach), limit=min(ordinal, reach) + 1 + reach
        )
        at = next((i for i, row in enumerate(rows) if row.ordinal == ordinal), None)
        whole = _squash(cited.text)
        if at is None or not _is_part(rows[at], whole):
            return None
        first, last = _find_span(rows, at, whole)
        if len(whole) > sum(len(_squash(row.text)) for row in rows[first : last + 1]):
            return None  # it said more when it was cited
        path = rows[first].heading_path
        before = tuple(row.text for row in rows[:first] if row.heading_path == path)
        after = tuple(row.text for row in rows[last + 1 :] if row.heading_path == path)
        return Section(
            title=rows[at].document_title,
            heading_path=path,
            page=_find_page(rows[first : last + 1], cited.quote),
            before=before[-NEIGHBOURS:],
            passage=cited.text,
            after=after[:NEIGHBOURS],
        )


@contextmanager
def _held(places: threading.BoundedSemaphore, timeout_seconds: float) -> Iterator[None]:
    if not places.acquire(timeout=timeout_seconds):
        msg = "too many pages are being drawn"
        raise PageImageBusyError(msg)
    try:
        yield
    finally:
        places.release()


def _pictured(name: str, page: int | None) -> Pictured | None:
    kind = PICTURED.get(PurePath(name).suffix.lower())
    return None if kind is Pictured.PDF and page is None else kind


def _is_part(row: Passage, whole: str) -> bool:
    return _squash(row.text) in whole


def _find_span(rows: Sequence[Passage], at: int, whole: str) -> tuple[int, int]:
    """Return the first and last of the rows around a position that a merged passage holds."""
    first = last = at
    while first and _is_part(rows[first - 1], whole):
        first -= 1
    while last + 1 < len(rows) and _is_part(rows[last + 1], whole):
        last += 1
    return first, last


def _find_page(rows: Sequence[Passage], quote: str) -> int | None:
    """Return the page of the row that a quote begins in; that of the first row where none holds it."""
    quoted = _squash(quote.partition("\n")[0])
    return next((row.page for row in rows if quoted in _squash(row.text)), rows[0].page)


def _squash(text: str) -> str:
    """Return a text without white space: passages that are merged may be joined by other."""
    return "".join(text.split())

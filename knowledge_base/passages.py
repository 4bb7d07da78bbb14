"""The values of the knowledge base: documents, passages, and what a search returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

DocumentId = NewType("DocumentId", str)
PassageId = NewType("PassageId", int)

DEFAULT_COLLECTION = "general"


class DocumentState(StrEnum):
    """Where a document stands on its way into the index."""

    QUEUED = "queued"
    READING = "reading"
    EMBEDDING = "embedding"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REPLACED = "replaced"  # by a newer version; kept so that the citations of old answers can be opened


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentProperties:
    """What an admin says of a document; made by `knowledge_base.properties.make_properties`.

    Attributes:
        collection: The collection it belongs to.
        tags: Words to find it by on the admin page.
        valid_from: First day on which it is used; None: at once.
        valid_until: Last day on which it is used; None: for good.
    """

    collection: str = DEFAULT_COLLECTION
    tags: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the document is used on a day."""
        has_begun = self.valid_from is None or self.valid_from <= day
        return has_begun and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Documents that belong together, such as those of a shop or of a school subject.

    Attributes:
        given_to: Names of the assistants that answer from it; None means all of them.
    """

    name: str
    given_to: frozenset[str] | None
    document_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWarning:
    """Something of a document that could not be read, while the rest could.

    Attributes:
        code: Stable identifier of the kind; the page has a text for each.
        count: How often it happened.
    """

    code: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    """A document as the admin sees it."""

    id: DocumentId
    name: str
    title: str
    properties: DocumentProperties
    version: int  # from 1; grows when a document of the same name comes again
    state: DocumentState
    progress: float  # 0 to 1, of the work that its state names
    passage_count: int
    size_bytes: int
    error_code: str | None
    error_message: str | None
    error_params: dict[str, str | int | float]
    is_sample: bool
    added_at: datetime
    warnings: tuple[DocumentWarning, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which documents a search may use.

    Attributes:
        collections: Names of collections; None means all of them.
    """

    collections: frozenset[str] | None = None

    def within(self, collections: frozenset[str]) -> Scope:
        """Return this scope without the collections that are not among some."""
        mine = self.collections
        return Scope(collections=collections if mine is None else mine & collections)


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of a document small enough to be retrieved, shown and cited."""

    id: PassageId
    document_id: DocumentId
    document_title: str
    heading_path: tuple[str, ...]  # ("Returns", "Opened items"); empty without headings
    page: int | None  # first page, from 1; None where the format has no pages
    ordinal: int  # position in the document, from 0
    text: str
    merged_ids: tuple[PassageId, ...] = ()  # of neighbours given as one: all of them, in order; else empty
    withheld: tuple[str, ...] = ()  # its sentences and headings that a model is not shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPassage:
    """A passage found for a query, and why."""

    passage: Passage
    score: float  # fused, higher is better; comparable within one search only
    dense_score: float  # cosine, -1 to 1
    dense_rank: int | None  # from 1; None where this retriever did not find it
    lexical_rank: int | None
    relevance: float  # calibrated probability, 0 to 1, that the passage answers the query
    lexical_score: float | None = None  # BM25, higher is better; comparable within one search only
    fused_rank: int | None = None  # from 1, by `score`
    rerank_score: float | None = None  # orders the candidates; None where they are in the order of `score`
    rank: int | None = None  # from 1, in the final order; None where it says what a better one says


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """What a search found, best first.

    Attributes:
        relevant: Passages at or above the relevance threshold. Empty means: not in the knowledge.
        candidates: Everything that was ranked, relevant or not, for the admin's search page.
    """

    query: str
    relevant: tuple[ScoredPassage, ...]
    candidates: tuple[ScoredPassage, ...]

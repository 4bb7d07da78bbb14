"""The values of the knowledge base: documents, passages, and what a search returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

DocumentId = NewType("DocumentId", str)
PassageId = NewType("PassageId", int)


class DocumentState(StrEnum):
    """Where a document stands on its way into the index."""

    QUEUED = "queued"
    READING = "reading"
    EMBEDDING = "embedding"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    """A document as the admin sees it."""

    id: DocumentId
    name: str
    title: str
    state: DocumentState
    progress: float  # 0 to 1: passages embedded of passages found
    passage_count: int
    size_bytes: int
    error_code: str | None
    error_message: str | None
    error_params: dict[str, str | int | float]
    is_sample: bool
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which documents a search may use.

    Attributes:
        collections: Names of collections; None means all of them.
    """

    collections: frozenset[str] | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPassage:
    """A passage found for a query, and why."""

    passage: Passage
    score: float  # fused, higher is better; comparable within one search only
    dense_score: float  # cosine, -1 to 1
    dense_rank: int | None  # from 1; None where this retriever did not find it
    lexical_rank: int | None
    relevance: float  # calibrated probability, 0 to 1, that the passage answers the query
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

"""Stand-ins for the leaves where a test needs a given passage, a given reply, or a failure in the middle."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from knowledge_base.encoding.second_encoder import SecondEncoder
from knowledge_base.errors import DocumentNotFoundError, KnowledgeBaseError
from knowledge_base.evidence.evidence import CitedPassage, Evidence
from knowledge_base.passages import (
    EVERYTHING,
    DocumentId,
    Passage,
    PassageId,
    Retrieval,
    Scope,
    ScoredPassage,
)
from knowledge_base.text.content_words import find_terms
from model.chat.messages import TextPart


def passage(
    number: int, text: str, title: str = "Returns", heading: tuple[str, ...] = ("Opened items",)
) -> Passage:
    return Passage(
        id=PassageId(number),
        document_id=DocumentId(f"d{number}"),
        document_title=title,
        heading_path=heading,
        page=None,
        ordinal=0,
        text=text,
    )


@dataclass
class FixedRetriever:
    """Finds the given passages for a query that shares a term with them; compares texts by shared terms."""

    passages: tuple[Passage, ...] = ()
    queries: list[str] = field(default_factory=list)
    withdrawn: set[DocumentId] = field(default_factory=set)

    def scope_of(self, assistant: str) -> Scope:
        del assistant
        return EVERYTHING

    def may_use(self, document_id: DocumentId, scope: Scope) -> bool:
        return scope == EVERYTHING and document_id not in self.withdrawn

    def retrieve(self, query: str, *, k: int, scope: Scope = EVERYTHING) -> Retrieval:
        del scope
        self.queries.append(query)
        found = [p for p in self.passages if find_terms(query) & find_terms(p.text)]
        scored = tuple(
            ScoredPassage(passage=p, score=1.0, dense_score=0.9, dense_rank=1, lexical_rank=1, relevance=0.9)
            for p in found[:k]
        )
        return Retrieval(query=query, relevant=scored, candidates=scored)

    def list_passages(
        self, document_id: DocumentId, *, offset: int = 0, limit: int = 50
    ) -> tuple[Passage, ...]:
        of_document = [p for p in self.passages if p.document_id == document_id]
        return tuple(of_document[offset : offset + limit])

    def similarities(self, queries: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = [[_overlap(query, text) for text in texts] for query in queries]
        return np.array(rows, dtype=np.float32)

    def compare_pieces(
        self, query: str, pieces: Sequence[tuple[Passage, Sequence[str]]]
    ) -> npt.NDArray[np.float32]:
        texts = [text for _, these in pieces for text in these]
        shared = 2 * (self.similarities([query], texts)[0] - 0.75) if texts else np.empty(0)
        closeness, unmet = 0.5 * shared, np.ones_like(shared)
        return np.stack([closeness, closeness, 0.6 + closeness, unmet], axis=1).astype(np.float32)

    def embed_sentences(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return SENTENCE_JUDGE.embed(texts)


SENTENCE_JUDGE = SecondEncoder()  # the real one: small, and loaded once


class NoDocuments:
    """Evidence whose documents are all gone."""

    def read_name(self, document_id: DocumentId) -> str:
        raise DocumentNotFoundError(document_id)

    def open_evidence(self, cited: CitedPassage) -> Evidence:
        raise DocumentNotFoundError(cited.document_id)

    def render_evidence(self, cited: CitedPassage) -> bytes:
        raise DocumentNotFoundError(cited.document_id)


def _overlap(left: str, right: str) -> float:
    a, b = find_terms(left), find_terms(right)
    return 0.75 + 0.25 * len(a & b) / max(1, len(a | b))


@dataclass
class UsageRecord:
    """Keeps in memory what was asked in vain and cited."""

    unanswered: list[str] = field(default_factory=list)
    cited: list[frozenset[DocumentId]] = field(default_factory=list)
    failure: KnowledgeBaseError | None = None

    def note_unanswered(self, question: str, language: str, best: ScoredPassage | None) -> None:
        del language, best
        if self.failure:
            raise self.failure
        self.unanswered.append(question)

    def note_cited(self, document_ids: Collection[DocumentId]) -> None:
        if self.failure:
            raise self.failure
        self.cited.append(frozenset(document_ids))


def text_of(part: object) -> str:
    return part.text if isinstance(part, TextPart) else getattr(part, "understanding", "")

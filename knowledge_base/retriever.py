"""Hybrid retrieval: dense and lexical ranks fused, each candidate judged for relevance.

Reciprocal rank fusion: Cormack, Clarke & Büttcher, SIGIR 2009 (https://doi.org/10.1145/1571941.1572114).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

import numpy as np
import numpy.typing as npt

from knowledge_base.indexes import Indexes
from knowledge_base.passages import EVERYTHING, Passage, Retrieval, Scope, ScoredPassage
from knowledge_base.relevance import BACKGROUND, QueryFacts, judge
from knowledge_base.store import KnowledgeStore, render_searchable
from knowledge_base.terms import extract_query_terms, is_chinese

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]
CANDIDATES = 24  # per retriever
FUSION_CONSTANT = 60
DUPLICATE_COSINE = 0.985
RELATIVE_RELEVANCE = 0.75  # of the best passage's, below which another only distracts a small model
BACKGROUND_SENTENCES = 8  # nearest ones that are averaged
KEPT_EMBEDDINGS = 20_000  # 30 MB


class Encoder(Protocol):
    """Embeds questions and passages."""

    @property
    def name(self) -> str:
        """Names the network and its weights: embeddings of another name can't be compared."""

    @property
    def dimension(self) -> int:
        """Numbers of an embedding."""

    def embed_queries(self, texts: Sequence[str]) -> FloatArray:
        """Embed questions: unit length, shape `(n, dimension)`."""

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        """Embed passages: unit length, shape `(n, dimension)`."""


@dataclass(slots=True, kw_only=True)
class _Candidate:
    dense_rank: int | None = None
    lexical_rank: int | None = None

    @property
    def score(self) -> float:
        ranks = (self.dense_rank, self.lexical_rank)
        return sum(1 / (FUSION_CONSTANT + rank) for rank in ranks if rank is not None)


class HybridRetriever:
    """Finds passages; safe to use from several threads."""

    def __init__(
        self, encoder: Encoder, indexes: Indexes, store: KnowledgeStore, *, relevance_threshold: float
    ) -> None:
        self._encoder = encoder
        self._indexes = indexes
        self._store = store
        self._threshold = relevance_threshold
        self._kept = _KeptEmbeddings(encoder)
        self._background = {
            language: encoder.embed_passages(sentences) for language, sentences in BACKGROUND.items()
        }

    def retrieve(self, query: str, *, k: int, scope: Scope = EVERYTHING) -> Retrieval:
        """Find passages for a question.

        Args:
            query: A question that can be understood alone.
            k: Relevant passages wanted at most.
            scope: Where to look.
        """
        if not query.strip():
            return Retrieval(query=query, relevant=(), candidates=())
        embedding = self._encoder.embed_queries([query])[0]
        terms = extract_query_terms(query)
        found = self._fuse(embedding, terms, self._store.allowed_passages(scope))
        passages = self._store.read_passages(list(found))
        facts = self._gather_facts(query, embedding, terms)
        scored = []
        for passage_id, candidate in found.items():
            if passage_id not in passages:  # deleted a moment ago
                continue
            passage, passage_embedding = passages[passage_id]
            cosine = float(embedding @ passage_embedding)
            scored.append(
                ScoredPassage(
                    passage=passage,
                    score=candidate.score,
                    dense_score=cosine,
                    dense_rank=candidate.dense_rank,
                    lexical_rank=candidate.lexical_rank,
                    relevance=judge(facts, _searchable(passage), cosine),
                )
            )
        scored.sort(key=lambda s: (-s.score, -s.dense_score))
        embeddings = {passage_id: kept for passage_id, (_, kept) in passages.items()}
        relevant = self._choose(scored, embeddings, wants_chinese=is_chinese(query))
        return Retrieval(query=query, relevant=relevant[:k], candidates=tuple(scored))

    def similarities(self, queries: Sequence[str], texts: Sequence[str]) -> FloatArray:
        """Compare texts by meaning: cosines, shape `(len(queries), len(texts))`. Embeddings are kept for later."""
        product: FloatArray = self._kept.embed(queries) @ self._kept.embed(texts).T
        return product

    def _fuse(
        self, embedding: FloatArray, terms: frozenset[str], allowed: IdArray | None
    ) -> dict[int, _Candidate]:
        found: dict[int, _Candidate] = {}
        nearest = self._indexes.vectors.search(embedding, CANDIDATES, allowed=allowed)
        for rank, (passage_id, _) in enumerate(nearest, start=1):
            found.setdefault(passage_id, _Candidate()).dense_rank = rank
        holding = self._indexes.words.search(terms, CANDIDATES, allowed=allowed)
        for rank, passage_id in enumerate(holding, start=1):
            found.setdefault(passage_id, _Candidate()).lexical_rank = rank
        return found

    def _gather_facts(self, query: str, embedding: FloatArray, terms: frozenset[str]) -> QueryFacts:
        return QueryFacts(
            query=query,
            background={
                language: float(np.sort(sentences @ embedding)[-BACKGROUND_SENTENCES:].mean())
                for language, sentences in self._background.items()
            },
            counts=self._indexes.words.count_passages(terms),
            passage_count=len(self._indexes.words),
        )

    def _choose(
        self, scored: Sequence[ScoredPassage], embeddings: dict[int, FloatArray], *, wants_chinese: bool
    ) -> tuple[ScoredPassage, ...]:
        """Keep what is relevant, the most relevant first, and nothing that is said twice."""
        best = max((s.relevance for s in scored), default=0.0)
        least = max(self._threshold, RELATIVE_RELEVANCE * best)
        relevant = sorted((s for s in scored if s.relevance >= least), key=lambda s: -s.relevance)
        best_own = max((s.relevance for s in relevant if not _is_foreign(s, wants_chinese)), default=0.0)
        chosen: list[ScoredPassage] = []
        for candidate in relevant:
            if _is_foreign(candidate, wants_chinese) and candidate.relevance < best_own:
                continue  # a translation of what is there in the question's language
            embedding = embeddings[candidate.passage.id]
            if all(embedding @ embeddings[other.passage.id] < DUPLICATE_COSINE for other in chosen):
                chosen.append(candidate)
        return tuple(chosen)


def _is_foreign(scored: ScoredPassage, wants_chinese: bool) -> bool:
    return is_chinese(scored.passage.text) != wants_chinese


class _KeptEmbeddings:
    """Embeds texts for comparing them with each other; the latest stay in memory."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: OrderedDict[str, FloatArray] = OrderedDict()
        self._lock = Lock()

    def embed(self, texts: Sequence[str]) -> FloatArray:
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = list(dict.fromkeys(text for text in texts if text not in found))
        if missing:
            found.update(zip(missing, self._encoder.embed_queries(missing), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > KEPT_EMBEDDINGS:
                self._kept.popitem(last=False)
        return np.stack([found[text] for text in texts])


def _searchable(passage: Passage) -> str:
    return render_searchable(passage.document_title, passage.heading_path, passage.text)

"""Hybrid retrieval: dense and lexical candidates, ordered by a reranker, each judged for relevance.

Without a reranker the order is that of reciprocal rank fusion: Cormack, Clarke & Büttcher, SIGIR 2009
(https://doi.org/10.1145/1571941.1572114).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from knowledge_base.encoding.calibration import EncoderCalibration
from knowledge_base.encoding.encoders import Encoder
from knowledge_base.encoding.kept_embeddings import KeptEmbeddings
from knowledge_base.encoding.relevance_models import Evidence
from knowledge_base.index.indexes import Indexes
from knowledge_base.passages import EVERYTHING, Passage, Retrieval, Scope, ScoredPassage
from knowledge_base.retrieval.merging import drop_repetitions, merge_neighbours
from knowledge_base.retrieval.relevance import (
    BACKGROUND,
    QueryFacts,
    gather_evidence,
    language_of,
    usual_for,
)
from knowledge_base.retrieval.reranker import CloseLook, EmbeddedQuery, Reranker
from knowledge_base.store.store import KnowledgeStore, render_searchable
from knowledge_base.text.languages import holds_chinese
from knowledge_base.text.terms import extract_codes, extract_query_terms
from knowledge_base.text.words import fold

FloatArray = npt.NDArray[np.float32]
IdArray = npt.NDArray[np.int64]
DENSE_DEPTH = 60  # looked at, so that a passage in the question's other language is not crowded out
CANDIDATES = 24  # kept per retriever
ABROAD_DEPTH = 24  # looked at around the place where the question would lie in the other language
FUSION_CONSTANT = 60
BACKGROUND_SENTENCES = 8  # nearest ones that are averaged
MAX_QUERY_CHARACTERS = 4000  # read of a question; the encoders read less still


class RetrieverKind(StrEnum):
    """Where candidates come from."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalOptions:
    """How a search is done; others than these are for measuring.

    Attributes:
        retriever: Where candidates come from.
        reranker: Whether they are looked at more closely.
    """

    retriever: RetrieverKind = RetrieverKind.HYBRID
    reranker: bool = True


DEFAULT_OPTIONS = RetrievalOptions()


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A passage that was found, and what speaks for it."""

    passage: Passage
    embedding: FloatArray
    cosine: float
    dense_rank: int | None
    lexical_rank: int | None
    lexical_score: float | None
    evidence: Evidence

    @property
    def fused_score(self) -> float:
        """Its score by reciprocal rank fusion."""
        ranks = (self.dense_rank, self.lexical_rank)
        return sum(1 / (FUSION_CONSTANT + rank) for rank in ranks if rank is not None)


@dataclass(slots=True, kw_only=True)
class _Ranks:
    dense: int | None = None
    is_abroad: bool = False  # found where the question would lie in the other language
    lexical: int | None = None
    lexical_score: float | None = None


class HybridRetriever:
    """Finds passages; safe to use from several threads."""

    def __init__(
        self,
        encoder: Encoder,
        indexes: Indexes,
        store: KnowledgeStore,
        *,
        calibration: EncoderCalibration,
        relevance_threshold: float,
        relative_relevance: float = 0.5,
        reranker: Reranker | None = None,
    ) -> None:
        """Put the parts together.

        Args:
            encoder: Embeds questions and texts.
            indexes: Find passages.
            store: Has their texts.
            calibration: The encoder's; without an order in it the reranker is left out.
            relevance_threshold: 0 to 1; a passage below it is no answer.
            relative_relevance: Share of the best passage's relevance below which another is left out.
            reranker: Looks more closely.
        """
        self._encoder = encoder
        self._indexes = indexes
        self._store = store
        self._threshold = relevance_threshold
        self._relative_relevance = relative_relevance
        self.calibration = calibration
        self._reranker = reranker if calibration.order and calibration.relevance else None
        self._kept = KeptEmbeddings(encoder)
        self._background = {
            language: encoder.embed_passages(sentences) for language, sentences in BACKGROUND.items()
        }
        self._centres = {language: rows.mean(axis=0) for language, rows in self._background.items()}

    def retrieve(
        self, query: str, *, k: int, scope: Scope = EVERYTHING, options: RetrievalOptions = DEFAULT_OPTIONS
    ) -> Retrieval:
        """Find passages for a question.

        Args:
            query: A question that can be understood alone; its first `MAX_QUERY_CHARACTERS` are read.
            k: Relevant passages wanted at most; neighbours are given, and counted, as one.
            scope: Where to look.
            options: How to look.
        """
        query = _readable(query)
        if not query.strip():
            return Retrieval(query=query, relevant=(), candidates=())
        candidates = self.gather(query, scope=scope, options=options)
        is_reranked = self._reranker is not None and options.reranker
        scored = _rank_fused([self._score(candidate, is_reranked=is_reranked) for candidate in candidates])
        scored.sort(key=lambda s: (-(s.score if s.rerank_score is None else s.rerank_score), -s.dense_score))
        embeddings = {int(candidate.passage.id): candidate.embedding for candidate in candidates}
        distinct = drop_repetitions(scored, embeddings, min_cosine=self.calibration.repetition_cosine)
        ranked = tuple(replace(s, rank=rank) for rank, s in enumerate(distinct, start=1))
        relevant = self._choose(ranked, wants_chinese=holds_chinese(query))
        return Retrieval(query=query, relevant=merge_neighbours(relevant)[:k], candidates=ranked)

    def gather(
        self, query: str, *, scope: Scope = EVERYTHING, options: RetrievalOptions = DEFAULT_OPTIONS
    ) -> list[Candidate]:
        """Return the candidates for a question in any order, with what speaks for them."""
        reranker = self._reranker if options.reranker else None
        looking = reranker.embed(query) if reranker else None
        embedding = looking.embedding if looking else self._encoder.embed_queries([query])[0]
        terms = extract_query_terms(query)
        allowed = self._store.allowed_passages(scope)
        ranks = self._search(embedding, terms, allowed, options.retriever)
        if options.retriever is not RetrieverKind.LEXICAL:
            self._search_abroad(query, embedding, allowed, ranks)
        facts = self._gather_facts(query, embedding, terms)
        passages = self._store.read_passages(list(ranks))  # one that was deleted a moment ago is missing
        kept = _nearest(query, ranks, passages, embedding, facts.background)
        looks = _look(reranker, looking, [passages[i][0] for i in kept])
        return [
            _to_candidate(facts, ranks[i], *passages[i], embedding, look)
            for i, look in zip(kept, looks, strict=True)
        ]

    def known_codes(self, codes: Collection[str]) -> frozenset[str]:
        """Return those of some codes that a passage holds, as a whole and whatever their capitals."""
        terms = {code: fold(code) for code in codes}
        whole = {term for term in terms.values() if extract_codes(term) == {term}}
        counts = self._indexes.words.count_passages(whole)
        return frozenset(code for code, term in terms.items() if counts.get(term))

    def similarities(self, queries: Sequence[str], texts: Sequence[str]) -> FloatArray:
        """Compare texts by meaning, on the scale of `EncoderCalibration.to_similarity`; embeddings are kept for later.

        Returns:
            Similarities, shape `(len(queries), len(texts))`.
        """
        cosines: FloatArray = self._kept.embed(queries) @ self._kept.embed(texts).T
        languages = np.array([language_of(text) for text in texts])
        is_same = np.array([language_of(query) for query in queries])[:, None] == languages[None, :]
        return self.calibration.to_similarity(cosines, is_same)

    def compare_pieces(self, query: str, pieces: Sequence[tuple[Passage, Sequence[str]]]) -> FloatArray:
        """Compare a question with pieces of passages; of passages with an id below 0 nothing is kept.

        Returns:
            Token by token, as a whole, and by the second encoder (see `Evidence`), and what is met worst (see
            `Reranker.look_at_pieces`), shape `(pieces of all, 4)`; zeros without a reranker.
        """
        if self._reranker is None or not pieces:
            return np.zeros((sum(len(these) for _, these in pieces), 4), dtype=np.float32)
        looks, unmet = self._reranker.look_at_pieces(
            self._reranker.embed(query),
            [(_searchable(passage), these) for passage, these in pieces],
            unkept=[_searchable(passage) for passage, _ in pieces if passage.id < 0],
        )
        rows = [(look.interaction, look.sentence, look.opinion) for look in looks]
        return np.column_stack([np.array(rows, dtype=np.float32).reshape(-1, 3), unmet])

    def _search(
        self, embedding: FloatArray, terms: frozenset[str], allowed: IdArray | None, kind: RetrieverKind
    ) -> dict[int, _Ranks]:
        found: dict[int, _Ranks] = {}
        if kind is not RetrieverKind.LEXICAL:
            nearest = self._indexes.vectors.search(embedding, DENSE_DEPTH, allowed=allowed)
            for rank, (passage_id, _) in enumerate(nearest, start=1):
                found.setdefault(passage_id, _Ranks()).dense = rank
        if kind is not RetrieverKind.DENSE:
            holding = self._indexes.words.search(terms, CANDIDATES, allowed=allowed)
            for rank, (passage_id, score) in enumerate(holding, start=1):
                ranks = found.setdefault(passage_id, _Ranks())
                ranks.lexical, ranks.lexical_score = rank, score
        return found

    def _search_abroad(
        self, query: str, embedding: FloatArray, allowed: IdArray | None, found: dict[int, _Ranks]
    ) -> None:
        """Look in the other language too, which passages of the question's own would crowd out.

        The languages lie side by side: what parts the centre of one from that of the other parts most sentences from
        their translations.
        """
        own = language_of(query)
        for language, centre in self._centres.items():
            if language != own:
                moved = embedding - self._centres[own] + centre
                moved /= np.linalg.norm(moved)
                for passage_id, _ in self._indexes.vectors.search(moved, ABROAD_DEPTH, allowed=allowed):
                    found.setdefault(passage_id, _Ranks()).is_abroad = True

    def _gather_facts(self, query: str, embedding: FloatArray, terms: frozenset[str]) -> QueryFacts:
        return QueryFacts(
            query=query,
            background=usual_for(
                {
                    language: float(np.sort(sentences @ embedding)[-BACKGROUND_SENTENCES:].mean())
                    for language, sentences in self._background.items()
                },
                query,
                other_language_share=self.calibration.other_language_share,
            ),
            counts=self._indexes.words.count_passages(terms),
            passage_count=len(self._indexes.words),
            codes=extract_codes(query),
        )

    def _score(self, candidate: Candidate, *, is_reranked: bool) -> ScoredPassage:
        order = self.calibration.order if is_reranked else None
        judge = (is_reranked and self.calibration.relevance) or self.calibration.plain_relevance
        return ScoredPassage(
            passage=candidate.passage,
            score=candidate.fused_score,
            dense_score=candidate.cosine,
            dense_rank=candidate.dense_rank,
            lexical_rank=candidate.lexical_rank,
            lexical_score=candidate.lexical_score,
            relevance=judge.probability(candidate.evidence),
            rerank_score=order.score(candidate.evidence) if order else None,
        )

    def _choose(self, ranked: Sequence[ScoredPassage], *, wants_chinese: bool) -> tuple[ScoredPassage, ...]:
        """Keep what is relevant, in order of rank, and no translation of what is there in the question's language."""
        best = max((s.relevance for s in ranked), default=0.0)
        least = max(self._threshold, self._relative_relevance * best)
        relevant = [s for s in ranked if s.relevance >= least]
        best_own = max((s.relevance for s in relevant if not _is_foreign(s, wants_chinese)), default=0.0)
        return tuple(s for s in relevant if not _is_foreign(s, wants_chinese) or s.relevance >= best_own)


def _readable(query: str) -> str:
    """Cut a question, and replace halves of surrogate pairs, which are no characters: tokenizers refuse them."""
    return query[:MAX_QUERY_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _nearest(
    query: str,
    ranks: Mapping[int, _Ranks],
    passages: Mapping[int, tuple[Passage, FloatArray]],
    embedding: FloatArray,
    background: Mapping[str, float],
) -> list[int]:
    """Return which candidates are kept: what is nearest for its language, found in the other, or found by words."""
    margins = {
        i: float(embedding @ vector) - background[language_of(_searchable(passage))]
        for i, (passage, vector) in passages.items()
        if ranks[i].dense is not None
    }
    nearest = sorted(margins, key=lambda i: -margins[i])[:CANDIDATES]
    own = language_of(query)
    others = (
        i
        for i, (passage, _) in passages.items()
        if ranks[i].lexical is not None or (ranks[i].is_abroad and language_of(_searchable(passage)) != own)
    )
    return list(dict.fromkeys((*nearest, *others)))


def _look(
    reranker: Reranker | None, query: EmbeddedQuery | None, passages: Sequence[Passage]
) -> list[CloseLook]:
    if reranker is None or query is None:
        return [CloseLook(interaction=0.0, sentence=0.0, opinion=0.0)] * len(passages)
    return reranker.look(query, [_searchable(passage) for passage in passages])


def _to_candidate(
    facts: QueryFacts,
    ranks: _Ranks,
    passage: Passage,
    vector: FloatArray,
    embedding: FloatArray,
    look: CloseLook,
) -> Candidate:
    cosine = float(embedding @ vector)
    return Candidate(
        passage=passage,
        embedding=vector,
        cosine=cosine,
        dense_rank=ranks.dense,
        lexical_rank=ranks.lexical,
        lexical_score=ranks.lexical_score,
        evidence=gather_evidence(
            facts,
            _searchable(passage),
            cosine,
            interaction=look.interaction,
            sentence=look.sentence,
            opinion=look.opinion,
        ),
    )


def _rank_fused(scored: Sequence[ScoredPassage]) -> list[ScoredPassage]:
    ordered = sorted(scored, key=lambda s: (-s.score, -s.dense_score))
    return [replace(s, fused_rank=rank) for rank, s in enumerate(ordered, start=1)]


def _is_foreign(scored: ScoredPassage, wants_chinese: bool) -> bool:
    return holds_chinese(scored.passage.text) != wants_chinese


def _searchable(passage: Passage) -> str:
    return render_searchable(passage.document_title, passage.heading_path, passage.text)

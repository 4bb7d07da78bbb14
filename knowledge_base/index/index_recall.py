"""What the dense index finds of what exact search finds, and how fast: measured on the passages that are there."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from knowledge_base.index.exact_search import BestCosines, perturb
from knowledge_base.index.vector_base import EmbeddingSource

FloatArray = npt.NDArray[np.float32]
IndexKind = Literal["exact", "ivf"]
SEED = 20_240_501


class DenseSearch(Protocol):
    """The search that is measured."""

    @property
    def kind(self) -> IndexKind:
        """Whether it is exact, or reads the nearest lists of an inverted file."""

    def search(self, embedding: FloatArray, k: int) -> list[tuple[int, float]]:
        """Return the `k` nearest passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallReport:
    """A measurement of the dense index.

    Attributes:
        passages: How many were searched.
        kind: `exact`, or `ivf` for an inverted file.
        queries: How many questions were asked.
        k: Passages wanted per question.
        recall: Share of exact search's first `k` that was found, 0 to 1.
        median_seconds: What a search took.
    """

    passages: int
    kind: IndexKind
    queries: int
    k: int
    recall: float
    median_seconds: float


def measure_recall(
    index: DenseSearch, source: EmbeddingSource, *, sample: int, k: int, queries: FloatArray | None = None
) -> RecallReport:
    """Ask the index what exact search is asked, and compare. Reads every embedding once, some at a time.

    Args:
        index: What is measured.
        source: The embeddings as they are kept.
        sample: How many stored embeddings are taken, moved a little, as questions.
        k: Passages wanted per question.
        queries: Embeddings of real questions, unit length, shape `(q, dimension)`, in place of the sample.
    """
    ids = source.list_passage_ids()
    if queries is None:
        queries = _sample_queries(source, ids, sample)
    if not len(queries):
        return RecallReport(passages=0, kind=index.kind, queries=0, k=k, recall=1.0, median_seconds=0.0)
    best = BestCosines(queries, k)
    passages = 0
    for batch_ids, embeddings in source.read_embeddings(ids):
        best.add(embeddings)
        passages += len(batch_ids)
    found, seconds = list[list[int]](), list[float]()
    for query in queries:
        started = time.perf_counter()
        found.append([passage_id for passage_id, _ in index.search(query, k)])
        seconds.append(time.perf_counter() - started)
    return RecallReport(
        passages=passages,
        kind=index.kind,
        queries=len(queries),
        k=k,
        recall=best.recall(_exact_cosines(source, queries, found)),
        median_seconds=median(seconds),
    )


def _sample_queries(source: EmbeddingSource, ids: npt.NDArray[np.int64], sample: int) -> FloatArray:
    generator = np.random.default_rng(SEED)
    chosen = np.sort(generator.choice(ids, min(sample, len(ids)), replace=False)) if len(ids) else ids
    embeddings = [batch for _, batch in source.read_embeddings(chosen)]
    if not embeddings:
        return np.empty((0, 0), dtype=np.float32)
    return perturb(np.concatenate(embeddings), generator)


def _exact_cosines(
    source: EmbeddingSource, queries: FloatArray, found: Sequence[Sequence[int]]
) -> list[list[float]]:
    """Return the cosines of what was found by the kept embeddings, not by what the index says of them."""
    wanted = np.unique(np.array([i for ids in found for i in ids], dtype=np.int64))
    kept = {
        int(passage_id): embedding
        for batch in source.read_embeddings(wanted)
        for passage_id, embedding in zip(*batch, strict=True)
    }
    return [
        [float(query @ kept[i]) for i in ids if i in kept] for query, ids in zip(queries, found, strict=True)
    ]

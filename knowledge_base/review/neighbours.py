"""Which rules of other documents are nearest in meaning: one exact FAISS index per language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt

from knowledge_base.review.rules import Rule

FloatArray = npt.NDArray[np.float32]
Neighbour = tuple[int, float]  # place and cosine
NEIGHBOURS = 8  # of each language


class RuleIndex:
    """Rules by meaning."""

    def __init__(
        self, rules: Sequence[Rule], embeddings: FloatArray, *, min_cosine: float, min_across: float
    ) -> None:
        """Index rules; those of one document lie together.

        Args:
            rules: In the order of `embeddings`.
            embeddings: Less the mean of their language, unit length, shape `(n, dimension)`.
            min_cosine: Of two in one language.
            min_across: Of two in two languages, which lie apart.
        """
        import faiss

        self._min_cosine, self._min_across = min_cosine, min_across
        self._embeddings = embeddings
        self._documents = [rule.passage.document_id for rule in rules]
        self._holds_chinese = np.array([rule.holds_chinese for rule in rules], dtype=bool)
        self._indexes = []
        for language in (False, True):
            places = np.flatnonzero(self._holds_chinese == language)
            index = faiss.IndexIDMap2(faiss.IndexFlatIP(embeddings.shape[1]))
            if len(places):
                index.add_with_ids(embeddings[places], places.astype(np.int64))
            self._indexes.append((language, index))

    def neighbours(self) -> Iterator[tuple[int, list[Neighbour]]]:
        """Yield each rule's place with its neighbours in other documents."""
        start = 0
        for _, group in groupby(self._documents):
            end = start + sum(1 for _ in group)
            found = [self._search(start, end, language, index) for language, index in self._indexes]
            for offset in range(end - start):
                yield start + offset, [near for rows in found for near in rows[offset]]
            start = end

    def _search(self, start: int, end: int, language: bool, index: object) -> list[list[Neighbour]]:
        """Search for the rules of one document in the others."""
        import faiss

        parameters = faiss.SearchParameters()
        own = faiss.IDSelectorRange(start, end)
        parameters.sel = others = faiss.IDSelectorNot(own)
        scores, places = index.search(self._embeddings[start:end], NEIGHBOURS, params=parameters)  # type: ignore[attr-defined]
        del others, own  # FAISS reads them until here
        least = np.where(self._holds_chinese[start:end] == language, self._min_cosine, self._min_across)
        kept = (places >= 0) & (scores >= least[:, None])
        return [
            [(int(place), float(score)) for place, score in zip(row[keep], cosines[keep], strict=True)]
            for row, cosines, keep in zip(places, scores, kept, strict=True)
        ]

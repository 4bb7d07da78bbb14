"""What every index of words must do. A test class of an implementation gives the fixture `index`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from knowledge_base.index.index_protocols import PassagesByWords
from knowledge_base.text.terms import extract_query_terms

TEXTS = {
    1: "The kettle is repaired within two weeks.",
    2: "A kettle may be returned within thirty days; the kettle must be clean.",
    3: "退货须在三十天内提出。",
    7: "The shop opens at nine.",
}


def found(
    index: PassagesByWords, question: str, k: int = 5, allowed: Sequence[int] | None = None
) -> list[int]:
    ids = None if allowed is None else np.array(sorted(allowed), dtype=np.int64)
    return [passage_id for passage_id, _ in index.search(extract_query_terms(question), k, allowed=ids)]


def put(index: PassagesByWords, removed: Iterable[int] = ()) -> None:
    index.replace(added=TEXTS, removed=removed)


class LexicalIndexContract:
    """Passage ids by the terms of passages; the fixture `index` gives an empty one."""

    @pytest.fixture
    def index(self) -> PassagesByWords:
        raise NotImplementedError

    def test_an_empty_index_finds_nothing(self, index: PassagesByWords) -> None:
        assert len(index) == 0
        assert index.ids().tolist() == []
        assert found(index, "kettle") == []

    def test_who_says_more_of_a_word_comes_first(self, index: PassagesByWords) -> None:
        put(index)
        assert found(index, "kettles") == [2, 1]
        assert found(index, "kettles", k=1) == [2]
        assert found(index, "退货") == [3]
        assert found(index, "spaceship") == []
        scores = [score for _, score in index.search(extract_query_terms("kettle"), 5)]
        assert scores == sorted(scores, reverse=True)
        assert index.ids().tolist() == sorted(TEXTS)
        assert len(index) == len(TEXTS)

    def test_a_rare_word_says_more_than_a_frequent_one(self, index: PassagesByWords) -> None:
        index.replace(added={n: f"The kettle {n}." for n in range(1, 30)} | {40: "A funnel."}, removed=[])
        assert found(index, "kettle funnel", k=1) == [40]

    def test_only_what_is_allowed_is_found(self, index: PassagesByWords) -> None:
        put(index)
        assert found(index, "kettle", allowed=[1, 3, 99]) == [1]
        assert found(index, "kettle", allowed=[]) == []

    def test_what_is_removed_or_replaced_is_gone(self, index: PassagesByWords) -> None:
        put(index)
        index.replace(added={1: "The lamp."}, removed=[2, 77])
        assert found(index, "kettle") == []
        assert found(index, "lamp") == [1]
        assert index.ids().tolist() == [1, 3, 7]

    def test_passages_that_hold_a_term_are_counted(self, index: PassagesByWords) -> None:
        put(index)
        (kettle,) = extract_query_terms("kettle")
        assert index.count_passages([kettle, "nothing"]) == {kettle: 2, "nothing": 0}

    @pytest.mark.parametrize("term", ['"', "*", "NEAR(", "-", "kettl'; drop table words", "\x00", "(", ""])
    def test_no_term_is_a_command(self, index: PassagesByWords, term: str) -> None:
        put(index)
        index.search([term], 5)
        index.count_passages([term])
        assert len(index) == len(TEXTS)

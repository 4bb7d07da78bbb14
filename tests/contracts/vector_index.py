"""What every index of embeddings must do. A test class of an implementation gives the fixture `index`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from knowledge_base.index.index_protocols import PassagesByMeaning

DIMENSION = 64
FloatArray = npt.NDArray[np.float32]


def direction(number: int) -> FloatArray:
    row = np.random.default_rng(number).normal(size=DIMENSION).astype(np.float32)
    return (row / np.linalg.norm(row)).astype(np.float32)


def found(
    index: PassagesByMeaning, near: FloatArray, k: int = 3, allowed: Sequence[int] | None = None
) -> list[int]:
    ids = None if allowed is None else np.array(sorted(allowed), dtype=np.int64)
    return [passage_id for passage_id, _ in index.search(near, k, allowed=ids)]


class VectorIndexContract:
    """Passage ids by the embeddings of passages; the fixture `index` gives an empty one of 64 dimensions."""

    @pytest.fixture
    def index(self) -> PassagesByMeaning:
        raise NotImplementedError

    def test_an_empty_index_finds_nothing(self, index: PassagesByMeaning) -> None:
        assert len(index) == 0
        assert found(index, direction(1)) == []

    def test_the_nearest_come_first_with_their_cosines(self, index: PassagesByMeaning) -> None:
        index.replace(added={n: direction(n) for n in range(1, 20)}, removed=[])
        between = direction(3) + 0.5 * direction(5)
        between /= np.linalg.norm(between)
        (first, second, third) = index.search(between, 3)
        assert (first[0], second[0]) == (3, 5)
        assert first[1] == pytest.approx(float(between @ direction(3)), abs=1e-3)
        assert first[1] > second[1] > third[1]
        assert len(index.search(between, 50)) == len(index) == 19

    def test_no_passage_is_wanted_or_allowed(self, index: PassagesByMeaning) -> None:
        index.replace(added={1: direction(1)}, removed=[])
        assert found(index, direction(1), k=0) == []
        assert found(index, direction(1), allowed=[]) == []
        assert found(index, direction(1), allowed=[7]) == []

    def test_only_what_is_allowed_is_found(self, index: PassagesByMeaning) -> None:
        index.replace(added={n: direction(n) for n in range(1, 20)}, removed=[])
        assert found(index, direction(3), k=50, allowed=[4, 5, 99]) in ([4, 5], [5, 4])

    def test_what_is_removed_or_replaced_is_gone(self, index: PassagesByMeaning) -> None:
        index.replace(added={1: direction(1), 2: direction(2)}, removed=[])
        index.replace(added={2: direction(3)}, removed=[1, 77])
        assert len(index) == 1
        ((passage_id, cosine),) = index.search(direction(3), 5)
        assert passage_id == 2
        assert cosine == pytest.approx(1, abs=1e-3)

"""The second encoder: what it is sure of, what it refuses."""

import numpy as np
import pytest

from knowledge_base.encoding import second_encoder
from knowledge_base.encoding.second_encoder import DIMENSION, MAX_CHARACTERS, SecondEncoder
from knowledge_base.errors import EmbeddingError


@pytest.fixture(scope="module")
def second() -> SecondEncoder:
    return SecondEncoder()


def test_a_question_is_nearest_to_its_answer_in_either_language(second: SecondEncoder) -> None:
    answers = (
        "You can send it back within 30 days.",
        "We open at nine.",
        "可以在三十天内退货。",
        "我们九点开门。",
    )
    questions = second.embed(["How long do I have to return something?", "几点开门？"])
    cosines = questions @ second.embed(answers).T
    assert int(cosines[0, :2].argmax()) == 0
    assert int(cosines[1, 2:].argmax()) == 1
    np.testing.assert_allclose(np.linalg.norm(questions, axis=1), 1, atol=1e-4)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "🙂", "\x00", "�", "a" * 100_000, "汉" * 100_000, "…" * 5000]
)
def test_any_text_has_a_finite_embedding(second: SecondEncoder, text: str) -> None:
    rows = second.embed([text])
    assert rows.shape == (1, DIMENSION)
    assert np.isfinite(rows).all()


def test_a_long_text_is_read_as_far_as_its_limit(second: SecondEncoder) -> None:
    one, other = second.embed(["word " * 1000, ("word " * 1000)[:MAX_CHARACTERS]])
    np.testing.assert_array_equal(one, other)


def test_nothing_to_embed_gives_no_rows(second: SecondEncoder) -> None:
    assert second.embed([]).shape == (0, DIMENSION)


def test_weights_that_are_not_those_that_are_trusted_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(second_encoder.FILES, "weights.npz", "0" * 64)
    with pytest.raises(EmbeddingError, match=r"weights\.npz"):
        SecondEncoder().embed(["x"])


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_encoder, "PACKAGE", "no_such_package_of_weights")
    with pytest.raises(EmbeddingError, match=r"requirements\.txt"):
        SecondEncoder().embed(["x"])

"""What every sentence encoder must do. A test class of an implementation gives the fixture `any_encoder`."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from knowledge_base.encoding.encoders import Encoder

TEXTS = ("the lamp is bright", "returns are free", "灯很亮")


class EncoderContract:
    """Embeds questions and passages."""

    @pytest.fixture
    def any_encoder(self) -> Encoder:
        raise NotImplementedError

    def test_it_says_what_it_is(self, any_encoder: Encoder) -> None:
        assert any_encoder.name
        assert any_encoder.dimension > 0

    def test_embeddings_have_unit_length_and_the_order_of_the_texts(self, any_encoder: Encoder) -> None:
        for embed in (any_encoder.embed_queries, any_encoder.embed_passages):
            rows = embed(TEXTS)
            assert rows.dtype == np.float32
            assert rows.shape == (len(TEXTS), any_encoder.dimension)
            assert np.linalg.norm(rows, axis=1) == pytest.approx([1] * len(TEXTS), abs=1e-3)
            assert rows == pytest.approx(np.concatenate([embed([text]) for text in TEXTS]), abs=1e-3)

    def test_a_question_is_nearest_to_the_passage_of_its_words(self, any_encoder: Encoder) -> None:
        cosines = any_encoder.embed_queries(TEXTS[:2]) @ any_encoder.embed_passages(TEXTS[:2]).T
        assert cosines.argmax(axis=1).tolist() == [0, 1]

    @pytest.mark.parametrize("text", ["", " \n", "word " * 5000, "\x00", "🙂" * 300])
    def test_no_text_is_too_odd(self, any_encoder: Encoder, text: str) -> None:
        for embed in (any_encoder.embed_queries, any_encoder.embed_passages):
            assert np.isfinite(embed([text])).all()

    def test_several_threads_may_embed_at_once(self, any_encoder: Encoder) -> None:
        alone = any_encoder.embed_queries(TEXTS)
        found: list[object] = []
        threads = [
            threading.Thread(target=lambda: found.append(any_encoder.embed_queries(TEXTS))) for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == len(threads)
        assert all(rows == pytest.approx(alone, abs=1e-3) for rows in found)

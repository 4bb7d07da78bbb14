from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.encoding.encoders import TokenEncoder
from knowledge_base.encoding.second_encoder import SecondEncoder
from knowledge_base.retrieval.passage_details import DetailedEncoder, FloatArray
from knowledge_base.retrieval.reranker import Reranker

TEXTS = (
    "Kettle › Care\nFill it to the line. Descale it once a month with vinegar.",
    "水壶 › 保养\n每月用醋除垢一次。请勿干烧。",
)
SECOND = SecondEncoder()


class CountingEncoder:
    """A small encoder that counts what it is asked for."""

    dimension = 32

    def __init__(self, name: str = "counting/1") -> None:
        self.name = name
        self.passages: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> FloatArray:
        return np.stack([self._vector(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        return self.embed_queries(texts)

    def embed(self, texts: Sequence[str]) -> FloatArray:
        return self.embed_queries(texts)

    def embed_query_tokens(self, text: str) -> tuple[FloatArray, FloatArray, FloatArray]:
        tokens = self.embed_queries(text.split())
        return self._vector(text), tokens, np.ones(len(tokens), dtype=np.float32)

    def embed_passage_tokens(self, texts: Sequence[str]) -> tuple[FloatArray, list[FloatArray]]:
        self.passages.extend(texts)
        return self.embed_queries(texts), [self.embed_queries(text.split()) for text in texts]

    def find_tokens(self, text: str, pieces: Sequence[str]) -> list[range]:
        words = text.split()
        found = []
        for piece in map(str.split, pieces):
            starts = [n for n in range(len(words)) if words[n : n + len(piece)] == piece]
            found.append(range(starts[-1], starts[-1] + len(piece)) if starts else range(0))
        return found

    def _vector(self, text: str) -> FloatArray:
        seed = int.from_bytes(text.encode()[:8].ljust(8, b"."), "big")
        vector = np.random.default_rng(seed).normal(size=self.dimension).astype(np.float32)
        unit: FloatArray = vector / np.linalg.norm(vector)
        return unit


OTHER = CountingEncoder("counting/other")


def test_what_was_embedded_is_not_made_again_after_a_restart(tmp_path: Path) -> None:
    first = DetailedEncoder(CountingEncoder(), OTHER, tmp_path / "details.sqlite3")
    first.embed_passages(TEXTS)
    first.close()
    encoder = CountingEncoder()
    second = DetailedEncoder(encoder, OTHER, tmp_path / "details.sqlite3")
    details = second.read_details(TEXTS)
    second.close()
    assert encoder.passages == []
    assert [len(one.sentences) for one in details] == [2, 2]
    assert [one.opinions.shape for one in details] == [(2, OTHER.dimension)] * 2
    np.testing.assert_allclose(np.linalg.norm(details[0].tokens, axis=1), 1, atol=1e-5)


def test_details_of_another_encoder_are_not_used(tmp_path: Path) -> None:
    first = DetailedEncoder(CountingEncoder(), OTHER, tmp_path / "details.sqlite3")
    first.embed_passages(TEXTS)
    first.close()
    encoder = CountingEncoder("counting/2")
    second = DetailedEncoder(encoder, OTHER, tmp_path / "details.sqlite3")
    second.read_details(TEXTS)
    second.close()
    assert encoder.passages == list(TEXTS)


def test_a_piece_has_the_tokens_of_its_heading_and_its_own_and_its_own_sentences(tmp_path: Path) -> None:
    encoder = DetailedEncoder(CountingEncoder(), OTHER, tmp_path / "details.sqlite3")
    text = "Manual › Care\nRinse the tank. Descale it twice a year."
    (whole,) = encoder.make_details([text])
    rinse, gone = encoder.cut_details(text, whole, ["Rinse the tank.", "Not there."])
    assert np.allclose(rinse.tokens, whole.tokens[:6])
    assert np.allclose(rinse.sentences, whole.sentences[:1])
    assert gone is whole
    encoder.close()


def test_a_damaged_file_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "details.sqlite3"
    path.write_bytes(b"not a database" * 1000)
    encoder = DetailedEncoder(CountingEncoder(), OTHER, path)
    assert len(encoder.read_details(TEXTS)) == 2
    encoder.close()


def test_the_file_stays_within_its_limit(tmp_path: Path) -> None:
    limit = 200_000
    encoder = DetailedEncoder(CountingEncoder(), OTHER, tmp_path / "details.sqlite3", max_bytes=limit)
    for start in range(0, 2000, 20):
        encoder.embed_passages(
            [f"Title\nSentence number {number} of many." for number in range(start, start + 20)]
        )
    encoder.close()
    assert (tmp_path / "details.sqlite3").stat().st_size < 1.5 * limit


def test_the_sentence_encoder_gives_tokens_and_the_same_embeddings(encoder: SentenceEncoder) -> None:
    assert isinstance(encoder, TokenEncoder)
    embeddings, tokens = encoder.embed_passage_tokens(TEXTS)
    (found,) = encoder.find_tokens(TEXTS[0], [TEXTS[0]])
    assert found == range(len(tokens[0]))
    np.testing.assert_allclose(embeddings, encoder.embed_passages(TEXTS), atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(tokens[1], axis=1), 1, atol=1e-5)
    _, states, weights = encoder.embed_query_tokens("How do I descale the kettle?")
    assert len(states) == len(weights)
    assert weights.min() > 0


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        (
            "how often should I remove limescale",
            TEXTS[0],
            "Kettle › Colours\nIt comes in red, white and green.",
        ),
        ("多久清一次水垢", TEXTS[1], "水壶 › 颜色\n有红色、白色和绿色。"),
    ],
)
def test_the_closer_look_prefers_the_passage_that_answers(
    tmp_path: Path, encoder: SentenceEncoder, question: str, right: str, wrong: str
) -> None:
    detailed = DetailedEncoder(encoder, SECOND, tmp_path / "details.sqlite3")
    reranker = Reranker(detailed, other_language_share=0.7)
    better, worse = reranker.look(reranker.embed(question), [right, wrong])
    detailed.close()
    assert better.interaction > worse.interaction
    assert better.sentence > worse.sentence
    assert better.opinion > worse.opinion


def test_a_question_of_nothing_but_signs_is_compared_too(tmp_path: Path, encoder: SentenceEncoder) -> None:
    detailed = DetailedEncoder(encoder, SECOND, tmp_path / "details.sqlite3")
    reranker = Reranker(detailed, other_language_share=0.7)
    for question in ("", "???", "🙂"):
        (look,) = reranker.look(reranker.embed(question), TEXTS[:1])
        assert np.isfinite([look.interaction, look.sentence, look.opinion]).all()
    detailed.close()

from pathlib import Path

import numpy as np
import pytest

from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.errors import EmbeddingError

PASSAGES = (
    "The warranty covers faults of material for 24 months.",
    "Photosynthesis makes glucose from carbon dioxide and water.",
    "有质量问题的商品，退货运费由卖家承担。",
    "门店周一至周六早九点到晚八点营业。",
)


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        ("How long is the guarantee?", 0),
        ("how do plants make food", 1),
        ("东西坏了邮费谁出", 2),
        ("几点关门", 3),
        ("when are you open?", 3),
    ],
)
def test_questions_meet_passages_in_both_languages(
    encoder: SentenceEncoder, question: str, nearest: int
) -> None:
    cosines = encoder.embed_queries([question])[0] @ encoder.embed_passages(PASSAGES).T
    assert int(np.argmax(cosines)) == nearest


def test_embeddings_have_unit_length_and_do_not_depend_on_the_batch(encoder: SentenceEncoder) -> None:
    together = encoder.embed_passages([*PASSAGES, "x " * 2000, ""])
    assert together.shape == (6, encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for row, text in zip(together, PASSAGES, strict=False):
        np.testing.assert_allclose(encoder.embed_passages([text])[0], row, atol=1e-4)


def test_the_tokens_are_those_of_the_published_model(encoder: SentenceEncoder) -> None:
    # by transformers' tokenizer of intfloat/multilingual-e5-small
    assert encoder.tokenize("query: hello world") == [0, 41, 1294, 12, 33600, 31, 8999, 2]


def test_a_file_that_is_no_encoder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "encoder.bin"
    path.write_bytes(b"something else" * 100)
    with pytest.raises(EmbeddingError, match=r"encoder\.bin"):
        SentenceEncoder(path)

"""Another sentence encoder, on a tiny checkpoint that the test makes itself."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.encoding.checkpoint_encoder import CheckpointEncoder
from knowledge_base.errors import EmbeddingError
from knowledge_base.knowledge import KnowledgeBase
from tests.knowledge_base.conftest import OpenKnowledge

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "the",
    "lamp",
    "is",
    "bright",
    "returns",
    "are",
    "free",
]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoint")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries, while the checkpoint is written
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.base.modules import Transformer
        from sentence_transformers.sentence_transformer.modules import Pooling
        from transformers import BertConfig, BertModel, BertTokenizer

        (folder / "vocab.txt").write_text("\n".join(WORDS))
        sizes = BertConfig(
            vocab_size=len(WORDS),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
        )
        BertModel(sizes).save_pretrained(folder / "bert")
        BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder / "bert")
        transformer = Transformer(str(folder / "bert"))
        pooling = Pooling(transformer.get_word_embedding_dimension())
        SentenceTransformer(modules=[transformer, pooling]).save(str(folder / "encoder"))
    return folder / "encoder"


def test_a_checkpoint_embeds_questions_and_passages(checkpoint: Path) -> None:
    encoder = CheckpointEncoder(str(checkpoint))
    assert (encoder.name, encoder.dimension) == (str(checkpoint), 16)
    embeddings = encoder.embed_passages(["the lamp is bright", "returns are free"])
    assert embeddings.dtype == np.float32
    assert np.linalg.norm(embeddings, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert encoder.embed_queries(["the lamp is bright"])[0] @ embeddings[0] == pytest.approx(1, abs=1e-5)


def test_a_knowledge_base_works_on_it(open_knowledge: OpenKnowledge, checkpoint: Path) -> None:
    knowledge: KnowledgeBase = open_knowledge(encoder=str(checkpoint), load_encoder=CheckpointEncoder)
    knowledge.start()
    knowledge.add_document("lamps.md", b"# The lamp\n\nThe lamp is bright.\n")
    assert knowledge.wait_until_idle(60)
    (found,) = knowledge.retrieve("is the lamp bright", k=1).candidates
    assert (found.dense_rank, found.lexical_rank, found.rerank_score) == (1, 1, None)


def test_a_folder_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="can't be loaded"):
        CheckpointEncoder(str(tmp_path))

"""A checkpoint of sentence-transformers that knows a few words and was never trained."""

from __future__ import annotations

import warnings
from pathlib import Path

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


def make_checkpoint(folder: Path) -> Path:
    """Write it into an empty folder and return where it lies."""
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

"""Real parts: the torch encoder on its verified weights, SQLite files, FAISS."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge_base.encoder import SentenceEncoder
from knowledge_base.knowledge import KnowledgeBase, KnowledgeConfig
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL

OpenKnowledge = Callable[[], KnowledgeBase]


@pytest.fixture(scope="session")
def encoder(weights_folder: Path) -> SentenceEncoder:
    return SentenceEncoder(ensure_weights(E5_SMALL, weights_folder) / E5_SMALL.files[0].name)


@pytest.fixture
def open_knowledge(tmp_path: Path, encoder: SentenceEncoder) -> Iterator[OpenKnowledge]:
    """Opens the same knowledge base, as often as a test restarts it."""
    opened: list[KnowledgeBase] = []

    def open_it() -> KnowledgeBase:
        config = KnowledgeConfig(
            database_url=f"sqlite:///{tmp_path / 'knowledge.sqlite3'}",
            index_folder=tmp_path / "index",
            load_encoder=lambda: encoder,
            max_document_bytes=1_000_000,
        )
        opened.append(KnowledgeBase(config))
        return opened[-1]

    yield open_it
    for knowledge in opened:
        knowledge.close()


@pytest.fixture
def knowledge(open_knowledge: OpenKnowledge) -> KnowledgeBase:
    base = open_knowledge()
    base.start()
    return base

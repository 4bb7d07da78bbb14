"""Real parts: the torch encoder on its verified weights, SQLite files, FAISS."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.config import KnowledgeConfig
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.knowledge import KnowledgeBase
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL
from tests.knowledge_base.encoders import AnyCalibration

OpenKnowledge = Callable[..., KnowledgeBase]


@pytest.fixture(scope="session")
def encoder(weights_folder: Path) -> SentenceEncoder:
    return SentenceEncoder(ensure_weights(E5_SMALL, weights_folder) / E5_SMALL.files[0].name)


@pytest.fixture
def open_knowledge(tmp_path: Path, encoder: SentenceEncoder) -> Iterator[OpenKnowledge]:
    """Opens the same knowledge base, as often as a test restarts it."""
    opened: list[KnowledgeBase] = []

    def open_it(**changed: Any) -> KnowledgeBase:
        config = KnowledgeConfig(
            marks_orders=False,
            database_url=f"sqlite:///{tmp_path / 'knowledge.sqlite3'}",
            index_folder=tmp_path / "index",
            encoder=encoder.name,
            load_encoder=lambda _name: encoder,
            calibrations=AnyCalibration(),
            max_document_bytes=1_000_000,
        )
        opened.append(KnowledgeBase(replace(config, **changed)))
        return opened[-1]

    yield open_it
    for knowledge in opened:
        knowledge.close()


@pytest.fixture
def knowledge(open_knowledge: OpenKnowledge) -> KnowledgeBase:
    base = open_knowledge()
    base.start()
    return base

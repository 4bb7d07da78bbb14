from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

import assistant
from assistant.history.history import SqlHistory
from knowledge_base.encoding.encoder import SentenceEncoder
from knowledge_base.store.database import create_database_engine, upgrade_database
from model.weights import ensure_weights
from model.weights_manifest import E5_SMALL

MIGRATIONS = Path(assistant.__path__[0]) / "history" / "migrations"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_database_engine(f"sqlite:///{tmp_path / 'history.sqlite3'}")
    upgrade_database(engine, MIGRATIONS)
    yield engine
    engine.dispose()


@pytest.fixture
def history(engine: Engine) -> SqlHistory:
    return SqlHistory(engine)


@pytest.fixture(scope="session")
def encoder(weights_folder: Path) -> SentenceEncoder:
    return SentenceEncoder(ensure_weights(E5_SMALL, weights_folder) / E5_SMALL.files[0].name)

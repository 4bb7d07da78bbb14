from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

import assistant
from assistant.history import SqlHistory
from knowledge_base.database import create_database_engine, upgrade_database

MIGRATIONS = Path(assistant.__path__[0]) / "migrations"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_database_engine(f"sqlite:///{tmp_path / 'history.sqlite3'}")
    upgrade_database(engine, MIGRATIONS)
    yield engine
    engine.dispose()


@pytest.fixture
def history(engine: Engine) -> SqlHistory:
    return SqlHistory(engine)

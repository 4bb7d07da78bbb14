"""The knowledge's tables: what the migrations make, and what they keep of an older database."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from knowledge_base.knowledge import MIGRATIONS
from knowledge_base.store import insight_records  # noqa: F401  # its tables belong to the metadata
from knowledge_base.store.database import create_database_engine, upgrade_database, version_table
from knowledge_base.store.records import KnowledgeRecord
from knowledge_base.store.store import KnowledgeStore


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_database_engine(f"sqlite:///{tmp_path / 'knowledge.sqlite3'}")
    yield engine
    engine.dispose()


def migrate(engine: Engine, step: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["version_table"] = version_table(MIGRATIONS)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        config.attributes["connection"] = connection
        with connection.begin():
            getattr(command, step)(config, revision)
        driver.execute("PRAGMA foreign_keys = ON")


def test_the_migrations_make_exactly_the_mapped_tables(engine: Engine) -> None:
    upgrade_database(engine, MIGRATIONS)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": version_table(MIGRATIONS)})
        assert compare_metadata(context, KnowledgeRecord.metadata) == []


def test_down_and_up_again(engine: Engine) -> None:
    upgrade_database(engine, MIGRATIONS)
    migrate(engine, "downgrade", "base")
    assert inspect(engine).get_table_names() == [version_table(MIGRATIONS)]
    upgrade_database(engine, MIGRATIONS)
    assert "collections" in inspect(engine).get_table_names()


def test_documents_of_the_first_revision_keep_their_passages_and_embeddings(engine: Engine) -> None:
    migrate(engine, "upgrade", "0001")
    embedding = np.arange(4, dtype="<f4").tobytes()
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO documents (id, name, title, state, size_bytes, sha256, is_sample, error_params, added_at)"
                " VALUES ('d', 'a.md', 'A', 'ready', 1, 'x', 0, '{}', '2026-01-01 00:00:00')"
            )
        )
        connection.execute(text("INSERT INTO document_contents VALUES ('d', 'bytes')"))
        connection.execute(
            text("INSERT INTO passages VALUES (7, 'd', 0, '[]', null, 'Text.', :e)"), {"e": embedding}
        )
    upgrade_database(engine, MIGRATIONS)
    ((passage, vector),) = KnowledgeStore(engine, "multilingual-e5-small-q4").read_passages([7]).values()
    assert (passage.text, passage.document_title, vector.tolist()) == ("Text.", "A", [0, 1, 2, 3])
    with engine.connect() as connection:
        assert connection.execute(text("SELECT lineage, version, collection FROM documents")).one() == (
            "d",
            1,
            "general",
        )
        assert connection.execute(text("SELECT count(*) FROM document_contents")).scalar() == 1
        with pytest.raises(Exception, match="FOREIGN KEY"):  # they are watched over again
            connection.execute(text("INSERT INTO document_contents VALUES ('none', 'bytes')"))
    migrate(engine, "downgrade", "0001")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT embedding FROM passages")).scalar() == embedding

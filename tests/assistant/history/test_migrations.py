from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from assistant.conversation import CitationId
from assistant.history.history import SqlHistory
from assistant.history.records import HistoryRecord
from assistant.people.principal import Principal
from knowledge_base.errors import DatabaseError
from knowledge_base.store.database import (
    create_database_engine,
    current_revision,
    head_revision,
    upgrade_database,
    version_table,
)
from tests.assistant.conftest import MIGRATIONS

OLD_ROWS = (
    "INSERT INTO conversations VALUES ('c1', 'anna', 'Returns', 'tutor', '2026-01-01', '2026-01-01')",
    "INSERT INTO messages VALUES ('m1', 'c1', 0, 'assistant', '14 days.', 'stop', '[[8, 1]]', '2026-01-01')",
    "INSERT INTO citations VALUES ('z1', 'm1', 1, 'Returns', '[]', NULL, '14 days.', '14 days.')",
)


def test_the_migrations_make_exactly_the_mapped_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": version_table(MIGRATIONS)})
        assert compare_metadata(context, HistoryRecord.metadata) == []
    assert current_revision(engine, MIGRATIONS) == head_revision(MIGRATIONS)


def test_down_and_up_again(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["version_table"] = version_table(MIGRATIONS)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(engine).get_table_names() == [version_table(MIGRATIONS)]
    upgrade_database(engine, MIGRATIONS)
    assert "citations" in inspect(engine).get_table_names()


def test_citations_of_the_first_version_are_kept_up_and_down(tmp_path: Path) -> None:
    engine = create_database_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["version_table"] = version_table(MIGRATIONS)

    def migrate(step: Callable[[Config, str], None], revision: str) -> None:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            step(config, revision)

    migrate(command.upgrade, "0001")
    with engine.begin() as connection:
        for row in OLD_ROWS:
            connection.execute(text(row))
    upgrade_database(engine, MIGRATIONS)
    found = SqlHistory(engine).find_citation(Principal.guest("anna"), CitationId("z1"))
    assert (found.text, found.document_id, found.passage_ordinal) == ("14 days.", None, None)
    migrate(command.downgrade, "0001")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT * FROM citations")).mappings().one()["quote"] == "14 days."
        assert {column["name"] for column in inspect(connection).get_columns("citations")}.isdisjoint(
            {"document_id", "passage_ordinal"}
        )
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE assistant_revision SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer version"):
        upgrade_database(engine, MIGRATIONS)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    path.write_bytes(b"not a database, but long enough to look like a header" * 20)
    with pytest.raises(DatabaseError, match="can't be"):
        upgrade_database(create_database_engine(f"sqlite:///{path}"), MIGRATIONS)

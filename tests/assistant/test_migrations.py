from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from assistant.records import HistoryRecord
from knowledge_base.database import (
    create_database_engine,
    current_revision,
    head_revision,
    upgrade_database,
    version_table,
)
from knowledge_base.errors import DatabaseError
from tests.assistant.conftest import MIGRATIONS


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

"""The tables of insight are those of the records, on the way up and down."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from knowledge_base.knowledge import MIGRATIONS
from knowledge_base.store.database import _config, create_database_engine, upgrade_database
from knowledge_base.store.insight_records import UnansweredQuestionRecord

TABLES = {"unanswered_questions", "document_uses", "conflict_reviews", "conflict_scans"}


def downgrade(engine: Engine, revision: str) -> None:
    config = _config(MIGRATIONS)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_the_tables_of_insight_come_and_go(tmp_path: Path) -> None:
    engine = create_database_engine(f"sqlite:///{tmp_path / 'k.sqlite3'}")
    upgrade_database(engine, MIGRATIONS)
    with engine.connect() as connection:
        metadata = UnansweredQuestionRecord.metadata
        changes = compare_metadata(MigrationContext.configure(connection), metadata)
    touched = [change for change in changes if "revision" not in str(change)]
    assert touched == []
    assert set(inspect(engine).get_table_names()) >= TABLES
    downgrade(engine, "0002")
    assert TABLES.isdisjoint(inspect(engine).get_table_names())
    upgrade_database(engine, MIGRATIONS)
    assert set(inspect(engine).get_table_names()) >= TABLES
    engine.dispose()

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from assistant.people.people import MIGRATIONS, People
from assistant.people.records import PeopleRecord
from knowledge_base.store.database import current_revision, head_revision, upgrade_database, version_table
from tests.assistant.conftest import MIGRATIONS as HISTORY_MIGRATIONS


def test_the_migrations_make_exactly_the_mapped_tables(people: People, people_engine: Engine) -> None:
    assert people.accounts.list_all() == ()
    with people_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": version_table(MIGRATIONS)})
        assert compare_metadata(context, PeopleRecord.metadata) == []


def test_people_and_conversations_share_a_database(people_engine: Engine) -> None:
    for migrations in (HISTORY_MIGRATIONS, MIGRATIONS):
        upgrade_database(people_engine, migrations)
    for migrations in (HISTORY_MIGRATIONS, MIGRATIONS):
        assert current_revision(people_engine, migrations) == head_revision(migrations)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["version_table"] = version_table(MIGRATIONS)
    with people_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    tables = inspect(people_engine).get_table_names()
    assert "accounts" not in tables
    assert "conversations" in tables
    upgrade_database(people_engine, MIGRATIONS)
    assert "accounts" in inspect(people_engine).get_table_names()

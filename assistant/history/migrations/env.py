"""How Alembic runs the history's migrations: on the connection that it is handed."""

from alembic import context

from assistant.history.records import HistoryRecord

config = context.config
context.configure(
    connection=config.attributes["connection"],
    target_metadata=HistoryRecord.metadata,
    version_table=config.attributes["version_table"],
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

"""How Alembic runs the migrations of people: on the connection that it is handed."""

from alembic import context

from assistant.people.records import PeopleRecord

config = context.config
context.configure(
    connection=config.attributes["connection"],
    target_metadata=PeopleRecord.metadata,
    version_table=config.attributes["version_table"],
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

"""How Alembic runs the knowledge's migrations: on the connection that it is handed."""

from alembic import context

from knowledge_base.store import insight_records  # noqa: F401  # its tables belong to the metadata
from knowledge_base.store.records import KnowledgeRecord

config = context.config
context.configure(
    connection=config.attributes["connection"],
    target_metadata=KnowledgeRecord.metadata,
    version_table=config.attributes["version_table"],
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

"""Documents get a collection, tags, validity and versions; embeddings get a table by encoder."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collections",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("given_to", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_collections"),
    )
    op.execute("INSERT INTO collections (name) VALUES ('general')")
    op.create_table(
        "knowledge_settings",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_knowledge_settings"),
    )
    op.create_table(
        "embeddings",
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("encoder", sa.String(80), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passages.id"], name="fk_embeddings_passage_id_passages", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("passage_id", "encoder", name="pk_embeddings"),
    )
    op.execute(
        "INSERT INTO embeddings (passage_id, encoder, embedding) "
        "SELECT id, 'multilingual-e5-small-q4', embedding FROM passages"  # the only encoder until now
    )
    op.execute(
        "INSERT INTO knowledge_settings (name, value) SELECT 'encoder', 'multilingual-e5-small-q4' "
        "WHERE EXISTS (SELECT 1 FROM embeddings)"
    )
    op.drop_column("passages", "embedding")
    for column in (
        sa.Column("lineage", sa.String(32), nullable=False, server_default=""),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("collection", sa.String(60), nullable=False, server_default="general"),
        sa.Column("tags", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source_path", sa.Text(), nullable=True),
    ):
        op.add_column("documents", column)
    op.execute("UPDATE documents SET lineage = id")
    _constrain()
    op.create_index("ix_documents_lineage", "documents", ["lineage"])
    op.create_index("ix_documents_collection", "documents", ["collection"])
    op.create_index(
        "uq_documents_sha256_in_use",
        "documents",
        ["sha256", "collection"],
        unique=True,
        sqlite_where=sa.text("state != 'replaced'"),
        postgresql_where=sa.text("state != 'replaced'"),
    )


def downgrade() -> None:
    op.execute("DELETE FROM documents WHERE state = 'replaced'")
    op.execute(  # one collection is left, and in it each content stands once
        "DELETE FROM documents WHERE id NOT IN (SELECT MIN(id) FROM documents GROUP BY sha256)"
    )
    for index in ("uq_documents_sha256_in_use", "ix_documents_collection", "ix_documents_lineage"):
        op.drop_index(index, "documents")
    _loosen()
    op.add_column(
        "passages", sa.Column("embedding", sa.LargeBinary(), nullable=False, server_default=sa.text("''"))
    )
    op.execute(
        "UPDATE passages SET embedding = COALESCE((SELECT embedding FROM embeddings "
        "WHERE passage_id = passages.id AND encoder = 'multilingual-e5-small-q4'), '')"
    )
    for table in ("embeddings", "knowledge_settings", "collections"):
        op.drop_table(table)


def _constrain() -> None:
    with op.batch_alter_table("documents") as documents:
        documents.drop_constraint("uq_documents_sha256", type_="unique")
        documents.create_foreign_key(
            "fk_documents_collection_collections", "collections", ["collection"], ["name"], onupdate="CASCADE"
        )
        for column in ("lineage", "version", "collection", "tags"):
            documents.alter_column(column, server_default=None)


def _loosen() -> None:
    with op.batch_alter_table("documents") as documents:
        documents.drop_constraint("fk_documents_collection_collections", type_="foreignkey")
        documents.create_unique_constraint("uq_documents_sha256", ["sha256"])
        for column in (
            "lineage",
            "version",
            "collection",
            "tags",
            "valid_from",
            "valid_until",
            "source_path",
        ):
            documents.drop_column(column)

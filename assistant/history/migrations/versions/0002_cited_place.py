"""Citations know their document and the passage's place in it, so that the original can be opened."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("citations") as citations:
        citations.add_column(sa.Column("document_id", sa.String(32), nullable=True))
        citations.add_column(sa.Column("passage_ordinal", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("citations") as citations:
        citations.drop_column("passage_ordinal")
        citations.drop_column("document_id")

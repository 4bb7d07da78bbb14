"""Replies have a trace: what the steps of their turn decided."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("trace", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "trace")  # not in a batch: a copied table would take what hangs on it away

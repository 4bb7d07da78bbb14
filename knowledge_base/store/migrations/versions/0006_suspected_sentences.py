"""Sentences of passages that seem to speak to a machine, with what the admin decided."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("passages", sa.Column("suspected", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("passages") as table:
        table.drop_column("suspected")

"""Documents keep what of them could not be read; questions asked in vain, why."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("warnings", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(
        "unanswered_questions",
        sa.Column("reason", sa.String(16), nullable=False, server_default="not_found"),
    )


def downgrade() -> None:
    op.drop_column("unanswered_questions", "reason")
    op.drop_column("documents", "warnings")

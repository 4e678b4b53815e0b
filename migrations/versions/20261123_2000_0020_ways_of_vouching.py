"""How an admin made sure is chosen from a list; what was typed before is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "factor_reset_approvals",
        sa.Column("way", sa.String(length=16), nullable=False, server_default=""),
    )
    op.drop_column("factor_reset_approvals", "note")


def downgrade() -> None:
    op.add_column(
        "factor_reset_approvals",
        sa.Column("note", sa.String(length=300), nullable=False, server_default=""),
    )
    op.drop_column("factor_reset_approvals", "way")

"""Whether an office keeps its name off what others see of papers."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("offices") as offices:
        offices.add_column(
            sa.Column("name_hidden", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("offices") as offices:
        offices.drop_column("name_hidden")

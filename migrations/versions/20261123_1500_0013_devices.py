"""Devices that are known, and the code mailed when one is not."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_devices",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("last_used_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_known_devices_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "token_hash", name=op.f("pk_known_devices")),
    )
    op.add_column(
        "account_sessions",
        sa.Column("factor", sa.String(length=20), nullable=False, server_default=""),
    )
    op.add_column(
        "account_sessions", sa.Column("device_code_hash", sa.String(length=64), nullable=True)
    )
    op.add_column("account_sessions", sa.Column("device_code_until", Moment(), nullable=True))


def downgrade() -> None:
    # A session that waits for a mailed code has no name for its stage below.
    op.execute("DELETE FROM account_sessions WHERE stage = 'new-device'")
    op.drop_column("account_sessions", "device_code_until")
    op.drop_column("account_sessions", "device_code_hash")
    op.drop_column("account_sessions", "factor")
    op.drop_table("known_devices")

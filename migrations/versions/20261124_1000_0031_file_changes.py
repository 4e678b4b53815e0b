"""When files of papers came and went; those that are shared now came when they were attached."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=16), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thing_id"],
            ["things.id"],
            name=op.f("fk_file_changes_thing_id_things"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_changes")),
    )
    op.create_index("ix_file_changes_thing_id", "file_changes", ["thing_id"])
    op.execute(
        "INSERT INTO file_changes (thing_id, number, change, at) "
        "SELECT thing_id, number, 'added', added_at FROM attachments WHERE shared"
    )


def downgrade() -> None:
    op.drop_table("file_changes")

"""Saved searches, and revisions in the order of time."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("frequency", sa.String(length=16), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("looked_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("read_number", sa.BigInteger(), nullable=False),
        sa.Column("alerted_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_saved_searches_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_searches_public_id")),
    )
    op.create_index(
        op.f("ix_saved_searches_person_id"), "saved_searches", ["person_id"], unique=False
    )
    op.create_index(op.f("ix_saved_searches_due_at"), "saved_searches", ["due_at"], unique=False)
    # What is new since a moment is asked on every visit of Home.
    op.create_index(op.f("ix_revisions_made_at"), "revisions", ["made_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_revisions_made_at"), table_name="revisions")
    op.drop_index(op.f("ix_saved_searches_due_at"), table_name="saved_searches")
    op.drop_index(op.f("ix_saved_searches_person_id"), table_name="saved_searches")
    op.drop_table("saved_searches")

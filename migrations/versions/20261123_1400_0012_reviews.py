"""Reviews of drafts, matters, and offices that ask for a second reader."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("working", sa.LargeBinary(), nullable=True),
        sa.Column("settled", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("key_taken_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["thing_id"], ["things.id"], name=op.f("fk_reviews_thing_id_things"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["people.id"], name=op.f("fk_reviews_reviewer_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["people.id"], name=op.f("fk_reviews_approved_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("thing_id", name=op.f("uq_reviews_thing_id")),
    )
    op.create_table(
        "matters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name_digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_matters_office_id_offices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters")),
        sa.UniqueConstraint("public_id", name=op.f("uq_matters_public_id")),
        sa.UniqueConstraint(
            "office_id", "name_digest", name=op.f("uq_matters_office_id_name_digest")
        ),
    )
    # Added in place: copying the table, as a batch would, is refused while others refer to it.
    op.add_column(
        "offices",
        sa.Column(
            "second_reader_required", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )


def downgrade() -> None:
    op.drop_column("offices", "second_reader_required")
    op.drop_table("matters")
    op.drop_table("reviews")

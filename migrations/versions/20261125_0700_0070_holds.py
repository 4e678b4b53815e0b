"""Holds: papers and copies that an office keeps, and papers that are kept by their own."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0070"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "papers", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("paper_number", sa.String(length=32), nullable=False),
        sa.Column("paper_kind", sa.String(length=40), nullable=False),
        sa.Column("paper_office_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("placed_by_id", sa.Integer(), nullable=False),
        sa.Column("placed_at", Moment(), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", Moment(), nullable=True),
        sa.Column("lift_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_holds_office_id_offices")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_holds_paper_id_papers")),
        sa.ForeignKeyConstraint(
            ["paper_office_id"], ["offices.id"], name=op.f("fk_holds_paper_office_id_offices")
        ),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["people.id"], name=op.f("fk_holds_placed_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["people.id"], name=op.f("fk_holds_lifted_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sa.UniqueConstraint("public_id", name=op.f("uq_holds_public_id")),
    )
    op.create_index(op.f("ix_holds_paper_id"), "holds", ["paper_id"])
    op.create_index(op.f("ix_holds_paper_number"), "holds", ["paper_number"])
    op.create_index("ix_holds_office_id_lifted_at", "holds", ["office_id", "lifted_at"])


def downgrade() -> None:
    op.drop_table("holds")
    op.drop_column("papers", "held")

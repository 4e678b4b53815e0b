"""Who opened which paper, recalls and their receipts."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0040"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "openings",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_at", Moment(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("downloaded_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["papers.id"],
            name=op.f("fk_openings_paper_id_papers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_openings_person_id_people")
        ),
        sa.PrimaryKeyConstraint("paper_id", "person_id", name=op.f("pk_openings")),
    )
    op.create_index(op.f("ix_openings_person_id"), "openings", ["person_id"])
    op.create_table(
        "recalls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_recalls_paper_id_papers")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_recalls_made_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
        sa.UniqueConstraint("paper_id", name=op.f("uq_recalls_paper_id")),
    )
    op.create_table(
        "recall_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("recall_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recalls.id"], name=op.f("fk_recall_notices_recall_id_recalls")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_recall_notices_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_notices")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recall_notices_public_id")),
        sa.UniqueConstraint(
            "recall_id", "person_id", name=op.f("uq_recall_notices_recall_id_person_id")
        ),
    )
    op.create_index(op.f("ix_recall_notices_person_id"), "recall_notices", ["person_id"])


def downgrade() -> None:
    op.drop_table("recall_notices")
    op.drop_table("recalls")
    op.drop_table("openings")

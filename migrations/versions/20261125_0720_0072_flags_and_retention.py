"""What papers are flagged with, from their revisions; how long papers are kept."""

import json

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0072"
down_revision = "0060"
branch_labels = None
depends_on = None

# The flags that there were when this was written.
FLAGS = ("exculpatory", "impeachment")


def upgrade() -> None:
    op.create_table(
        "paper_flags",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("flag", sa.String(length=20), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("disclosed_on", sa.Date(), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["people.id"], name=op.f("fk_paper_flags_noted_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["papers.id"],
            name=op.f("fk_paper_flags_paper_id_papers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("paper_id", "flag", name=op.f("pk_paper_flags")),
    )
    op.create_index("ix_paper_flags_disclosed_on_since", "paper_flags", ["disclosed_on", "since"])
    op.create_table(
        "retention_rules",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_retention_rules_office_id_offices")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["people.id"], name=op.f("fk_retention_rules_set_by_id_people")
        ),
        sa.PrimaryKeyConstraint("office_id", "kind", "basis", name=op.f("pk_retention_rules")),
    )
    op.create_table(
        "overdue_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("found_at", Moment(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["kept_by_id"], ["people.id"], name=op.f("fk_overdue_terms_kept_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["papers.id"],
            name=op.f("fk_overdue_terms_paper_id_papers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overdue_terms")),
        sa.UniqueConstraint("paper_id", "basis", name=op.f("uq_overdue_terms_paper_id_basis")),
        sa.UniqueConstraint("public_id", name=op.f("uq_overdue_terms_public_id")),
    )
    _flag_papers()


def _flag_papers() -> None:
    """A flag counts from the first revision that has it."""
    connection = op.get_bind()
    revisions = connection.execute(
        sa.text("SELECT paper_id, fields, made_at FROM revisions ORDER BY paper_id, number")
    )
    first: dict[tuple[int, str], object] = {}
    for paper_id, fields, made_at in revisions:
        held = json.loads(fields) if isinstance(fields, str) else fields
        for flag in held.get("flags") or ():
            if flag in FLAGS:
                first.setdefault((paper_id, flag), made_at)
    insert = sa.text("INSERT INTO paper_flags (paper_id, flag, since) VALUES (:paper, :flag, :at)")
    for (paper_id, flag), made_at in first.items():
        connection.execute(insert, {"paper": paper_id, "flag": flag, "at": made_at})


def downgrade() -> None:
    op.drop_table("overdue_terms")
    op.drop_table("retention_rules")
    op.drop_table("paper_flags")

"""The last day of a lead's term, and what one admin asked for and a second has to agree to."""

import sqlalchemy as sa
from alembic import op

from coalition import clock
from coalition.db import Moment

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

# As it was when this migration was written; the roles that work on cases besides the lead's.
OTHERS = ("prosecutor", "investigator")


def upgrade() -> None:
    op.add_column("person_roles", sa.Column("last_day", sa.Date(), nullable=True))
    op.add_column("person_roles", sa.Column("reminded_at", Moment(), nullable=True))
    op.create_table(
        "term_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("before", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_term_changes_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_term_changes_asked_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_term_changes_decided_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_changes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_term_changes_public_id")),
        sa.UniqueConstraint("person_id", "is_open", name=op.f("uq_term_changes_person_id_is_open")),
    )


def downgrade() -> None:
    op.drop_table("term_changes")
    _end_what_is_over()
    op.drop_column("person_roles", "reminded_at")
    op.drop_column("person_roles", "last_day")


def _end_what_is_over() -> None:
    """Without the last day nobody could tell any more that a lead's term is over."""
    roles = sa.table(
        "person_roles",
        sa.column("person_id", sa.Integer),
        sa.column("role", sa.String),
        sa.column("last_day", sa.Date),
    )
    over = sa.and_(roles.c.role == "office-lead", roles.c.last_day < clock.now().date())
    others = sa.select(roles.c.person_id).where(roles.c.role.in_(OTHERS))
    left = sa.select(roles.c.person_id, sa.literal("prosecutor")).where(
        over, roles.c.person_id.not_in(others)
    )
    op.execute(roles.insert().from_select(["person_id", "role"], left))
    op.execute(roles.delete().where(over))

"""Groups of people from several offices, and their places in them."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0060"
down_revision = "0071"
branch_labels = None
depends_on = None


def _to(table: str, column: str, target: str, **options: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **options)


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=600), nullable=False),
        sa.Column("founded_by_id", sa.Integer(), nullable=False),
        sa.Column("founded_at", Moment(), nullable=False),
        sa.Column("confirming_office_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("longer_until", sa.Date(), nullable=True),
        sa.Column("longer_asked_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        _to("groups", "founded_by_id", "people"),
        _to("groups", "confirming_office_id", "offices"),
        _to("groups", "confirmed_by_id", "people"),
        _to("groups", "longer_asked_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("public_id", name=op.f("uq_groups_public_id")),
    )
    for column in ("founded_by_id", "confirming_office_id"):
        op.create_index(op.f(f"ix_groups_{column}"), "groups", [column])
    op.create_table(
        "group_places",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("is_owner", sa.Boolean(), nullable=False),
        sa.Column("put_forward_by_id", sa.Integer(), nullable=False),
        sa.Column("put_forward_at", Moment(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        _to("group_places", "group_id", "groups", ondelete="CASCADE"),
        _to("group_places", "person_id", "people"),
        _to("group_places", "office_id", "offices"),
        _to("group_places", "put_forward_by_id", "people"),
        _to("group_places", "approved_by_id", "people"),
        sa.PrimaryKeyConstraint("group_id", "person_id", name=op.f("pk_group_places")),
    )
    for column in ("person_id", "office_id"):
        op.create_index(op.f(f"ix_group_places_{column}"), "group_places", [column])


def downgrade() -> None:
    # What is addressed to groups stays with its authors' offices; nobody holds the tokens.
    op.drop_table("group_places")
    op.drop_table("groups")

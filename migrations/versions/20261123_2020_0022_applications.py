"""Applications of people who ask to join, and what was found about them."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _application() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["application_id"], ["applications.id"], ondelete="CASCADE")


def _admin() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["admin_id"], ["people.id"])


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("bar_number", sa.String(length=40), nullable=False),
        sa.Column("bar_state", sa.String(length=2), nullable=False),
        sa.Column("office_name", sa.String(length=160), nullable=False),
        sa.Column("office_kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("county", sa.String(length=80), nullable=False),
        sa.Column("sponsor_named", sa.String(length=200), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("new_office", sa.Boolean(), nullable=False),
        sa.Column("county_fips", sa.String(length=120), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("sponsor_answer", sa.String(length=8), nullable=False),
        sa.Column("sponsor_at", Moment(), nullable=True),
        sa.Column("refusal", sa.String(length=20), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("token_until", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"]),
        sa.ForeignKeyConstraint(["sponsor_id"], ["people.id"]),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
        sa.UniqueConstraint("token_hash"),
    )
    for column in (
        "stage", "email", "office_id", "sponsor_id", "invitation_id", "confirmed_at", "decided_at"
    ):  # fmt: skip
        op.create_index(op.f(f"ix_applications_{column}"), "applications", [column])
    op.create_table(
        "application_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("fits", sa.Boolean(), nullable=False),
        sa.Column("found", sa.String(length=500), nullable=False),
        sa.Column("admin_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _application(),
        _admin(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "application_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("where_found", sa.String(length=300), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("reached", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("called_at", Moment(), nullable=False),
        sa.Column("admin_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _application(),
        _admin(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "application_approvals",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("admin_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _application(),
        _admin(),
        sa.PrimaryKeyConstraint("application_id", "admin_id"),
    )
    op.create_table(
        "application_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("admin_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        _application(),
        _admin(),
        sa.PrimaryKeyConstraint("id"),
    )
    for table in ("application_checks", "application_calls", "application_messages"):
        op.create_index(op.f(f"ix_{table}_application_id"), table, ["application_id"])


def downgrade() -> None:
    for kind in ("messages", "approvals", "calls", "checks"):
        op.drop_table(f"application_{kind}")
    op.drop_table("applications")

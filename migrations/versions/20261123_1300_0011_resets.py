"""New passwords by mail, and new second factors that two admins approve."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "password_resets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_password_resets_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_resets")),
        sa.UniqueConstraint("public_id", name=op.f("uq_password_resets_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_resets_token_hash")),
    )
    op.create_index(op.f("ix_password_resets_person_id"), "password_resets", ["person_id"])
    op.create_index(op.f("ix_password_resets_asked_at"), "password_resets", ["asked_at"])
    op.create_table(
        "factor_resets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_factor_resets_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_resets")),
        sa.UniqueConstraint("public_id", name=op.f("uq_factor_resets_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_factor_resets_token_hash")),
    )
    op.create_index(op.f("ix_factor_resets_person_id"), "factor_resets", ["person_id"])
    op.create_table(
        "factor_reset_approvals",
        sa.Column("reset_id", sa.Integer(), nullable=False),
        sa.Column("admin_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["admin_id"],
            ["people.id"],
            name=op.f("fk_factor_reset_approvals_admin_id_people"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reset_id"],
            ["factor_resets.id"],
            name=op.f("fk_factor_reset_approvals_reset_id_factor_resets"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reset_id", "admin_id", name=op.f("pk_factor_reset_approvals")),
    )
    op.add_column("account_sessions", sa.Column("factor_reset_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    # A half session that a reset began must not end as one that replaces factors without it.
    op.execute(
        "DELETE FROM account_sessions WHERE factor_reset_id IS NOT NULL AND stage = 'enrolment'"
    )
    op.drop_column("account_sessions", "factor_reset_id")
    op.drop_table("factor_reset_approvals")
    op.drop_index(op.f("ix_factor_resets_person_id"), table_name="factor_resets")
    op.drop_table("factor_resets")
    op.drop_index(op.f("ix_password_resets_asked_at"), table_name="password_resets")
    op.drop_index(op.f("ix_password_resets_person_id"), table_name="password_resets")
    op.drop_table("password_resets")

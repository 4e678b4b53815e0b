"""Registers of missing evidence, and the days that their demands wait for."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0081"
down_revision = "0052"
branch_labels = None
depends_on = None

TABLE = "missing_evidence_entries"
# All but the sealed words, which are sealed again when keys change; the hash covers them.
FIXED = "id, thing_id, number, made_by_id, made_at, previous_hash, hash"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["thing_id"], ["things.id"], name=op.f("fk_missing_evidence_entries_thing_id_things")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["people.id"],
            name=op.f("fk_missing_evidence_entries_made_by_id_people"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missing_evidence_entries")),
        sa.UniqueConstraint(
            "thing_id", "number", name=op.f("uq_missing_evidence_entries_thing_id_number")
        ),
    )
    _refuse_changes()
    _create_days()


def _create_days() -> None:
    op.create_table(
        "demand_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("demand", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["thing_id"], ["things.id"], name=op.f("fk_demand_days_thing_id_things")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["people.id"], name=op.f("fk_demand_days_entered_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_days")),
        sa.UniqueConstraint("public_id", name=op.f("uq_demand_days_public_id")),
        sa.UniqueConstraint(
            "thing_id", "demand", "rule", name=op.f("uq_demand_days_thing_id_demand_rule")
        ),
    )
    op.create_index("ix_demand_days_due_on", "demand_days", ["due_on"])


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{TABLE} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OF {FIXED} OR DELETE ON {TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()"
        )
        return
    for name, verb in (("update", f"UPDATE OF {FIXED}"), ("delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{name} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )


def downgrade() -> None:
    op.drop_table("demand_days")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")
        op.execute(f"DROP FUNCTION {TABLE}_refuse()")
    else:
        for name in ("update", "delete"):
            op.execute(f"DROP TRIGGER {TABLE}_no_{name}")
    op.drop_table(TABLE)

"""Custody logs of the items of an evidence index."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0080"
down_revision = "0061"
branch_labels = None
depends_on = None

TABLE = "custody_entries"
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
            ["thing_id"], ["things.id"], name=op.f("fk_custody_entries_thing_id_things")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_custody_entries_made_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_entries")),
        sa.UniqueConstraint("thing_id", "number", name=op.f("uq_custody_entries_thing_id_number")),
    )
    _refuse_changes()


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
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")
        op.execute(f"DROP FUNCTION {TABLE}_refuse()")
    else:
        for name in ("update", "delete"):
            op.execute(f"DROP TRIGGER {TABLE}_no_{name}")
    op.drop_table(TABLE)

"""When people last signed in, warnings before a suspension, and why somebody was suspended."""

import sqlalchemy as sa
from alembic import op

from coalition import clock
from coalition.db import Moment

revision = "0050"
down_revision = "0072"
branch_labels = None
depends_on = None

_MOMENTS = ("signed_in_at", "dormancy_warned_at", "spared_at", "suspended_at")


def upgrade() -> None:
    for name in _MOMENTS:
        op.add_column("people", sa.Column(name, Moment(), nullable=True))
    op.add_column(
        "people",
        sa.Column("suspended_why", sa.String(length=16), server_default="", nullable=False),
    )
    op.create_index(op.f("ix_people_signed_in_at"), "people", ["signed_in_at"])
    _count_from_now()


def _count_from_now() -> None:
    # Sessions are kept for some weeks only, so a sign-in before that is not known. Whoever may have
    # signed in last month must not be warned tomorrow.
    people = sa.table("people", sa.column("signed_in_at", Moment()))
    op.execute(people.update().values(signed_in_at=clock.now()))


def downgrade() -> None:
    op.drop_index(op.f("ix_people_signed_in_at"), table_name="people")
    op.drop_column("people", "suspended_why")
    for name in reversed(_MOMENTS):
        op.drop_column("people", name)

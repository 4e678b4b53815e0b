"""Public-records requests, the papers they concern, contributors' replies, and the log."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "records_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("requester", sa.String(length=16), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("statute", sa.String(length=80), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("registered_by_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", Moment(), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("close_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["people.id"], name=op.f("fk_records_requests_closed_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_records_requests_office_id_offices")
        ),
        sa.ForeignKeyConstraint(
            ["registered_by_id"],
            ["people.id"],
            name=op.f("fk_records_requests_registered_by_id_people"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records_requests")),
        sa.UniqueConstraint("public_id", name=op.f("uq_records_requests_public_id")),
    )
    op.create_index(
        "ix_records_requests_office_id_stage", "records_requests", ["office_id", "stage"]
    )
    op.create_table(
        "requested_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["holds.id"], name=op.f("fk_requested_papers_hold_id_holds")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_requested_papers_office_id_offices")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["records_requests.id"],
            name=op.f("fk_requested_papers_request_id_records_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requested_papers")),
        sa.UniqueConstraint(
            "request_id", "number", name=op.f("uq_requested_papers_request_id_number")
        ),
    )
    op.create_table(
        "contributor_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reply", sa.String(length=16), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.Column("replied_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["requested_papers.id"],
            name=op.f("fk_contributor_notices_paper_id_requested_papers"),
        ),
        sa.ForeignKeyConstraint(
            ["replied_by_id"],
            ["people.id"],
            name=op.f("fk_contributor_notices_replied_by_id_people"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributor_notices")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contributor_notices_public_id")),
        sa.UniqueConstraint("paper_id", name=op.f("uq_contributor_notices_paper_id")),
    )
    op.create_table(
        "request_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["people.id"], name=op.f("fk_request_log_noted_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["requested_papers.id"],
            name=op.f("fk_request_log_paper_id_requested_papers"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_log")),
    )
    op.create_index("ix_request_log_paper_id", "request_log", ["paper_id"])
    _refuse_changes("request_log")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER request_log_append_only ON request_log")
        op.execute("DROP FUNCTION request_log_refuse()")
    else:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER request_log_no_{verb}")
    op.drop_table("request_log")
    op.drop_table("contributor_notices")
    op.drop_table("requested_papers")
    op.drop_table("records_requests")


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )

"""Imports of evidence items: open files, rows that were taken, listed hashes, kept mappings."""

import sqlalchemy as sa
from alembic import op

from coalition.db import Moment

revision = "0082"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        _of_thing("item_imports"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_item_imports_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_imports")),
        sa.UniqueConstraint("public_id", name=op.f("uq_item_imports_public_id")),
        sa.UniqueConstraint(
            "thing_id", "person_id", name=op.f("uq_item_imports_thing_id_person_id")
        ),
    )
    op.create_index(op.f("ix_item_imports_begun_at"), "item_imports", ["begun_at"])
    op.create_table(
        "imported_rows",
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        _of_thing("imported_rows"),
        sa.PrimaryKeyConstraint("thing_id", "key", name=op.f("pk_imported_rows")),
    )
    op.create_table(
        "listed_hashes",
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        _of_thing("listed_hashes"),
        sa.PrimaryKeyConstraint("thing_id", "sha256", name=op.f("pk_listed_hashes")),
    )
    op.create_index("ix_listed_hashes_sha256", "listed_hashes", ["sha256"])
    _create_mappings()


def _of_thing(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_thing_id_things")
    return sa.ForeignKeyConstraint(["thing_id"], ["things.id"], name=name, ondelete="CASCADE")


def _create_mappings() -> None:
    op.create_table(
        "saved_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["offices.id"],
            name=op.f("fk_saved_mappings_office_id_offices"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["people.id"], name=op.f("fk_saved_mappings_saved_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_mappings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_mappings_public_id")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_saved_mappings_office_id_name")),
    )


def downgrade() -> None:
    op.drop_table("saved_mappings")
    op.drop_table("listed_hashes")
    op.drop_table("imported_rows")
    op.drop_table("item_imports")

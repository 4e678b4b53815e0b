"""Groups of phrases that mean the same to a search, with the first three."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

# Group, phrase, and the phrase as the search reads it: its words in their basic form.
FIRST = (
    ("syn0000000000b0c", "BWC", "bwc"),
    ("syn0000000000b0c", "body camera", "bodi camera"),
    ("syn0000000000b0c", "body-worn camera", "bodi worn camera"),
    ("syn0000000000b0c", "body cam", "bodi cam"),
    ("syn0000000000e00", "LEO", "leo"),
    ("syn0000000000e00", "law enforcement officer", "law enforc offic"),
    ("syn0000000000f0c", "excessive force", "excess forc"),
    ("syn0000000000f0c", "use of force", "use of forc"),
)


def upgrade() -> None:
    table = op.create_table(
        "search_synonyms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("phrase", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_synonyms")),
        sa.UniqueConstraint("key", name=op.f("uq_search_synonyms_key")),
    )
    op.create_index(
        op.f("ix_search_synonyms_group_id"), "search_synonyms", ["group_id"], unique=False
    )
    rows = [{"group_id": group, "phrase": phrase, "key": key} for group, phrase, key in FIRST]
    op.bulk_insert(table, rows)


def downgrade() -> None:
    op.drop_table("search_synonyms")

"""Kinds of office, county codes and official mail domains."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "offices",
        sa.Column("kind", sa.String(length=20), nullable=False, server_default="county-attorney"),
    )
    op.add_column(
        "offices",
        sa.Column("county_fips", sa.String(length=120), nullable=False, server_default=""),
    )
    op.create_table(
        "office_domains",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["offices.id"],
            name=op.f("fk_office_domains_office_id_offices"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "domain", name=op.f("pk_office_domains")),
    )
    op.create_index(op.f("ix_office_domains_domain"), "office_domains", ["domain"])


def downgrade() -> None:
    op.drop_table("office_domains")
    op.drop_column("offices", "county_fips")
    op.drop_column("offices", "kind")

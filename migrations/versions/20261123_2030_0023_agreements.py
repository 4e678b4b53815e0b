"""Agreements and undertakings with their first texts, signatures, and recognition by state."""

import hashlib

import sqlalchemy as sa
from alembic import op

from coalition import clock
from coalition.db import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# The texts of that day; what the portal brings later is a version of its own.
OFFICE_TEXT = """\
Common-interest agreement of a member office

This text came with the portal. Have counsel read it; coalition admins can replace it by a version \
of their own, which every office then signs anew.

1. Purpose. The office shares its work with other member offices and receives theirs, because they \
have a common interest in prosecuting offenses under the law of their states.

2. Nothing is given up. Sharing is not meant to waive any privilege or protection. Whether a court \
sees it so depends on the law of each state; the portal shows for each state what is known, and \
since when.

3. Confidence. What the office receives it uses for its own work. It keeps within the audience that \
the author chose and passes nothing on without the consent of the office that shared it, unless the \
law asks for it.

4. Requests from outside. When a public-records request, a subpoena or an order reaches what the \
office received, it tells the office that shared it before it answers, as far as the law allows.

5. Duties to the defense. Nothing here limits what a prosecutor must disclose.

6. People. The office's lead answers for who joins from the office, and ends the access of whoever \
leaves.

7. Leaving. The office may leave at any time. What it received stays under sections 3 and 4.
"""

PERSON_TEXT = """\
Personal undertaking

This text came with the portal; coalition admins can replace it by a version of their own, which \
every member then signs anew.

1. I read what others share for the work of my office only.

2. I keep within the audience that the author chose, and pass nothing on beyond it.

3. I do not try to find out who is behind a role or a pseudonym.

4. I tell my office's lead and a coalition admin when something reached somebody it was not meant \
for.

5. I know that what I read, export and change is recorded.
"""


def upgrade() -> None:
    texts = op.create_table(
        "agreement_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["written_by_id"], ["people.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "version"),
    )
    op.create_table(
        "signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["agreement_texts.id"]),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("text_id", "office_id", "person_id"),
    )
    op.create_index(op.f("ix_signatures_office_id"), "signatures", ["office_id"])
    op.create_index(op.f("ix_signatures_person_id"), "signatures", ["person_id"])
    op.create_table(
        "recognitions",
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["noted_by_id"], ["people.id"]),
        sa.PrimaryKeyConstraint("state"),
    )
    op.bulk_insert(
        texts,
        [
            {
                "kind": kind,
                "version": 1,
                "text": text,
                "digest": hashlib.sha256(text.encode()).hexdigest(),
                "at": clock.now(),
            }
            for kind, text in (("office", OFFICE_TEXT), ("person", PERSON_TEXT))
        ],
    )


def downgrade() -> None:
    for table in ("recognitions", "signatures", "agreement_texts"):
        op.drop_table(table)

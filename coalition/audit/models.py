"""The log: a chain of entries, and beside it the details, which may be erased or withheld."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, BigInteger, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.db import Moment, db


class AuditEntry(db.Model):  # type: ignore[name-defined,misc]
    """One link of the chain: ids and codes only, and a salted digest of the detail."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_action", "action", "number"),
        Index("ix_audit_entries_actor", "actor_id", "number"),
        Index("ix_audit_entries_object", "object_id", "number"),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str] = mapped_column(String(64))
    office_id: Mapped[int | None] = mapped_column()
    action: Mapped[str] = mapped_column(String(64))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16))
    detail_digest: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    detail: Mapped["AuditDetail | None"] = relationship(
        viewonly=True,
        primaryjoin="AuditEntry.number == foreign(AuditDetail.number)",
        uselist=False,
    )


class AuditDetail(db.Model):  # type: ignore[name-defined,misc]
    """What else is known of an entry. Erasing it leaves the chain whole."""

    __tablename__ = "audit_details"

    number: Mapped[int] = mapped_column(
        ForeignKey("audit_entries.number"), primary_key=True, autoincrement=False
    )
    salt: Mapped[str] = mapped_column(String(32))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


def append_only_statements(table: str, dialect: str, fixed: Sequence[str] = ()) -> list[str]:
    """The statements that make the database refuse to change or delete rows of ``table``.

    ``fixed``: the columns that never change, where others are sealed anew when keys change.
    """
    update = f"UPDATE OF {', '.join(fixed)}" if fixed else "UPDATE"
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{name} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for name, verb in (("update", update), ("delete", "DELETE"))
        ]
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE {update} OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    ]


def make_append_only(model: Any, *, but: str = "") -> None:
    """Add the refusing triggers whenever the table of ``model`` is created from metadata.

    ``but``: the one column that may be written again.
    """
    columns = [column.name for column in model.__table__.columns]
    fixed = [name for name in columns if name != but] if but else []
    for dialect in ("sqlite", "postgresql"):
        for statement in append_only_statements(model.__tablename__, dialect, fixed):
            ddl = DDL(statement.replace("%", "%%"))
            event.listen(model.__table__, "after_create", ddl.execute_if(dialect=dialect))


make_append_only(AuditEntry)

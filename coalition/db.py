"""The database: declarative base, engine set-up and the unit of work.

Writing happens inside :func:`unit_of_work` only. What must be numbered in commit order (audit
entries, outbox messages) is buffered there and written as the unit's last act, under the lock of
the one ``commit_order`` row, so numbers are gap-free and in commit order on SQLite and PostgreSQL.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Select,
    String,
    event,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base with named constraints, so that migrations can drop them by name."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite has no time zones, so it is stored naive and read aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CommitOrder(db.Model):  # type: ignore[name-defined,misc]
    """The one row that every writing unit locks last: the counters and the signed chain head."""

    __tablename__ = "commit_order"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    audit_number: Mapped[int] = mapped_column(BigInteger, default=0)
    audit_hash: Mapped[str] = mapped_column(String(64), default="")
    audit_signature: Mapped[str] = mapped_column(String(64), default="")
    outbox_number: Mapped[int] = mapped_column(BigInteger, default=0)


LastAct = Callable[[Session, CommitOrder], None]
AfterCommit = Callable[[], None]


class UnitOfWork:
    """One change: everything in it commits together or not at all."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._last_acts: list[LastAct] = []
        self._after: dict[str, AfterCommit] = {}

    def at_last(self, act: LastAct) -> None:
        """Run ``act`` under the commit-order lock, just before the commit, in the order given."""
        self._last_acts.append(act)

    def after_commit(self, name: str, act: AfterCommit) -> None:
        """Run ``act`` once after the commit, however often it is asked for under ``name``."""
        self._after.setdefault(name, act)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Within the unit, keep what the block did wholly or not at all; what it raises goes on."""
        before = len(self._last_acts)
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            del self._last_acts[before:]
            raise

    def _commit(self) -> None:
        if self._last_acts:
            self.session.flush()
            order = self.session.scalars(
                select(CommitOrder)
                .where(CommitOrder.id == 1)
                .with_for_update()
                .execution_options(populate_existing=True)
            ).one()
            for act in self._last_acts:
                act(self.session, order)
        self.session.commit()


class NoUnitOfWork(RuntimeError):
    """A service that writes was called outside a unit of work."""


def current_unit() -> UnitOfWork:
    """The unit that is open now.

    Raises:
        NoUnitOfWork: nothing may be written here.
    """
    unit = db.session().info.get("unit")
    if unit is None:
        raise NoUnitOfWork("open a unit of work before writing")
    return unit  # type: ignore[no-any-return]


def lock_in_unit(rows: Select[Any]) -> None:
    """Have other writers of these rows wait until the open unit ends; nothing without one.

    On SQLite all writers wait for one another anyway. On PostgreSQL two could read the same
    version of a thing side by side, and the second would write over the first unawares.
    """
    session = db.session()
    if session.info.get("unit") is not None and db.engine.dialect.name != "sqlite":
        session.execute(rows.with_for_update())


@contextmanager
def unit_of_work() -> Iterator[UnitOfWork]:
    """Open a unit; commit at the end of the block, roll back if it raises.

    On SQLite it begins with ``BEGIN IMMEDIATE``: under the deferred default, writers that read
    first fail when another writer came between.
    """
    session = db.session()
    if session.info.get("unit") is not None:
        raise NoUnitOfWork("a unit of work is already open; services join it")
    session.rollback()
    session.connection(execution_options={"writing": True})
    unit = UnitOfWork(session)
    session.info["unit"] = unit
    try:
        yield unit
        unit._commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("unit", None)
    for act in unit._after.values():
        act()


def discard_changes() -> None:
    """Roll back whatever a read left in the session."""
    db.session.rollback()


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: object) -> None:
        # SQLAlchemy, not the driver, decides when a transaction begins.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
            "busy_timeout=15000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def set_up(app: Flask) -> None:
    """Bind the extension to the app and prepare its engine."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _set_up_sqlite(db.engine)

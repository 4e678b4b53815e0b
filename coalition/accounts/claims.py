"""Atomic claims: an UPDATE whose condition holds for one contender only."""

from typing import cast

from sqlalchemy import CursorResult, Update

from coalition.db import db


def claimed(statement: Update) -> bool:
    """Whether ``statement`` changed exactly one row. The caller's unit of work commits it."""
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[object]", result).rowcount == 1

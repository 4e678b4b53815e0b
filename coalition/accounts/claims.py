"""Atomic claims: an UPDATE or DELETE whose condition holds for one contender only."""

from typing import cast

from sqlalchemy import CursorResult, Delete, Update

from coalition.db import db


def claimed(statement: Update | Delete) -> bool:
    """Whether ``statement`` changed exactly one row. The caller's unit of work commits it."""
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[object]", result).rowcount == 1

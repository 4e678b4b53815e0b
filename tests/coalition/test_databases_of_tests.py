"""A database that tests use again has nothing of the test before."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.support.database import on_postgresql

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif(not on_postgresql(), reason="SQLite's file is copied for each test."),
]


def _change(url: str, *statements: str) -> list[Any]:
    """Run statements; return what the last one found."""
    address = make_url(url).set(drivername="postgresql").render_as_string(False)
    with psycopg.connect(address) as connection:
        for statement in statements:
            found = connection.execute(statement)
        return found.fetchall() if found.description else []


def test_rows_and_numbers_are_those_of_a_new_database(
    database_template: Any, tmp_path: Path
) -> None:
    count = "SELECT count(*) FROM agreement_texts"
    with database_template.fresh(tmp_path) as url:
        before = _change(url, count)
        assert before != [(0,)]
        _change(url, "SET session_replication_role = replica", "DELETE FROM agreement_texts")
        _change(url, "SELECT nextval('offices_id_seq')")
    with database_template.fresh(tmp_path) as again:
        assert again == url
        assert _change(again, count) == before
        assert _change(again, "SELECT nextval('offices_id_seq')") == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE left_behind (id integer)",
        "ALTER TABLE offices ADD COLUMN left_behind integer",
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        "CREATE FUNCTION left_behind() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_what_a_test_changed_beside_rows_is_thrown_away(
    database_template: Any, tmp_path: Path, statement: str
) -> None:
    with database_template.fresh(tmp_path) as url:
        _change(url, statement)
    with database_template.fresh(tmp_path) as other:
        assert other != url

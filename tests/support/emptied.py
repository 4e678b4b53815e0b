"""A PostgreSQL database that is brought back to the rows it was made with."""

from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

# Whoever else is connected would hold locks, or write after the rows are gone.
_LEAVE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
# Whatever a test could change beside rows: tables, columns, defaults, rules, triggers, functions.
_SHAPE = """SELECT
  (SELECT md5(string_agg(c::text, ',' ORDER BY oid)) FROM (SELECT oid, relname, relnatts, relkind,
    relrowsecurity, relacl FROM pg_class WHERE relnamespace = 'public'::regnamespace) c),
  (SELECT md5(string_agg(a::text, ',' ORDER BY attrelid, attnum)) FROM (SELECT attrelid, attnum,
    attname, atttypid, atttypmod, attnotnull, atthasdef, attisdropped FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace) a),
  (SELECT md5(string_agg(t::text, ',' ORDER BY oid)) FROM
    (SELECT oid, tgname, tgenabled, tgrelid FROM pg_trigger) t),
  (SELECT md5(string_agg(d::text, ',' ORDER BY oid)) FROM
    (SELECT oid, pg_get_expr(adbin, adrelid) FROM pg_attrdef) d),
  (SELECT md5(string_agg(r::text, ',' ORDER BY oid)) FROM
    (SELECT oid, conname, convalidated FROM pg_constraint) r),
  (SELECT md5(string_agg(f::text, ',' ORDER BY oid)) FROM (SELECT oid, proname, prosrc FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace) f),
  (SELECT count(*) FROM pg_db_role_setting), (SELECT count(*) FROM pg_namespace)"""


class Emptied:
    """Remembers the rows, the numbers to be given next and the shape of a new database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.name = str(make_url(url).database)
        with self._connection() as connection:
            self._shape = connection.execute(_SHAPE).fetchone()
            self._numbers = connection.execute(_SEQUENCES).fetchall()
            tables = [row[0] for row in connection.execute(_TABLES)]
            rows = {table: _rows(connection, table) for table in tables}
        self._rows = {table: content for table, content in rows.items() if content}
        deletions = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in tables]
        self._deletion = sql.SQL("; ").join(deletions)

    def empty_again(self) -> bool:
        """Bring the rows back; false if more than rows was changed, so that it cannot be done."""
        with self._connection() as connection:
            connection.execute(_LEAVE)
            if connection.execute(_SHAPE).fetchone() != self._shape:
                return False
            # What may not be deleted in the product, and what refers to what, counts no more.
            connection.execute("SET session_replication_role = replica")
            connection.execute(self._deletion)
            for table, content in self._rows.items():
                statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
                with connection.cursor().copy(statement) as copy:
                    copy.write(content)
            for name, last in self._numbers:
                place = sql.Literal(name)
                connection.execute(
                    sql.SQL("SELECT setval({}, {}, {})").format(
                        place, sql.Literal(last or 1), sql.Literal(last is not None)
                    )
                )
        return True

    def _connection(self) -> psycopg.Connection[Any]:
        url = make_url(self.url).set(drivername="postgresql")
        return psycopg.connect(url.render_as_string(False))


def _rows(connection: psycopg.Connection[Any], table: str) -> bytes:
    statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
    with connection.cursor().copy(statement) as copy:
        return b"".join(bytes(part) for part in copy)

"""Runs migrations on the app's own engine, each in one transaction."""

from alembic import context

from coalition.db import db

config = context.config


def run() -> None:
    """Apply what was asked for."""
    if context.is_offline_mode():
        raise SystemExit("Migrations need the database; writing SQL to a file is not supported.")
    with db.engine.connect().execution_options(writing=True) as connection:
        sqlite = connection.dialect.name == "sqlite"
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=sqlite,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()

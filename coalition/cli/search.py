"""``flask search``: the index of this node."""

from contextlib import ExitStack

import click
from flask.cli import AppGroup

from coalition.cli.ends import plain_refusals
from coalition.cli.progress import Advance, progress
from coalition.runtime import current_settings
from coalition.search import services
from coalition.search.index import index_state

# Below this, following the log is quicker than reading every paper again.
_FEW = 500

search = AppGroup("search", help="The search index of this node.")


@search.command()
def status() -> None:
    """Say how far the index is behind the database."""
    found = index_state()
    click.echo(f"{found.state}, {found.behind} messages behind")


@search.command()
def rebuild() -> None:
    """Build the index anew from the database."""
    with plain_refusals():
        count = _rebuilt()
    click.echo(f"The index holds {count} papers.")


@search.command()
def check() -> None:
    """Compare the index with the database, token by token; code 1 if they differ."""
    found = services.check()
    for name, ids in (("missing", found.missing), ("extra", found.extra)):
        for public_id in ids:
            click.echo(f"{name}: {public_id}")
    click.echo(
        f"{found.held} held, {found.published} published; "
        f"message {found.position} of {found.last_number}"
    )
    if not found.agree:
        raise click.ClickException("Index and database differ; `flask search rebuild` mends it.")


def _rebuilt() -> int:
    with ExitStack() as shown:
        advance: Advance | None = None
        before = 0

        def told(done: int, total: int) -> None:
            nonlocal advance, before
            if advance is None:
                advance = shown.enter_context(progress("Indexing", total))
            advance(done - before)
            before = done

        return services.rebuild(told)


def bring_up_to_date(changed: int) -> None:
    """Make the index level after ``changed`` papers were changed at the command line."""
    if current_settings().search_url == "memory:":
        # That index lives in the server's memory, which reads the log by itself.
        return
    if changed > _FEW:
        _rebuilt()
    else:
        services.tend_index()

"""``flask search``: the index of this node."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click
from flask.cli import AppGroup

from coalition.cli.ends import plain_refusals
from coalition.cli.progress import Advance, progress
from coalition.runtime import current_settings
from coalition.search import services
from coalition.search.index import FILE_FAILURES, index, index_state

# Below this, following the log is quicker than reading every paper again.
_FEW = 500

search = AppGroup("search", help="The search index of this node.")


@search.command()
def status() -> None:
    """Say how the index stands; code 1 if searches cannot be answered."""
    found = index_state()
    click.echo(f"State: {found.state}")
    click.echo(f"Message: {found.position:,}, {found.behind:,} behind the database")
    click.echo(f"Papers: {index().count():,}")
    click.echo(f"On disk: {services.bytes_on_disk(current_settings()):,} bytes")
    if found.state == "failed":
        raise click.ClickException("Run `flask search rebuild`, or let `flask worker` do it.")


@search.command()
def rebuild() -> None:
    """Build the index anew from the database."""
    with plain_refusals(), _plain_failures():
        count = _rebuilt()
    click.echo(f"The index holds {count} papers.")


@search.command()
def check() -> None:
    """Read the whole index and compare it with the database; code 1 if they differ.

    Each paper that is missing or too much is named, with the token it was looked for under.
    """
    with _plain_failures():
        found = services.check()
    if found.damaged:
        click.echo("damaged: the index cannot be read")
    for difference in found.differences:
        click.echo(difference)
    click.echo(
        f"{found.held:,} held, {found.published:,} published; "
        f"message {found.position:,} of {found.last_number:,}"
    )
    if not found.agree:
        raise click.ClickException("Index and database differ; `flask search rebuild` mends it.")


@contextmanager
def _plain_failures() -> Iterator[None]:
    try:
        yield
    except FILE_FAILURES as failure:
        raise click.ClickException(f"The index cannot be used: {failure}") from None


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

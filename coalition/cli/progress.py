"""How far a long command has come: a bar on a terminal, a line now and then in a log."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

# A log gets this many lines, however long the work is.
LINES = 20

Advance = Callable[[int], None]


@contextmanager
def progress(label: str, length: int, *, err: bool = False) -> Iterator[Advance]:
    """Yield a function that is told how many more are done.

    `err` says it on standard error, where what the command prints is for another program.
    """
    stream = sys.stderr if err else sys.stdout
    if stream.isatty():
        with click.progressbar(length=length, label=label, file=stream) as bar:
            yield bar.update
        return
    yield _lines(label, length, err=err)


def _lines(label: str, length: int, *, err: bool) -> Advance:
    done = said = 0

    def advance(count: int) -> None:
        nonlocal done, said
        done += count
        step = done * LINES // max(1, length)
        if step > said:
            said = step
            click.echo(f"{label}: {done:,} of {length:,}", err=err)

    return advance

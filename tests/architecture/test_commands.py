"""The commands that the Makefile and the demo run are commands of the app."""

import re
from importlib.metadata import entry_points

import click
import pytest
from flask import Flask

from tests.architecture.source_tree import ROOT


def named_commands() -> set[tuple[str, ...]]:
    """Every `flask …` that the Makefile calls, and every one that the demo's script runs."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    demo = (ROOT / "scripts/demo.py").read_text(encoding="utf-8")
    called = re.findall(r"\$\(BIN\)/flask ((?:[a-z-]+ ?)+)", makefile)
    called += [words.replace('", "', " ") for words in re.findall(r'environment, "(.+)"\)', demo)]
    return {tuple(words.split()) for words in called} - {("flask", "worker")}


def find(app: Flask, words: tuple[str, ...]) -> click.Command | None:
    """The app's command of that name, or one that an extension adds to every app."""
    commands = dict(app.cli.commands)
    commands |= {found.name: found.load() for found in entry_points(group="flask.commands")}
    command = commands.get(words[0])
    for word in words[1:]:
        command = command.commands.get(word) if isinstance(command, click.Group) else None
    return command


def test_the_scripts_name_some_commands():
    assert {("db", "upgrade"), ("demo",), ("worker",)} <= named_commands()


@pytest.mark.parametrize("words", sorted(named_commands()))
def test_every_command_that_a_script_runs_exists(app, words):
    if not app.cli.commands:
        pytest.skip("the app has no commands of its own yet")
    assert find(app, words), f"flask {' '.join(words)} is run by a script and does not exist"


def test_the_demo_group_seeds_when_no_subcommand_is_named(app):
    command = find(app, ("demo",))
    if command is None:
        pytest.skip("the app has no demo yet")
    assert not isinstance(command, click.Group) or command.invoke_without_command

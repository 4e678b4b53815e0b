"""`flask search` says how the index stands, names every difference, and builds it anew."""

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.app import create_app
from coalition.db import db
from search_index import NeedsRebuild
from tests.flows.sharing import share
from tests.support.settings import make_settings
from tests.support.world import World


@pytest.fixture
def app(database_url, tmp_path, clock):
    """The portal with its index on disk."""
    settings = make_settings(tmp_path, database_url, SEARCH_URL=f"whoosh://{tmp_path}/index")
    portal = create_app(settings)
    yield portal
    with portal.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def author(app):
    world = World(app)
    return world.person("Author", world.office())


def test_status_says_how_far_the_index_has_come_and_how_large_it_is(app, author, run):
    share(app, author, "One")
    result = run("search", "status")
    assert result.exit_code == 0
    lines = dict(line.split(": ") for line in result.output.splitlines())
    assert lines["State"] == "ok"
    assert lines["Message"] == "1, 0 behind the database"
    assert lines["Papers"] == "1"
    assert int(lines["On disk"].removesuffix(" bytes").replace(",", "")) > 1000
    app.extensions["coalition"].after_commit = None
    share(app, author, "Two")
    assert "State: behind\nMessage: 1, 1 behind" in run("search", "status").output


def test_status_of_a_lost_index_fails_and_says_what_to_do(app, author, run, tmp_path):
    share(app, author, "One")
    for file in (tmp_path / "index").rglob("manifest.json"):
        file.write_text("{}")
    result = run("search", "status")
    assert result.exit_code == 1
    assert "State: failed" in result.output
    assert "flask search rebuild" in result.output


def test_check_agrees_after_a_rebuild_and_before_names_each_difference(app, author, run):
    ids = [
        share(app, author, "Everyone's"),
        share(app, author, "The office's", audience=Audience(Tlp.AMBER_STRICT)),
    ]
    assert run("search", "check").exit_code == 0
    app.extensions["coalition"].engine.remove(ids)
    result = run("search", "check")
    assert result.exit_code == 1
    named = [line for line in result.output.splitlines() if line.startswith("missing: ")]
    assert sorted(named) == sorted(
        [f"missing: {ids[0]} under coalition"]
        + [f"missing: {ids[1]} under {token}" for token in sorted(tokens_of(app, ids[1]))]
    )
    assert "0 held, 2 published; message 2 of 2" in result.output
    result = run("search", "rebuild")
    assert result.output.splitlines()[-1] == "The index holds 2 papers."
    assert "Indexing: 2 of 2" in result.output
    assert run("search", "check").exit_code == 0


def tokens_of(app, public_id):
    from coalition.documents.models import Paper
    from coalition.sharing.models import Thing

    with app.app_context():
        query = db.select(Paper).join(Thing).where(Thing.public_id == public_id)
        return set(db.session.scalar(query).read_tokens)


def test_check_finds_a_file_that_is_not_as_it_was_written(app, author, run, tmp_path):
    share(app, author, "One", "removal " * 50)
    columns = [f for f in (tmp_path / "index").rglob("*") if f.suffix == ".col"]
    assert columns
    for file in columns:
        content = bytearray(file.read_bytes())
        for place in range(len(content) // 4, len(content) // 2):
            content[place] ^= 255
        file.write_bytes(content)
    result = run("search", "check")
    assert result.exit_code == 1
    assert "damaged: the index cannot be read" in result.output
    assert run("search", "rebuild").exit_code == 0
    assert run("search", "check").exit_code == 0


@pytest.mark.parametrize("failure", [NeedsRebuild("no folder"), OSError("no space left")])
def test_a_rebuild_that_cannot_be_made_ends_with_a_sentence(app, author, run, monkeypatch, failure):
    share(app, author, "One")

    def refuse(*_arguments, **_named):
        raise failure

    monkeypatch.setattr(type(app.extensions["coalition"].engine), "rebuild", refuse)
    result = run("search", "rebuild")
    assert isinstance(result.exception, SystemExit)
    assert f"Error: The index cannot be used: {failure}" in result.output

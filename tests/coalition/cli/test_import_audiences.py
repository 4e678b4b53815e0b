"""Tokens of a file become the label that says exactly the same, never more."""

import json

import pytest
from sqlalchemy import select

from coalition.db import db
from coalition.documents.models import Paper
from coalition.offices.models import Office
from tests.coalition.cli.conftest import row


@pytest.fixture
def take(run, world, rows_file, tmp_path, app):
    """Imports one row; returns its label, tokens by slug and address, and what was printed."""
    importer = world.person("Maribel Quintrell", world.office("tamarack-mn"), "coalition-admin")

    def take(given, mapping=None, *options):
        words = ["documents", "import", rows_file(given), "--as", importer.email, "--assured"]
        words += options
        if mapping is not None:
            file = tmp_path / "map.json"
            file.write_text(json.dumps(mapping))
            words += ["--map", file]
        result = run(*words)
        with app.app_context():
            paper = db.session.scalars(select(Paper)).unique().first()
            if paper is None:
                return None, result.output
            offices = {o.id: o.slug for o in db.session.scalars(select(Office))}
            tokens = {
                f"office:{offices[int(t.split(':')[1])]}" if t.startswith("office") else t
                for t in paper.read_tokens
            }
            return (paper.current.audience["tlp"], tokens), result.output

    return take


def test_the_coalition_is_green(take):
    assert take(row(audience=["coalition", "office:3"]), None, "--create-members")[0] == (
        "GREEN",
        {"coalition"},
    )


def test_the_own_office_alone_is_amber_strict(take):
    found, _ = take(row(audience=["office:12"]), None, "--create-members")
    assert found == ("AMBER+STRICT", {"office:imported-office-12"})


def test_several_offices_are_amber(take):
    found, _ = take(row(audience=["office:12", "office:13"]), None, "--create-members")
    assert found == ("AMBER", {"office:imported-office-12", "office:imported-office-13"})


def test_named_people_are_red(take):
    found, _ = take(row(audience=["user:7", "user:8"]), None, "--create-members")
    assert found is not None
    assert found[0] == "RED"
    assert len(found[1]) == 2
    assert all(token.startswith("user:") for token in found[1])


@pytest.mark.parametrize(
    ("tokens", "reason"),
    [
        (["office:13"], "leaves out the paper's own office"),
        (["user:8"], "leaves out the author"),
        (["office:12", "user:8"], "offices and people outside them"),
        (["group:3"], "nothing is known of “group:3”"),
        (["everybody"], "nothing is known of “everybody”"),
        ([], "it names nobody"),
        ("", "nothing is known of"),
        (7, "It must be a list of tokens"),
        (None, "It must be a list of tokens"),
    ],
)
def test_what_no_label_says_exactly_fails_the_row(take, tokens, reason):
    found, output = take(row(audience=tokens), None, "--create-members")
    assert found is None
    assert reason in output


def test_people_of_a_named_office_add_nobody(take):
    found, _ = take(row(audience=["office:12", "user:7"]), None, "--create-members")
    assert found == ("AMBER+STRICT", {"office:imported-office-12"})


def test_a_map_says_who_is_who_and_what_a_token_stands_for(take, world):
    office = world.office("alder-il")
    person = world.person("Tamsin Okonjo", office)
    found, output = take(
        row(audience=["harbor group"]),
        {
            "offices": {"12": "alder-il"},
            "people": {"7": person.email},
            "tokens": {"harbor group": ["office:12", "user:7"]},
        },
    )
    assert found == ("AMBER+STRICT", {"office:alder-il"}), output


def test_slugs_and_addresses_need_no_map(take, world):
    person = world.person("Tamsin Okonjo", world.office("alder-il"))
    given = row(audience=["office:alder-il"], office="alder-il", author=person.email)
    assert take(given)[0] == ("AMBER+STRICT", {"office:alder-il"})


def test_another_source_has_placeholders_of_its_own(take):
    found, _ = take(row(audience=["office:12"]), {"source": "harbor"}, "--create-members")
    assert found == ("AMBER+STRICT", {"office:harbor-office-12"})


def test_a_map_renames_fields_kinds_and_values(take):
    given = {
        "headline": "A heading",
        "text": "Words.",
        "sort": "brief",
        "state": "Minnesota",
        "pages": 3,
        "audience": "coalition",
        "office": 12,
        "author": 7,
    }
    mapping = {
        "fields": {"title": "headline", "body": "text", "kind": "sort"},
        "kinds": {"brief": "case-memo"},
        "values": {"state": {"Minnesota": "MN"}},
        "defaults": {"date": "2024-01-02"},
        "ignore": ["pages"],
    }
    assert take(given, mapping, "--create-members")[0] == ("GREEN", {"coalition"})


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({"kindz": {}}, "The map has no part “kindz”"),
        ({"kinds": []}, "“kinds” of the map must be"),
        ({"kinds": {"a": 1}}, "“kinds” of the map must be"),
        ({"source": "Harbor Office"}, "“source” of the map must be"),
        ({"tokens": {"a": [1]}}, "“tokens.a” of the map must be"),
        ({"shorten_titles": "no"}, "“shorten_titles” of the map must be"),
        ([], "The map must be a JSON object"),
    ],
)
def test_a_wrong_map_is_refused_by_part(take, mapping, reason):
    found, output = take(row(), mapping, "--create-members")
    assert found is None
    assert reason in output

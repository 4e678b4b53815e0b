"""What an insider sends who wants to break what the portal keeps, or to learn a hidden name."""

import json
from datetime import datetime

import pytest

from coalition import clock
from coalition.access.audience import Audience, Tlp
from coalition.accounts.models import Person
from coalition.db import db, unit_of_work
from coalition.documents import veiling
from coalition.documents.readership import readership
from coalition.errors import Invalid
from coalition.evidence.custody.models import CustodyEntry
from coalition.evidence.hash_manifest import FORMAT, VERSION
from coalition.evidence.zones import ZoneError, instant_of
from coalition.membership import founding, placing
from tests.coalition.documents.test_custody import add, author, index, send
from tests.support.groups import found_group

__all__ = ["author", "index"]
HEAD = {"format": FORMAT, "version": VERSION, "hashed_by": "Technician 2", "tool": "test"}
FILE = {"path": "a.mp4", "size": 1, "modified_at": 1, "sha256": "a" * 64}
HASHED_AT = "2026-01-03T10:00:00+00:00"


def lines(*said):
    return b"".join(json.dumps(each).encode() + b"\n" for each in said)


def entries(app):
    with app.app_context():
        return db.session.query(CustodyEntry).count()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_a_moment_outside_the_calendar_is_refused_at_its_field(app, browser, author, index, moment):
    page = add(browser().sign_in(author), index, happened_at=moment)
    assert page.status == 422
    assert "Enter when it happened" in page.words
    assert entries(app) == 0


@pytest.mark.parametrize(
    ("shown", "zone"), [("0001-01-01", "+12:00"), ("9999-12-31T23:59", "America/Chicago")]
)
def test_a_displayed_time_outside_the_calendar_is_said_and_breaks_nothing(shown, zone):
    with pytest.raises(ZoneError, match="outside the calendar"):
        instant_of(datetime.fromisoformat(shown), zone)


def test_a_manifest_nested_too_deep_is_refused(app, browser, author, index):
    page = send(browser().sign_in(author), index, b"[" * 200_000 + b"\n")
    assert page.status == 422
    assert "Line 1 of the manifest cannot be read" in page.words
    assert entries(app) == 0


@pytest.mark.parametrize(
    "at",
    [
        "2999-01-01T00:00:00+00:00",
        "yesterday",
        "2026-01-03",
        "2026-01-03T10:00:00-05:00",
        "a\x00b",
        "x" * 10_000,
    ],
)
def test_no_manifest_dates_an_entry_as_no_form_could(app, browser, author, index, at):
    viewer = browser().sign_in(author)
    assert send(viewer, index, lines(HEAD, FILE | {"hashed_at": at})).status == 422
    assert entries(app) == 0
    # The same file with a day that was is taken, so that the refusal is of the day alone.
    assert send(viewer, index, lines(HEAD, FILE | {"hashed_at": HASHED_AT})).status == 303
    assert entries(app) == 1


@pytest.fixture
def veiled(app, world):
    """An office that shows no name, and somebody of it who works on cases."""
    office = world.office("quillon-mn", state="MN")
    lead = world.person("Odo Pellworm", office, "office-lead")
    with app.app_context(), unit_of_work():
        veiling.keep_name_off_papers(lead.actor, office.public_id, hidden=True)
    return office, world.person("Zora Thornquist", office)


def test_the_place_among_named_readers_does_not_tell_how_a_hidden_name_begins(app, world, veiled):
    away = world.office("alder-il", state="IL")
    bea, yan = world.person("Bea Other", away), world.person("Yan Reader", away)
    audience = Audience(Tlp.RED, person_ids=frozenset({veiled[1].id, yan.id}))

    def shown():
        with app.app_context():
            found = readership(bea.actor, audience, office_id=away.id, author_ids=[bea.id])
            return found.people

    before = shown()
    assert any("member office" in who for who in before)
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, veiled[1].id).name = "Ada First"
    assert shown() == before


def test_an_address_tells_no_owner_who_is_in_an_office_that_shows_no_name(
    app, world, browser, veiled
):
    founder = world.person("Lena Lead", world.office("alder-il", state="IL"), "office-lead")
    other = world.person("Theo Third", world.office("cedar-wi", state="WI"), "office-lead")
    group = found_group(app, founder, other)
    owner, path = browser().sign_in(founder), f"/groups/{group}"
    for email in (veiled[1].email, "nobody@quillon-mn.example"):
        page = owner.submit(owner.get(path), {"email": email}, action=f"{path}/people")
        assert page.status == 422
        assert "No active member who works on cases has this address" in page.words
    assert "Thornquist" not in owner.get(path).text
    # They join by asking with the code themselves, and are known by name from then on.
    with app.app_context(), unit_of_work():
        placing.ask_to_join(veiled[1].actor, code=group)
    assert "Thornquist" in owner.get(path).text


def test_a_forged_field_asks_no_office_that_shows_no_name_to_confirm_a_group(app, world, veiled):
    founder = world.person("Lena Lead", world.office("alder-il", state="IL"), "office-lead")
    given = {"name": "Harbor stops", "purpose": "Compares one kind of stop."}
    with app.app_context(), unit_of_work(), pytest.raises(Invalid, match="other than you"):
        founding.found(
            founder.actor,
            ends_on=clock.now().date(),
            confirming_office=veiled[0].public_id,
            **given,
        )

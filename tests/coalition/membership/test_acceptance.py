"""From the link in the mail to a signed-in member."""

from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from sqlalchemy import func, select

from coalition import clock as time
from coalition.accounts.models import Person
from coalition.accounts.sessions import Origin
from coalition.audit.queries import verify
from coalition.db import db, unit_of_work
from coalition.errors import NotFound
from coalition.membership import acceptance, services
from coalition.membership.models import Invitation

PASSWORD = "ostrich envelope mango ladder"


@pytest.fixture
def link(app, cast):
    """The token of an approved invitation, as the mail carries it."""
    with app.app_context(), unit_of_work():
        invitation = services.invite(
            cast.lead.actor,
            email="nora.person@birch.example",
            name="Nora Person",
            office_id=cast.birch.id,
            role="investigator",
        )
        return services.issue_link(invitation.public_id)


def path(token):
    """Where a link leads."""
    return f"/invitations/{token}"


def dead(page):
    """A dead link's page, all of it."""
    return page.status, page.text


def test_an_invited_person_joins_enrols_and_is_in(app, browser, cast, link):
    person = browser()
    page = person.get(path(link))
    assert "Birch County Attorney" in page.words
    assert "Investigator" in page.words
    for secret in ("Nora Person", "nora.person"):
        assert secret not in page.text, "whoever was passed the link would learn for whom it was"
    page = person.submit(page, {"name": "Nora A. Person", "password": PASSWORD})
    assert page.location.startswith("/enrol/authenticator")
    assert "/sign-in" in person.get("/account").location
    page = person.follow(page)
    secret = page.soup.select_one("#typed-key").get_text().replace(" ", "")
    person.submit(page, {"code": pyotp.TOTP(secret).at(time.now())})
    words = person.get("/account").words
    assert "Nora A. Person" in words
    assert "nora.person@birch.example" in words
    assert "You, by accepting the invitation" in words
    with app.app_context():
        assert db.session.scalar(select(Invitation.state)) == "accepted"
        assert verify().whole


def test_a_weak_password_keeps_the_name_and_the_link(browser, link):
    person = browser()
    page = person.submit(
        person.get(path(link)), {"name": "Nora B. Person", "password": "nora person of birch"}
    )
    assert page.status == 422
    assert "Leave out your name" in page.words
    assert page.form().select_one("[name=name]")["value"] == "Nora B. Person"
    assert "nora person of birch" not in page.text
    assert person.submit(page, {"password": PASSWORD}).status == 303


def test_every_dead_link_is_the_same_page(app, browser, link, clock):
    unknown = dead(browser().get(path("0" * 52)))
    assert unknown[0] == 404
    used = browser()
    used.submit(used.get(path(link)), {"name": "Nora Person", "password": PASSWORD})
    assert dead(browser().get(path(link))) == unknown
    assert "nora.person" not in unknown[1]
    for odd in ("x", "%00", "a" * 1000, "%F0%9F%98%80"):
        assert dead(browser().get(path(odd))) == unknown


def test_a_link_lasts_seven_days(browser, link, clock):
    clock.advance(days=6, minutes=1439)
    assert browser().get(path(link)).status == 200
    clock.advance(minutes=1)
    assert browser().get(path(link)).status == 404


def test_a_newer_link_replaces_the_older(app, browser, link):
    with app.app_context(), unit_of_work():
        public_id = db.session.scalar(select(Invitation.public_id))
        newer = services.issue_link(public_id)
    assert browser().get(path(link)).status == 404
    assert browser().get(path(newer)).status == 200


def test_only_the_hash_of_the_link_is_stored(app, link):
    with app.app_context():
        stored = db.session.scalar(select(Invitation.token_hash))
    assert link not in stored


def test_a_link_used_by_many_at_once_makes_one_member(app, link):
    def use(number):
        with app.app_context():
            try:
                return acceptance.accept(
                    link, name=f"Nora {number}", password=PASSWORD, origin=Origin("::1")
                )
            except NotFound:
                return None

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(use, range(6)))
    assert sum(answer is not None for answer in answers) == 1
    with app.app_context():
        count = select(func.count()).where(Person.email == "nora.person@birch.example")
        assert db.session.scalar(count) == 1


def test_an_address_that_became_a_members_meanwhile_is_a_dead_link(app, browser, cast, link):
    from coalition.accounts.services import create_person

    with app.app_context(), unit_of_work():
        create_person(
            None,
            email="nora.person@birch.example",
            name="Nora Person",
            office_id=cast.birch.id,
            roles=["prosecutor"],
        )
    person = browser()
    page = person.submit(person.get(path(link)), {"name": "Nora", "password": PASSWORD})
    assert page.status == 404
    with app.app_context():
        assert db.session.scalar(select(Invitation.state)) == "approved"

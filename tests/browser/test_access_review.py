"""The yearly review in a real browser: opened, one confirmed, one left, and what lapses."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from coalition import clock as time
from coalition.cli.housekeeping import keep_house
from coalition.db import db, unit_of_work
from coalition.membership.reviews.models import AccessReview
from coalition.web.dispatch import Portal
from tests.browser.conftest import Tab
from tests.support.world import World

pytestmark = pytest.mark.browser


def test_who_is_left_out_of_the_review_is_suspended_without_a_script(
    app: Portal, world: World, tab: Callable[..., Tab]
) -> None:
    elm, oak = world.office("elm"), world.office("oak")
    opener = world.person("Amy Admin", oak, "coalition-admin")
    world.person("Sam Second", oak, "coalition-admin")
    lead = world.person("Lea Lead", elm, "office-lead")
    world.person("Kim Stays", elm)
    world.person("Gus Gone", elm)

    admin = tab(java_script_enabled=False).sign_in(opener)
    admin.get_by_role("link", name="Members").first.click()
    admin.get_by_role("link", name="Review of access").click()
    admin.get_by_role("link", name="Open a review").click()
    admin.get_by_role("button", name="Open the review").click()
    expect(admin.get_by_role("status")).to_contain_text("The review is open")
    admin.get_by_role("button", name="Confirm Lea Lead").click()

    office = tab(java_script_enabled=False).sign_in(lead)
    office.get_by_role("link", name="2 people to confirm").click()
    office.get_by_role("button", name="Confirm Kim Stays").click()
    expect(office.get_by_role("status")).to_contain_text("Confirmed")
    expect(office.get_by_role("heading", level=2).first).to_have_text("1 person waits for you")

    with app.app_context():
        with unit_of_work():
            db.session.execute(update(AccessReview).values(due_at=time.now()))
        keep_house()

    admin.get_by_role("link", name="Offices", exact=True).last.click()
    cells = admin.get_by_role("row", name="Elm County Attorney").get_by_role("cell")
    expect(cells).to_have_text(["2", "0", "1", "0"])
    office.goto(office.url)
    expect(office.get_by_role("row", name="Gus Gone")).to_contain_text("Lapsed")
    expect(office.get_by_role("row", name="Kim Stays")).to_contain_text("Confirmed")

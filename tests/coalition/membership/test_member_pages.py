"""The pages of members, invitations and offices."""

import pytest
from sqlalchemy import select

from coalition.db import db
from coalition.membership.models import Invitation
from coalition.offices.models import Office

WISH = {"name": "Nora Person", "email": "nora.person@birch.example", "role": "prosecutor"}


def test_a_lead_sees_their_own_office_and_an_admin_all(browser, cast):
    words = browser().sign_in(cast.lead).get("/members").words
    assert "Pia Stone" in words
    assert "Otto Lane" not in words
    words = browser().sign_in(cast.admin).get("/members").words
    assert "Pia Stone" in words
    assert "Otto Lane" in words


def test_others_have_no_such_pages(browser, cast):
    person = browser().sign_in(cast.prosecutor)
    for path in ("/members", "/members/invitations", "/offices", "/offices/new"):
        assert person.get(path).status == 403
    assert "Members" not in person.get("/account").soup.select_one("nav").get_text()


def test_members_are_found_by_name_address_and_office(browser, cast):
    admin = browser().sign_in(cast.admin)
    for words in ("pia", "STONE pia", cast.prosecutor.email, "pia birch"):
        page = admin.get("/members", query_string={"q": words})
        assert "Pia Stone" in page.words
        assert "Otto Lane" not in page.words
    for words in ("%", "_", "nobody at all", "\0", "'--"):
        assert admin.get("/members", query_string={"q": words}).status == 200


def test_a_long_list_has_pages(browser, world, cast):
    for number in range(27):
        world.person(f"Member {number:02}", cast.birch)
    lead = browser().sign_in(cast.lead)
    page = lead.get("/members")
    assert len(page.soup.select("tbody tr")) == 25
    assert len(lead.get(page.soup.select_one("a[rel=next]")["href"]).soup.select("tbody tr")) == 4


def test_a_lead_invites_through_the_page(app, browser, cast):
    lead = browser().sign_in(cast.lead)
    page = lead.get("/members/invitations")
    assert [o["value"] for o in page.soup.select("#office option")] == [cast.birch.public_id]
    done = lead.submit(page, WISH, action="/members/invitations")
    assert done.location == "/members/invitations?notice=invitation-sent"
    assert "nora.person@birch.example" in lead.follow(done).words


def test_posting_an_invitation_twice_makes_one(app, browser, cast):
    lead = browser().sign_in(cast.lead)
    page = lead.get("/members/invitations")
    one = lead.submit(page, WISH, action="/members/invitations")
    two = lead.submit(page, WISH, action="/members/invitations")
    assert one.location == two.location
    with app.app_context():
        assert len(db.session.scalars(select(Invitation)).all()) == 1


def test_a_wrong_invitation_keeps_what_was_entered(app, browser, cast):
    lead = browser().sign_in(cast.lead)
    page = lead.submit(
        lead.get("/members/invitations"), WISH | {"email": "nora at birch"},
        action="/members/invitations",
    )  # fmt: skip
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert "name@office.example" in page.words
    assert page.soup.select_one("#name")["value"] == "Nora Person"
    assert page.soup.select_one("#email")["value"] == "nora at birch"
    with app.app_context():
        assert db.session.scalar(select(Invitation)) is None


def test_what_an_admin_asks_is_approved_on_the_leads_page(app, browser, cast):
    admin = browser().sign_in(cast.admin)
    page = admin.submit(
        admin.get("/members/invitations"),
        WISH | {"office": cast.birch.public_id},
        action="/members/invitations",
    )
    assert page.location.endswith("notice=invitation-waits")
    assert "Approve" not in admin.follow(page).soup.select_one("main table").get_text()
    lead = browser().sign_in(cast.lead)
    assert "1 invitation" in lead.get("/members").words
    page = lead.get("/members/invitations")
    action = next(f["action"] for f in page.soup.select("form") if f["action"].endswith("approve"))
    assert lead.submit(page, action=action).location.endswith("notice=invitation-sent")
    with app.app_context():
        assert db.session.scalar(select(Invitation.state)) == "approved"


def test_the_lead_of_another_office_cannot_approve_by_address(app, browser, cast):
    admin = browser().sign_in(cast.admin)
    admin.submit(
        admin.get("/members/invitations"),
        WISH | {"office": cast.birch.public_id},
        action="/members/invitations",
    )
    with app.app_context():
        public_id = db.session.scalar(select(Invitation.public_id))
    other = browser().sign_in(cast.other_lead)
    tokens = other.tokens("/members/invitations")
    assert other.post(f"/members/invitations/{public_id}/approve", tokens).status == 404
    tokens = admin.tokens("/members/invitations")
    assert admin.post(f"/members/invitations/{public_id}/approve", tokens).status == 403


def test_a_suspended_member_is_out_on_the_next_request_and_stays_out_when_let_in(browser, cast):
    member, lead = browser().sign_in(cast.prosecutor), browser().sign_in(cast.lead)
    page = lead.get(f"/members/{cast.prosecutor.public_id}/suspend")
    assert "signed out everywhere" in page.words
    done = lead.submit(page)
    leaving = f"/members/{cast.prosecutor.public_id}/leaving"
    assert done.location == f"{leaving}?notice=member-suspended"
    assert member.get("/account").location.startswith("/sign-in")
    page = lead.get("/members")
    action = next(f["action"] for f in page.soup.select("form") if "reactivate" in f["action"])
    assert lead.submit(page, action=action).location == "/members?notice=member-reactivated"
    assert member.get("/account").location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("who", "whom", "status"),
    [
        ("lead", "lead", 403),
        ("admin", "admin", 403),
        ("lead", "other_lead", 404),
        ("other_lead", "prosecutor", 404),
        ("prosecutor", "lead", 403),
        ("admin", "prosecutor", 303),
        ("admin", "second_admin", 303),
    ],
)
def test_who_may_suspend_whom(browser, cast, who, whom, status):
    person = browser().sign_in(getattr(cast, who))
    target = getattr(cast, whom).public_id
    page = person.post(f"/members/{target}/suspend", person.tokens("/account"))
    assert page.status == status


def test_only_the_offices_lead_reactivates(browser, cast):
    admin = browser().sign_in(cast.admin)
    target = cast.prosecutor.public_id
    admin.post(f"/members/{target}/suspend", admin.tokens("/account"))
    assert admin.post(f"/members/{target}/reactivate", admin.tokens("/account")).status == 403
    other = browser().sign_in(cast.other_lead)
    assert other.post(f"/members/{target}/reactivate", other.tokens("/account")).status == 404
    lead = browser().sign_in(cast.lead)
    assert lead.post(f"/members/{target}/reactivate", lead.tokens("/account")).status == 303
    assert lead.post(f"/members/{target}/reactivate", lead.tokens("/account")).status == 409


def test_an_admin_adds_an_office(app, browser, cast):
    admin = browser().sign_in(cast.admin)
    page = admin.submit(
        admin.get("/offices/new"), {"name": "Élan County Attorney", "state": "MN", "county": "Élan"}
    )
    assert page.status == 303
    assert "needs release" in admin.follow(page).words.lower()
    with app.app_context():
        office = db.session.scalars(select(Office).order_by(Office.id.desc())).first()
        assert (office.slug, office.release_required) == ("elan-county-attorney", True)


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "!!!"}, {"state": "XX"}, {"state": ""}, {"county": "x" * 81},
     {"name": "Birch"}, {"name": "x" * 161}],
)  # fmt: skip
def test_a_wrong_office_is_refused_with_the_field(browser, cast, wrong):
    admin = browser().sign_in(cast.admin)
    good = {"name": "Elm County Attorney", "state": "MN", "county": ""}
    page = admin.submit(admin.get("/offices/new"), good | wrong)
    assert page.status == 422
    assert page.soup.select_one(f"#{next(iter(wrong))}[aria-invalid=true]") is not None


def test_only_the_lead_sets_whether_sharing_needs_release(app, browser, cast):
    path = f"/offices/{cast.birch.public_id}"
    lead = browser().sign_in(cast.lead)
    page = lead.submit(lead.get(path), {"release": "required"}, action=f"{path}/release")
    assert page.location == f"{path}?notice=release-saved"
    for who, status in ((cast.other_lead, 403), (cast.admin, 403)):
        person = browser().sign_in(who)
        assert not person.get(path).soup.select("main form")
        page = person.post(f"{path}/release", person.tokens("/account") | {"release": "free"})
        assert page.status == status
    with app.app_context():
        assert db.session.get_one(Office, cast.birch.id).release_required

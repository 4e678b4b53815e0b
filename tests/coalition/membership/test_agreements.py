"""Nothing that is shared is read before the office's agreement and the undertaking are signed."""

import pytest
from sqlalchemy import select

from coalition.access.audience import Audience, Tlp
from coalition.access.policy import POLICY, WITHOUT_AGREEMENT
from coalition.accounts.models import Person
from coalition.accounts.queries import actor_of
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.errors import Conflict, Invalid, NotPermitted
from coalition.offices import agreements
from coalition.offices.agreements import Signed, digest_of
from coalition.offices.recognition import note_recognition
from tests.flows.sharing import share

TEXT = "A new version, long enough to be taken for an agreement. " * 5


@pytest.fixture
def oak(world):
    return world.office("oak")


@pytest.fixture
def lead(world, oak):
    return world.person("Lea Ford", oak, "office-lead", signs=False)


@pytest.fixture
def member(world, oak, lead):
    return world.person("Pia Stone", oak, "prosecutor", signs=False)


@pytest.fixture
def admin(world):
    return world.person("Amy Hill", world.office("cedar"), "coalition-admin")


@pytest.fixture
def paper(app, world):
    author = world.person("Author", world.office("elm"))
    return share(
        app, author, "Removal denied", "The court sent it back.", audience=Audience(Tlp.GREEN)
    )


def tokens(app, who):
    with app.app_context():
        return actor_of(db.session.get_one(Person, who.id)).tokens


def sign(app, who, kind):
    with app.app_context(), unit_of_work():
        text = agreements.current_text(kind)
        agreements.sign(actor_of(db.session.get_one(Person, who.id)), kind, digest=text.digest)


def write(app, admin, kind, text=TEXT):
    with app.app_context(), unit_of_work():
        agreements.write_version(admin.actor, kind, text)


def test_tokens_are_held_from_the_second_signature_on(app, lead, member):
    assert tokens(app, member) == frozenset()
    sign(app, member, Signed.PERSON)
    assert tokens(app, member) == frozenset()
    sign(app, lead, Signed.OFFICE)
    assert tokens(app, member) == member.actor.tokens
    assert tokens(app, lead) == frozenset()


@pytest.mark.parametrize("kind", list(Signed))
def test_a_new_version_of_either_asks_before_the_next_read(app, browser, world, admin, paper, kind):
    reader = world.person("Rufus Reader", world.office("alder"))
    session = browser().sign_in(reader)
    path = f"/documents/{paper}"
    assert session.get(path).status == 200
    write(app, admin, kind)
    page = session.get(path)
    assert page.location == f"/agreements?next=/documents/{paper}"
    for other in ("/", "/search?q=removal", "/documents", "/search/suggest?q=re"):
        assert session.get(other).location.startswith("/agreements"), other


def test_after_both_signatures_the_wanted_page_opens(app, browser, lead, paper):
    session = browser().sign_in(lead)
    page = session.follow(session.get(f"/documents/{paper}"))
    assert "The agreement of your office is not signed" in page.words
    page = session.submit(page, {"office_read": "y"}, action="/agreements/office")
    assert page.location.startswith("/agreements")
    page = session.follow(page)
    assert "Your undertaking is not signed" in page.words
    page = session.submit(page, {"own_read": "y"}, action="/agreements/undertaking")
    assert "Both are signed" in session.follow(page).words
    assert "Removal denied" in session.get(f"/documents/{paper}").words


def test_a_member_is_told_who_has_to_sign_for_the_office(browser, lead, member):
    session = browser().sign_in(member)
    page = session.get("/agreements")
    assert "It is signed by Lea Ford." in page.words
    assert not page.soup.select("form[action='/agreements/office']")
    assert session.post("/agreements/office", session.tokens("/agreements")).status == 403


def test_an_unticked_box_signs_nothing(app, browser, lead):
    session = browser().sign_in(lead)
    for path in ("/agreements/office", "/agreements/undertaking"):
        page = session.submit(session.get("/agreements"), action=path)
        assert page.status == 422
        assert "Tick the box" in page.words
    assert tokens(app, lead) == frozenset()


def test_a_text_that_was_replaced_meanwhile_cannot_be_signed(app, browser, lead, admin):
    session = browser().sign_in(lead)
    page = session.get("/agreements")
    write(app, admin, Signed.PERSON)
    page = session.submit(page, {"own_read": "y"}, action="/agreements/undertaking")
    assert page.status == 422
    assert "There is a newer version" in page.words


def test_only_the_lead_signs_for_the_office_and_once(app, world, lead, member, admin):
    for who in (member, admin):
        with pytest.raises(NotPermitted):
            sign(app, who, Signed.OFFICE)
    sign(app, lead, Signed.OFFICE)
    with pytest.raises(Conflict):
        sign(app, lead, Signed.OFFICE)


def test_the_signature_names_its_text_and_the_log_has_it(app, lead):
    sign(app, lead, Signed.OFFICE)
    with app.app_context():
        text = agreements.current_text(Signed.OFFICE)
        signature = agreements.standing_of_office(lead.office_id).signature
        assert signature.digest == text.digest == digest_of(text.text)
        (entry,) = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "agreement.signed-by-office")
        )
        assert entry.detail.content["digest"] == text.digest


def test_only_an_admin_writes_a_version_and_not_the_same_again(app, admin, lead):
    with pytest.raises(NotPermitted):
        write(app, lead, Signed.OFFICE)
    write(app, admin, Signed.OFFICE)
    for text in (TEXT, "short", "x" * 60_000, "\x07" * 300):
        with pytest.raises(Invalid):
            write(app, admin, Signed.OFFICE, text)


def test_what_was_typed_is_shown_when_a_new_version_came_while_writing(app, browser, world, admin):
    author = world.person("Petra Author", world.office("alder"))
    session = browser().sign_in(author)
    form = session.get("/documents/new?kind=case-memo")
    write(app, admin, Signed.PERSON)
    typed = "A long text that nobody wants to write again."
    page = session.submit(form, {"title": "Mine", "body": typed, "action": "save"})
    assert page.status == 403
    assert typed in page.text
    assert page.soup.select_one("main a[href='/agreements']")


def test_an_admin_reads_nothing_that_names_them_before_signing(app, world, browser, paper):
    admin = world.person("Ada New", world.office("birch"), "coalition-admin", signs=False)
    session = browser().sign_in(admin)
    assert session.get(f"/documents/{paper}").location.startswith("/agreements")
    assert session.get("/vetting").status == 200


def test_every_permission_that_shows_what_is_shared_waits_for_the_signatures() -> None:
    shows_papers = ("document:", "search:use", "search:save", "home:")
    assert not [p for p in WITHOUT_AGREEMENT if p.startswith(shows_papers)]
    assert set(POLICY) >= WITHOUT_AGREEMENT


def test_a_page_of_another_site_is_no_place_to_go_on(browser, lead):
    session = browser().sign_in(lead)
    for wanted in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        page = session.get("/agreements", query_string={"next": wanted})
        assert "evil" not in page.text


def test_the_office_page_says_what_is_missing(app, browser, lead, member, admin):
    session = browser().sign_in(admin)
    path = _office_path(app, lead)
    words = session.get(path).words
    assert "Missing: its lead has not signed" in words
    assert "0 of 2 members have signed" in words
    assert "Common interest in Minnesota Unknown" in words
    sign(app, lead, Signed.OFFICE)
    sign(app, member, Signed.PERSON)
    words = session.get(path).words
    assert "Version 1 is signed" in words
    assert "1 of 2 members have signed" in words


def _office_path(app, member):
    with app.app_context():
        office = db.session.get_one(agreements.Office, member.office_id)
        return f"/offices/{office.public_id}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"state": "ZZ"}, "state"),
        ({"standing": "great"}, "standing"),
        ({"source": ""}, "source"),
        ({"as_of": None}, "as_of"),
    ],
)
def test_a_standing_needs_its_source_and_day(app, admin, clock, changes, field):
    known = {
        "state": "MN",
        "standing": "limited",
        "source": "An opinion with a citation",
        "as_of": clock().date(),
    }
    with app.app_context(), unit_of_work():
        note_recognition(admin.actor, **known)
    with pytest.raises(Invalid) as refusal, app.app_context(), unit_of_work():
        note_recognition(admin.actor, **(known | changes))
    assert refusal.value.problems[0].field == field


def test_what_is_known_of_a_state_is_noted_and_shown(browser, admin):
    session = browser().sign_in(admin)
    page = session.get("/offices/recognition")
    assert page.words.count("Unknown") >= 56
    noted = {"state": "MN", "standing": "recognized", "source": "A case with a citation"}
    assert session.submit(page, noted | {"as_of": "soon"}).status == 422
    page = session.submit(page, noted | {"as_of": "2026-01-05"})
    assert "A case with a citation Jan 5, 2026" in session.follow(page).words

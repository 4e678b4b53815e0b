"""Asking to join, from the public page to the mail that answers."""

import email
import re
from email.policy import default

import pytest
from sqlalchemy import func, select

from coalition.cli.housekeeping import keep_house
from coalition.db import db, unit_of_work
from coalition.membership import casework
from coalition.membership.models import Application
from coalition.notifications.services import mail_consumer
from coalition.outbox.services import deliver
from tests.support.vetting import WISH, apply, look_into, stage_of, vetters

FORM = vars(WISH)


@pytest.fixture
def mails(app, tmp_path):
    """Delivers, then returns the text of all mails to an address, the newest last."""

    def read(address):
        with app.app_context():
            deliver(mail_consumer())
        found = []
        for file in sorted(tmp_path.glob("mail/*.eml")):
            mail = email.message_from_bytes(file.read_bytes(), policy=default)
            if mail["To"] == address:
                found.append(mail.get_content())
        return found

    return read


def count(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Application))


def path_in(mail):
    (link,) = re.findall(r"https?://[^/]+(/join/\S+)", mail)
    return link


def send(visitor, **changes):
    return visitor.submit(visitor.get("/join"), FORM | changes)


def test_the_sign_in_page_leads_there(browser):
    link = browser().get("/sign-in").soup.select_one("a[href='/join']")
    assert link.get_text() == "Ask to join"


def test_an_applicant_confirms_the_address_and_only_then_is_seen(app, browser, mails, world):
    admin = browser().sign_in(vetters(world).first)
    visitor = browser()
    assert visitor.follow(send(visitor)).words.count("Look into your mail") == 2
    assert "Nothing is waiting" in admin.get("/vetting").words
    page = visitor.get(path_in(mails(WISH.email)[-1]))
    assert "Nora" not in page.text
    page = visitor.follow(visitor.submit(page))
    assert "Your address is confirmed" in page.words
    words = admin.get("/vetting").words
    assert "1 application waits" in words
    assert "Nora Applicant" in words


def test_known_and_unknown_addresses_and_offices_get_the_same_answer(app, browser, world, mails):
    member = world.person("Known Member", world.office("maple"))
    answers = set()
    for address, office in (
        (member.email, "Maple County Attorney"),
        ("unknown@nowhere.example", "Nowhere County Attorney"),
        ("unknown@maple.example", "Maple County Attorney"),
    ):
        visitor = browser()
        page = send(visitor, email=address, office_name=office)
        answers.add((page.status, page.location, page.text, visitor.follow(page).text))
    assert len(answers) == 1
    (told,) = mails(member.email)
    assert "which is a member's already" in told
    assert "/join/" not in told


def test_what_a_stranger_typed_is_in_no_mail_before_the_address_is_confirmed(
    app, browser, world, mails
):
    member = world.person("Known Member", world.office("maple"))
    for address in (member.email, "new@maple.example"):
        send(browser(), email=address, name="Visit https evil example now")
        assert "evil" not in mails(address)[-1]


def test_errors_name_each_field_and_keep_what_was_typed(app, browser):
    wrong = {"email": "nora at maple", "role": "auditor", "bar_state": "", "office_name": " "}
    page = send(browser(), **wrong)
    assert page.status == 422
    assert page.title.startswith("Error: ")
    for field in ("email", "role", "bar_state", "office_name"):
        assert page.soup.select_one(f".error-summary a[href='#{field}']"), field
    form = page.form()
    assert form.select_one("[name=email]")["value"] == "nora at maple"
    assert form.select_one("[name=statement]").get_text().strip() == WISH.statement
    assert count(app) == 0


@pytest.mark.parametrize("role", ["coalition-admin", "auditor", "", "x"])
def test_nobody_applies_as_an_admin_or_auditor(browser, role):
    assert send(browser(), role=role).status == 422


def test_a_double_post_makes_one_application(app, browser):
    visitor = browser()
    page = visitor.get("/join")
    assert visitor.submit(page, FORM).location == visitor.submit(page, FORM).location
    assert count(app) == 1


def test_it_is_throttled_and_the_form_is_kept(app, browser):
    visitor = browser()
    for _ in range(5):
        assert send(visitor).status == 303
    page = send(visitor)
    assert page.status == 429
    assert "Too many attempts" in page.words
    assert page.form().select_one("[name=name]")["value"] == WISH.name
    assert count(app) == 5


def test_unconfirmed_applications_are_erased_after_two_days(app, browser, clock):
    send(browser())
    clock.advance(days=2, minutes=-1)
    send(browser(), email="other@maple.example")
    with app.app_context():
        keep_house()
    assert count(app) == 2
    clock.advance(minutes=2)
    with app.app_context():
        keep_house()
    assert count(app) == 1


def test_every_dead_link_is_the_same_page_and_names_nobody(app, browser, mails, clock):
    visitor = browser()
    unknown = visitor.get("/join/confirm/" + "z" * 52)
    send(visitor)
    link = path_in(mails(WISH.email)[-1])
    visitor.submit(visitor.get(link))
    send(visitor, email="late@maple.example")
    late = path_in(mails("late@maple.example")[-1])
    clock.advance(days=2, minutes=1)
    for path in (link, late, "/join/answer/" + "z" * 52, link.replace("confirm", "answer")):
        page = browser().get(path)
        assert (page.status, page.text) == (404, unknown.text)
    assert "works once" in unknown.words


def test_opening_the_link_alone_changes_nothing(app, browser, mails):
    send(browser())
    link = path_in(mails(WISH.email)[-1])
    for _ in range(2):
        assert browser().get(link).status == 200
    with app.app_context():
        assert db.session.scalar(select(Application.stage)) == "unconfirmed"


def test_the_mail_of_a_question_is_the_one_shown_before_and_its_answer_is_for_admins(
    app, browser, world, mails
):
    who = vetters(world)
    public_id = apply(app)
    admin = browser().sign_in(who.first)
    page = admin.get(f"/vetting/{public_id}/question")
    typed = {"message": "Since when are you there?\n\nWho hired you?"}
    page = admin.submit(page, typed | {"action": "preview"})
    shown = page.soup.select_one("pre").get_text()
    assert stage_of(app, public_id) == "waiting"
    page = admin.submit(page, {"action": "send"})
    assert page.status == 303
    mail = mails(WISH.email)[-1].replace("\r\n", "\n")
    link = path_in(mail)
    sent = re.sub(r"https?://\S+", "(here stands a link that works once)", mail)
    assert sent.split() == shown.split()
    visitor = browser()
    page = visitor.get(link)
    assert "hired" not in page.text
    assert visitor.submit(page, {"answer": " "}).status == 422
    assert visitor.submit(page, {"answer": "Since May, by the board."}).status == 303
    assert visitor.get(link).status == 404
    assert "Since May, by the board." in admin.get(f"/vetting/{public_id}").words


def test_a_refusal_is_mailed_as_shown_and_its_reason_is_not(app, browser, world, mails):
    who = vetters(world)
    public_id = apply(app)
    admin = browser().sign_in(who.first)
    typed = {"message": "We could not reach your office.", "reason": "not-verified"}
    path = f"/vetting/{public_id}/refuse"
    page = admin.submit(admin.get(path), typed | {"action": "preview"})
    shown = page.soup.select_one("pre").get_text()
    assert admin.submit(page, {"action": "send"}).status == 303
    mail = mails(WISH.email)[-1]
    assert mail.split() == shown.split()
    assert "verified" not in mail
    assert "Nothing is waiting Last decided" in admin.get("/vetting").words


def test_a_refusal_without_a_reason_is_not_sent(app, browser, world):
    public_id = apply(app)
    admin = browser().sign_in(vetters(world).first)
    page = admin.get(f"/vetting/{public_id}/refuse")
    page = admin.submit(page, {"message": "We could not reach you.", "action": "send"})
    assert page.status == 422
    assert "Choose a reason" in page.words
    assert "We could not reach you." in page.text


def test_what_an_applicant_wrote_freely_is_shown_to_admins_alone(app, browser, world):
    who = vetters(world)
    public_id = apply(app)
    look_into(app, public_id, who)
    assert WISH.statement in browser().sign_in(who.first).get(f"/vetting/{public_id}").words
    sponsor = browser().sign_in(who.sponsor)
    page = sponsor.get(f"/vouch/{public_id}")
    assert "Nora Applicant" in page.words
    for secret in (WISH.statement, WISH.bar_number, WISH.email):
        assert secret not in page.text
    for path in ("/vetting", f"/vetting/{public_id}"):
        assert sponsor.get(path).status == 403


def test_the_whole_of_the_checklist_through_the_pages(app, browser, world, mails):
    who = vetters(world)
    public_id = apply(app, email="nora@oak.example.gmail.com", role="investigator")
    first = browser().sign_in(who.first)
    path = f"/vetting/{public_id}"
    page = first.get(path)
    assert "Anybody can open an address there" in page.words

    def post(part, **fields):
        return first.submit(first.get(path), fields, action=f"{path}/{part}")

    where = "The website of the state"
    assert post("findings", item="title", fits="", found=where).status == 422
    assert post("findings", item="bar", fits="yes", found=where).status == 422
    for item in ("office", "address", "title"):
        assert post("findings", item=item, fits="yes", found=where).status == 303
    assert post("office", office="new", county_fips="99001", office_found=where).status == 422
    assert post("office", office="new", county_fips="27001", office_found=where).status == 303
    call = {"where_found": where, "number": "612-555-0134", "reached": "Reception"}
    when = "2020-01-01 10:00"
    assert post("calls", **call, called_at=when, confirmed="yes").status == 422
    assert post("sponsor", sponsor_email="nobody@x.example").status == 422
    assert post("sponsor", sponsor_email=who.sponsor.email).status == 303
    assert f"/vouch/{public_id}" in mails(who.sponsor.email)[-1]
    sponsor = browser().sign_in(who.sponsor)
    page = sponsor.get(f"/vouch/{public_id}")
    assert sponsor.submit(page).status == 422
    assert sponsor.submit(page, {"vouches": "yes"}).status == 303
    words = first.get(path).words
    assert "Still missing: a call that confirmed it; a lead of the office, who joins first" in words
    assert first.post(f"{path}/approve", first.tokens(path)).status == 422


def test_a_question_needs_words(app, world):
    who = vetters(world)
    public_id = apply(app)
    for text in ("", "Why?", "x" * 2001, "a\x07" * 20):
        with pytest.raises(casework.Invalid), app.app_context(), unit_of_work():
            casework.ask(who.first.actor, public_id, message=text)
